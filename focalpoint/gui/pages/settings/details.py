"""Changing what the vault and the identity card say of the office and the person; the keys stay."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from focalpoint.domain import worlds
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.errors import explain
from focalpoint.gui.widgets.basics import text
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import labelled, line
from focalpoint.language import _, current, sort_key
from focalpoint.services.core import details
from focalpoint.services.core.vault_info import Setup


class DetailsDialog(Dialog):
    """State, office, person, function, computer."""

    def __init__(self, parent: QWidget, context: Context, done: Callable[[], object]) -> None:
        info = context.ws.info
        super().__init__(parent, _("Office and person"), training=info.training)
        self.context, self._done = context, done
        rows = context.reference.lists["countries"].codes.values()
        offered = [r for r in rows if info.training or not worlds.is_fictional(r.code)]
        options = sorted(((r.code, r.label(current())) for r in offered), key=lambda option: sort_key(option[1]))
        self.country = Choice(options, info.country)
        self.office, self.person, self.function = line(info.office), line(info.person), line(info.function)
        self.device = line(info.device_label)
        self.content.addWidget(labelled(_("State"), self.country, required=True))
        kinds = [(r.code, r.label(current())) for r in context.reference.lists["office_kinds"].codes.values()]
        self.kind = Choice(kinds, info.office_kind, empty=_("Not chosen"))
        self.content.addWidget(labelled(_("Your office is"), self.kind))
        self.content.addWidget(labelled(_("Office"), self.office, required=True))
        self.content.addWidget(labelled(_("Your name"), self.person, required=True))
        self.content.addWidget(labelled(_("Function"), self.function))
        self.content.addWidget(labelled(_("Name of this computer"), self.device))
        self.content.addWidget(
            text(_("The new card leaves with your next bundles; its digits stay the same."), "small")
        )
        self._go = self.add_actions(_("Save"), self.save)
        self.fit()

    def save(self) -> None:
        """Keep the details, and make the card anew."""
        ws = self.context.ws
        country, office, person = self.country.code(), self.office.text().strip(), self.person.text().strip()
        if not (country and office and person):
            self.say(_("Fill in the State, the office and your name."))
            return
        self._go.setEnabled(False)
        setup = Setup(
            office,
            country,
            person,
            self.function.text().strip(),
            self.device.text().strip(),
            ws.language,
            self.kind.code(),
            training=ws.info.training,
        )
        self.context.run(
            details.change_details, setup, done=lambda _none: self._saved(), failed=self._failed, kept=True
        )

    def _saved(self) -> None:
        self.accept()
        self._done()

    def _failed(self, error: BaseException) -> None:
        self._go.setEnabled(True)
        self.say(explain(error).as_line())
