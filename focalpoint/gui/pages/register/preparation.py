"""What a register offers beside new records: rows to begin with, and counts that may leave."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.report import FiguresDialog
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.gui.pages.reading.letter import save_handover
from focalpoint.gui.pages.register.board_dialog import BoardDialog, take_results
from focalpoint.gui.pages.register.certificate_check import choose_certificate
from focalpoint.language import _, current
from focalpoint.services.casework import preparation
from focalpoint.services.core import output_files

Entries = list[tuple[str, Callable[[], object]]]


def menu_entries(parent: QWidget, context: Context, type_name: str) -> Entries:
    """Return the further entries of a register's menu."""
    ready = _("The rows are there. Fill in what you know.")
    match type_name:
        case "recommendation":
            sets = context.reference.lists["recommendation_sets"].codes.values()
            return [
                (
                    _("Prepare: {set}").format(set=row.label(current())),
                    partial(context.change, preparation.recommendations, row.code, current(), message=ready),
                )
                for row in sets
            ]
        case "result":
            return [
                (_("Take in results…"), partial(take_results, parent, context)),
                (_("Board of the class…"), lambda: BoardDialog(parent.window(), context).open()),
            ]
        case "seminar":
            return [(_("Check a certificate…"), partial(choose_certificate, parent, context))]
        case "request":
            return [
                (_("Memo of open matters…"), partial(save_handover, parent, context)),
                (_("Figures of a year…"), lambda: FiguresDialog(parent.window(), context).open()),
            ]
        case "milestone":
            return _years(context, ready)
        case "membership":
            said = _("The rows are there. Check each at the depositary.")
            return [
                (
                    _("Prepare what is known"),
                    partial(context.change, preparation.memberships, current(), message=said),
                )
            ]
        case "answer":
            return [
                (
                    _("Prepare all questions"),
                    partial(context.change, preparation.answers, current(), message=ready),
                )
            ]
        case "problem":
            return [(_("Write the causes, without case data…"), partial(_causes, parent, context))]
        case _:
            return []


def _years(context: Context, ready: str) -> Entries:
    this = context.ws.today().year
    return [
        (
            _("Prepare the year {year}").format(year=one),
            partial(context.change, preparation.year, one, current(), message=ready),
        )
        for one in (this, this + 1)
    ]


def _causes(parent: QWidget, context: Context) -> None:
    title = _("Write the causes, without case data")
    target = ask_target(parent, title, "causes.csv", training=context.ws.info.training)
    if target:
        language, said = current(), _("Written. The file is not protected by the vault.")
        context.start(
            lambda: output_files.write_file(target, preparation.causes(context.ws, language)),
            done=lambda _none: context.notice.emit(said, ""),
        )
