"""After creating: the recovery words, the check that they were written down, the identity card."""

import secrets

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QWidget

from focalpoint import language
from focalpoint.domain.errors import FocalpointError
from focalpoint.gui import errors
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.gui.gate.frame import GatePage
from focalpoint.gui.gate.state import Beginning
from focalpoint.gui.printing import print_pdf
from focalpoint.gui.widgets.basics import Banner, button, column, row, text
from focalpoint.gui.widgets.card import CardFace
from focalpoint.gui.widgets.fields import labelled, line
from focalpoint.language import _
from focalpoint.services.core import keys, output_files
from focalpoint.services.core.vault_info import VaultInfo
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers

ASKED = 3
ACROSS = 4


class WordsSheet(QFrame):
    """The recovery words, numbered, in lines that run as their letters do: the same order as on the printed sheet."""

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        rtl = language.begins_rtl(words[0])
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 16, 24, 16)
        grid.setHorizontalSpacing(24)
        for place, word in enumerate(words):
            cell = text(f"{place + 1}.  {word}", "strong", wrap=False)
            grid.addWidget(cell, *divmod(place, ACROSS))
        self.setAccessibleName(_("Recovery words"))
        self.setAccessibleDescription(" ".join(words))


class RecoveryActions(QWidget):
    """Print the sheet of recovery words, or save it as a PDF."""

    used = Signal()

    def __init__(self, words: tuple[str, ...], info: VaultInfo) -> None:
        super().__init__()
        self._words, self._info = words, info
        across = row(self, spacing=8)
        across.addWidget(button(_("Print the sheet…"), self._print, icon="print"))
        across.addWidget(button(_("Save the sheet as PDF…"), self._save, icon="pdf"))
        across.addStretch(1)

    def _save(self) -> None:
        suffix = _("recovery")
        proposed, title = f"{self._info.name}-{suffix}.pdf", _("Save the sheet as PDF")
        target = ask_target(self, title, proposed, "PDF (*.pdf)", training=self._info.training)
        if target:
            try:
                output_files.write_file(target, keys.recovery_sheet_pdf(self._words, self._info, language.current()))
            except FocalpointError as error:
                errors.handle(self.window(), error)
            else:
                self.used.emit()

    def _print(self) -> None:
        if print_pdf(self, keys.recovery_sheet_pdf(self._words, self._info, language.current())):
            self.used.emit()


class WordsStep(GatePage):
    """Show the recovery words once, to be written down or printed."""

    forward = Signal()

    def __init__(self, beginning: Beginning) -> None:
        super().__init__(
            _("Recovery words"),
            _("If the passphrase is forgotten, these words open the vault. Write them down or print them, in order."),
            wide=True,
        )
        if beginning.created is None:
            raise ValueError("recovery words are shown after creating")
        words = beginning.created.recovery_words
        self.content.addWidget(WordsSheet(words))
        self.content.addWidget(RecoveryActions(words, beginning.created.workspace.info))
        self.content.addWidget(
            Banner("amber", _("They are shown only now. Keep the sheet in a safe, not beside the computer."))
        )
        self.back_and_next(None, _("I have written them down"), self.forward.emit)


class CheckStep(GatePage):
    """Ask for three of the words."""

    back = Signal()
    forward = Signal()

    def __init__(self, beginning: Beginning) -> None:
        super().__init__(_("Check your sheet"), _("Type these three words from your sheet."))
        if beginning.created is None:
            raise ValueError("recovery words are checked after creating")
        words = beginning.created.recovery_words
        if not beginning.asked:
            chooser = secrets.SystemRandom()
            beginning.asked = tuple(sorted(chooser.sample(range(len(words)), ASKED)))
        self._expected = {place: words[place] for place in beginning.asked}
        self.fields: dict[int, QLineEdit] = {}
        for place in beginning.asked:
            self.fields[place] = line()
            self.content.addWidget(labelled(_("Word {n}").format(n=place + 1), self.fields[place]))
        self.back_and_next(self.back.emit, _("Check"), self.check)

    def check(self) -> None:
        """Go on if the words are those of the sheet, say which are not otherwise."""
        wrong = [place for place, word in self._expected.items() if not keys.same_word(self.fields[place].text(), word)]
        if not wrong:
            self.forward.emit()
            return
        numbers = "، ".join(str(p + 1) for p in wrong) if language.is_rtl() else ", ".join(str(p + 1) for p in wrong)
        self.say(
            _("Not as on the sheet: word {numbers}. Look again, or go back to see the words.").format(numbers=numbers)
        )
        self.fields[wrong[0]].setFocus()


class CardStep(GatePage):
    """Show the identity card that was made with the vault."""

    forward = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            _("Your identity card"),
            _("Bundles you seal carry this identity. Read the check words to a colleague to prove the card is yours."),
            wide=True,
        )
        holder = column()
        holder.addWidget(CardFace(peers.my_card(workspace), peers.card_qr_png(workspace)))
        self.content.addLayout(holder)
        self.content.addWidget(text(_("You find the card again on the page “Exchange”."), "muted"))
        self.back_and_next(None, _("Open the vault"), self.forward.emit)
