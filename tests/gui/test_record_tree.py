"""The tree of records: few are open at once, of many the fields are made when one is opened."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QTreeWidgetItem

from focalpoint.gui.widgets.record_tree import OPENED, RecordTree
from tests.gui.driver import Settle


class Asked:
    """Counts how often the fields of a record are asked for."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Iterator[tuple[str, str]]:
        self.times += 1
        yield "Subject", "TRN"
        yield "Deadline", "2026-12-31"


def shown(item: QTreeWidgetItem) -> list[tuple[str, str]]:
    return [(one.text(0), one.text(1)) for n in range(item.childCount()) if (one := item.child(n))]


@pytest.mark.parametrize("grouped", [True, False])
def test_few_records_show_their_fields_at_once(settle: Settle, *, grouped: bool) -> None:
    tree, asked = RecordTree("TRN", 200), Asked()
    group = tree.add_group("TRN new") if grouped else None
    lines = tree.add_records([("TRN", asked)] * OPENED, group)
    settle()
    assert [shown(line) for line in lines] == [[("Subject", "TRN"), ("Deadline", "2026-12-31")]] * OPENED
    assert asked.times == OPENED


def test_of_many_records_the_fields_are_made_once_when_opened(settle: Settle) -> None:
    tree, asked = RecordTree("TRN", 200), Asked()
    tree.show()
    lines = tree.add_records([("TRN", asked)] * 5_000, tree.add_group("TRN new"), ticked=True)
    settle()
    assert (asked.times, lines[17].childCount(), lines[17].isExpanded()) == (0, 0, False)
    for _time in range(2):
        lines[17].setExpanded(True)
        lines[17].setExpanded(False)
    assert (asked.times, len(shown(lines[17]))) == (1, 2)
    assert all(line.checkState(0).name == "Checked" for line in lines)
    tree.begin()
    assert tree.topLevelItemCount() == 0
    (line,) = tree.add_records([("TRN other", Asked())])
    assert len(shown(line)) == 2


def test_a_group_shows_its_lines(settle: Settle) -> None:
    tree = RecordTree("TRN", 200)
    group = tree.add_group("TRN statements", ["one", "two"])
    settle()
    assert shown(group) == [("one", ""), ("two", "")]
    assert group.isExpanded()
