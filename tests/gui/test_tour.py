"""The guided tour: every stop finds its part of the window; it begins by itself once, after the demonstration."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.presenter.tour import Tour, part_of
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.training import tours
from tests.gui.driver import Driver, Settle


def test_there_are_twelve_stops_with_words_for_people_who_hear_an_interpreter() -> None:
    assert len(tours.stops()) == 12
    for stop in tours.stops():
        assert set(stop.words) == {"ar", "fr", "en"}
        assert max(map(len, stop.words.values())) <= 240


def test_every_stop_finds_its_part_and_never_hides_all_of_it(driver: Driver) -> None:
    tour = Tour(driver.shell)
    for number, stop in enumerate(tours.stops(), 1):
        driver.settle()
        assert part_of(driver.shell, stop).isVisible()
        assert any(stop.in_language("en") == one.text() for one in tour.card.findChildren(QLabel))
        assert tour.rect().contains(tour.card.geometry())
        assert tour.card.height() > 60, "the words have their room"
        around: QRect = tour._around
        assert not tour.card.geometry().contains(around) or around.height() == 0
        assert tour.place + 1 == number
        tour.go(1)
    assert not tours.is_due()


def test_it_is_walked_by_keys_and_ended_by_escape(driver: Driver) -> None:
    tour = Tour(driver.shell)
    for key, place in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Return, 2), (Qt.Key.Key_Left, 1)):
        QTest.keyClick(tour, key)
        assert tour.place == place
    QTest.keyClick(tour, Qt.Key.Key_Escape)
    assert not tour.isVisible()


def test_it_begins_by_itself_once_in_a_training_vault(
    closed_window: MainWindow, opened: Workspace, settle: Settle
) -> None:
    tours.make_due()
    closed_window.open(opened)
    settle()
    assert closed_window.shell is not None
    [tour] = closed_window.shell.findChildren(Tour)
    tour.end()
    assert not tours.is_due()
