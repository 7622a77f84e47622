"""The scenes of the further registers and of what lives in a dossier."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from focalpoint.domain.records import TYPES
from focalpoint.gui.pages.calendar import CalendarPage, Mode
from focalpoint.gui.pages.knowledge import LibraryPage
from focalpoint.gui.pages.register.intake import IntakeDialog
from focalpoint.gui.pages.register.overview import further
from focalpoint.gui.pages.register.page import RegisterPage
from focalpoint.gui.shell import Shell
from focalpoint.services.casework import dossier, listing
from focalpoint.services.casework.listing import Listing
from focalpoint.services.seminars import programme
from tests.screens import results

S = TypeVar("S")
MODES: tuple[Mode, ...] = ("month", "week", "agenda")
SHOWN = ("asset", "task", "consultation")


def scenes(shell: Shell, settled: Callable[[str], S]) -> Iterator[S]:
    """Yield the page of registers, each register with its first record, and the editors of a dossier."""
    shell.show_page("registers")
    yield settled("registers")
    page = shell.show_page("library")
    if isinstance(page, LibraryPage):
        yield settled("library")
        page.tabs.setCurrentIndex(1)
        settled("")
        yield settled("library-glossary")
    for name in (*(kind.name for kind in further(training=True)), *SHOWN):
        page = shell.show_page(name)
        if isinstance(page, RegisterPage):
            settled(name)
            page.list.view.go_to(0)
            yield settled(f"register-{name}")
    ws = shell.context.ws
    numbers = listing.ids(ws, Listing("request", sort="own_ref"))[:1]
    request = listing.page(ws, "request", numbers, ())[0].id
    page = shell.show_page("request")
    if isinstance(page, RegisterPage):
        page.open(request, tab="dossier")
        yield settled("dossier")
        for kind in TYPES.values():
            if kind.part_of == "request":
                page.begin(kind.name, dossier.initial_values(ws, kind.name, request))
                yield settled(f"dossier-{kind.name}-editor")
                page.leave()
                if page.editor is not None:
                    page.editor.discard()
                    settled("")


def intake_scenes(shell: Shell, shown: Callable[[str, QWidget], S]) -> Iterator[S]:
    """Yield the dialog that takes in a table, before and after its rehearsal."""
    path = shell.context.ws.info.path.parent / results.TABLE
    dialog = IntakeDialog(shell.window(), shell.context, "request", path)
    dialog.open()
    shown("", dialog)
    yield shown("dialog-intake", dialog)
    dialog.go.click()
    shown("", dialog)
    yield shown("dialog-intake-rehearsed", dialog)
    dialog.reject()


def calendar_scenes(shell: Shell, settled: Callable[[str], S]) -> Iterator[S]:
    """Yield the calendar in its three views."""
    page = shell.show_page("calendar")
    if isinstance(page, CalendarPage):
        for mode in MODES:
            page.show_mode(mode)
            settled("")
            yield settled(f"calendar-{mode}")


SEMINAR_TABS = ("programme", "participants", "attendance", "evaluation", "conclusions")


def seminar_scenes(shell: Shell, page: RegisterPage, settled: Callable[[str], S]) -> Iterator[S]:
    """Yield the tabs of a seminar of which something is kept, and the forms of what belongs to it."""
    ws = shell.context.ws
    [session, *_rest] = listing.page(
        ws, "session", listing.ids(ws, Listing("session", sort="starts"))[:1], ("seminar",)
    )
    seminar = str(session.values["seminar"])
    for name in SEMINAR_TABS:
        page.open(seminar, tab=name)
        yield settled(f"seminar-{name}")
    for kind in ("session", "participant"):
        page.begin(kind, programme.begin_session(ws, seminar) if kind == "session" else {"seminar": seminar})
        yield settled(f"seminar-{kind}-editor")
        page.leave()
        if page.editor is not None:
            page.editor.discard()
            settled("")
