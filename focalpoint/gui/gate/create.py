"""The steps that create a vault: the office, then the place and the passphrase."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from focalpoint import language
from focalpoint.domain import worlds
from focalpoint.gui.gate.frame import GatePage
from focalpoint.gui.gate.state import Beginning
from focalpoint.gui.widgets.basics import Elided, button, row, text
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import NewPassphrase, labelled, line
from focalpoint.language import _
from focalpoint.reference import load
from focalpoint.services.core import keys


class OfficeStep(GatePage):
    """Who keeps this vault: State, office, person, function, computer."""

    back = Signal()
    forward = Signal()

    def __init__(self, beginning: Beginning) -> None:
        super().__init__(
            _("Your office"),
            _("These words stand on your identity card, which colleagues compare with you in person."),
        )
        self._beginning = beginning
        countries = load().lists["countries"].codes.values()
        options = [(c.code, c.label(language.current())) for c in countries if not worlds.is_fictional(c.code)]
        options.sort(key=lambda option: language.sort_key(option[1]))
        self.country = Choice(options, beginning.country, empty=_("Choose a State"))
        self.office, self.person = line(beginning.office), line(beginning.person)
        self.function, self.device = line(beginning.function), line(beginning.device)
        kinds = [(c.code, c.label(language.current())) for c in load().lists["office_kinds"].codes.values()]
        self.kind = Choice(kinds, beginning.office_kind, empty=_("Not chosen"))
        self.content.addLayout(_pair(labelled(_("State"), self.country, required=True),
                                     labelled(_("Your office is"), self.kind)))  # fmt: skip
        self.content.addWidget(labelled(_("Office"), self.office, required=True))
        self.content.addLayout(_pair(labelled(_("Your name"), self.person, required=True),
                                     labelled(_("Function"), self.function)))  # fmt: skip
        self.content.addWidget(
            labelled(
                _("Name of this computer"),
                self.device,
                help_text=_("For your colleagues to tell your computers apart, for example “Office laptop”."),
            )
        )
        self.back_and_next(self.back.emit, _("Continue"), self._continue)

    def keep(self) -> None:
        """Keep what was typed."""
        state = self._beginning
        state.country, state.office, state.person = self.country.code(), self.office.text(), self.person.text()
        state.function, state.device = self.function.text(), self.device.text()
        state.office_kind = self.kind.code()

    def _continue(self) -> None:
        self.keep()
        state = self._beginning
        if not (state.country and state.office.strip() and state.person.strip()):
            self.say(_("Fill in the State, the office and your name."))
            return
        self.forward.emit()


class VaultStep(GatePage):
    """Where the vault stands and what opens it."""

    back = Signal()
    forward = Signal(str)

    def __init__(self, beginning: Beginning) -> None:
        super().__init__(
            _("Your vault and its passphrase"),
            _("Nobody can open the vault without the passphrase or the recovery words, not even who made the program."),
        )
        self._beginning = beginning
        self.name = line(beginning.name or _("Cooperation"))
        self._folder = Elided(language.isolate_ltr(str(beginning.folder)))
        self.content.addWidget(labelled(_("Name of the vault"), self.name))
        place = QWidget()
        across = row(place, spacing=8)
        across.addWidget(self._folder, 1)
        across.addWidget(button(_("Choose another folder…"), self._choose))
        self.content.addWidget(labelled(_("Folder"), place))
        self.passphrase = NewPassphrase(self._at_hand)
        self.content.addWidget(self.passphrase)
        self.content.addWidget(text(_("Any letters, in any language. Spaces are welcome."), "small"))
        self.back_and_next(self._return, _("Create the vault"), self._continue)

    def keep(self) -> None:
        """Keep what was typed, except the passphrase."""
        self._beginning.name = self.name.text()

    def _at_hand(self) -> tuple[str, ...]:
        return keys.at_hand(self._beginning.setup(language.current()), self.name.text())

    def _return(self) -> None:
        self.keep()
        self.back.emit()

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Folder of the vault"), str(self._beginning.folder))
        if chosen:
            self._beginning.chosen = Path(chosen)
            self._folder.setText(language.isolate_ltr(chosen))
        self.passphrase.first.edit.setFocus()

    def _continue(self) -> None:
        self.keep()
        if not self.passphrase.strong_enough():
            self.say(_("This passphrase is too easy to guess. Add words, or let the program suggest some."))
        elif not self.passphrase.agree():
            self.say(_("The two lines of the passphrase differ."))
        else:
            self.forward.emit(self.passphrase.text())


def _pair(first: QWidget, second: QWidget) -> QHBoxLayout:
    line_of_two = row(spacing=12)
    line_of_two.addWidget(first, 1)
    line_of_two.addWidget(second, 1)
    return line_of_two
