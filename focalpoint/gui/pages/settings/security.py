"""Passphrase, recovery words, and when the vault locks by itself."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QCheckBox, QWidget

from focalpoint.gui import shield, theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.errors import explain
from focalpoint.gui.gate.recovery import RecoveryActions, WordsSheet
from focalpoint.gui.pages.settings.key_file import KeyFileDialog
from focalpoint.gui.widgets.basics import Banner, button, column, row, rule, text
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import NewPassphrase, PassphraseField, labelled
from focalpoint.language import _, current, isolate_ltr, ngettext
from focalpoint.services.care import upkeep
from focalpoint.services.core import key_files, keys, settings

MINUTES = (1, 2, 5, 10, 15, 30)


class SecurityPart(QWidget):
    """Auto-lock, passphrase, recovery words, and how the key is derived."""

    def __init__(self, context: Context, set_autolock: Callable[[int], None]) -> None:
        super().__init__()
        self.context, self._set_autolock = context, set_autolock
        lay = column(self, spacing=12)
        words = [(str(n), ngettext("{n} minute", "{n} minutes", n).format(n=n)) for n in MINUTES]
        self.minutes = Choice(words, settings.get(context.ws, "autolock_minutes", "5"))
        self.minutes.setMaximumWidth(theme.px(340))
        self.minutes.currentIndexChanged.connect(lambda _place: self._keep_minutes())
        said = _("It also locks when the computer sleeps or its screen is locked.")
        lay.addWidget(labelled(_("Lock when nobody uses the vault for"), self.minutes, help_text=said))
        lay.addWidget(self._shield())
        lay.addWidget(rule())
        lay.addWidget(text(_("Passphrase"), "large"))
        kdf = keys.parameters(context.ws)
        about = _("Each guess costs an attacker {n} MiB of memory and {passes} passes (Argon2id).")
        lay.addWidget(text(about.format(n=kdf.memory_mib, passes=kdf.passes), "muted"))
        self._line(_("Change the passphrase…"), self._change)
        lay.addWidget(rule())
        lay.addWidget(text(_("Key file"), "large"))
        beside = _("A file on a stick that the vault asks for beside the passphrase; alone it opens nothing.")
        lay.addWidget(text(beside, "muted"))
        self._line(_("Make a key file on a stick…"), partial(self._key_file, remove=False))
        if key_files.asks(context.ws.info.path):
            self._line(_("Ask for no key file any more…"), partial(self._key_file, remove=True))
        lay.addWidget(rule())
        lay.addWidget(text(_("Recovery words"), "large"))
        lay.addWidget(
            text(
                _("They open a forgotten vault. After new words, the old sheet opens this folder no more."),
                "muted",
            )
        )
        self._line(_("Make new recovery words…"), self._recovery)
        lay.addWidget(rule())
        lay.addWidget(text(_("Vault key"), "large"))
        why = _("If somebody may have copied the folder: vault and backups are encrypted anew under another key.")
        lay.addWidget(text(why, "muted"))
        self._line(_("New vault key…"), self._rekey)
        lay.addStretch(1)

    def _shield(self) -> QWidget:
        """Offer to keep the window out of pictures of the screen, or say that this system has no such request."""
        if not shield.able():
            said = _("This system cannot keep the window out of screenshots and shared screens: mind what is shared.")
            return text(said, "small")
        box = QCheckBox(_("Keep the window out of screenshots and shared screens"))
        box.setChecked(shield.wanted())
        box.toggled.connect(lambda on: shield.want(uncaptured=on))
        return box

    def _line(self, label: str, call: Callable[[], object]) -> None:
        across = row()
        across.addWidget(button(label, call))
        across.addStretch(1)
        lay = self.layout()
        if lay is not None:
            holder = QWidget()
            holder.setLayout(across)
            lay.addWidget(holder)

    def _keep_minutes(self) -> None:
        chosen = self.minutes.code()
        self._set_autolock(int(chosen))
        self.context.run(settings.put, "autolock_minutes", chosen)

    def _change(self) -> None:
        PassphraseDialog(self.window(), self.context).open()

    def _key_file(self, *, remove: bool) -> None:
        KeyFileDialog(self.window(), self.context, remove=remove).open()

    def _recovery(self) -> None:
        RecoveryDialog(self.window(), self.context, keys.propose_recovery(current())).open()

    def _rekey(self) -> None:
        RekeyDialog(self.window(), self.context, keys.propose_recovery(current())).open()


def left_as_before(context: Context, left: tuple[str, ...], done: str) -> None:
    """Say that it is done, and which older states could not be reached."""
    names = _(", ").join(isolate_ltr(name) for name in left)
    context.notice.emit(f"{done} {_(upkeep.BEHIND).format(names=names)}" if left else done, "")


class PassphraseDialog(Dialog):
    """The old passphrase, then the new one."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent, _("Change the passphrase"), training=context.ws.info.training)
        self.context = context
        self.old = PassphraseField()
        self.new = NewPassphrase(partial(keys.at_hand, context.ws.info, context.ws.info.name))
        if context.ws.by_recovery:
            about = _("The vault was opened with the recovery words: the new passphrase replaces the one before.")
            if key_files.asks(context.ws.info.path):
                about += " " + _("From then on no key file is asked for; make a new one here.")
            self.content.addWidget(Banner("plain", about))
        else:
            self.content.addWidget(labelled(_("Present passphrase"), self.old))
        self.content.addWidget(self.new)
        self.content.addStretch(1)
        self._go = self.add_actions(_("Change the passphrase"), self._change)
        self.fit()
        (self.new.first if context.ws.by_recovery else self.old).setFocus()

    def _change(self) -> None:
        if not self.new.strong_enough():
            self.say(_("This passphrase is too easy to guess. Add words, or let the program suggest some."))
            return
        if not self.new.agree():
            self.say(_("The two lines of the passphrase differ."))
            return
        self._go.setEnabled(False)
        ws = self.context.ws
        call = partial(keys.change_passphrase, ws, self.old.text(), self.new.text())
        if ws.by_recovery:
            call = partial(keys.reset_passphrase, ws, self.new.text())
        self.context.start(call, done=self._done, failed=self._failed)

    def _done(self, left: tuple[str, ...]) -> None:
        left_as_before(self.context, left, _("The passphrase is changed."))
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._go.setEnabled(True)
        self.say(explain(error).as_line())


class RecoveryDialog(Dialog):
    """New recovery words: in force only when the person says that they are written down."""

    def __init__(self, parent: QWidget, context: Context, words: tuple[str, ...]) -> None:
        about = _("Write them down or print them, in order.")
        super().__init__(parent, _("New recovery words"), training=context.ws.info.training, width=680, about=about)
        self.content.addWidget(WordsSheet(words))
        self.content.addWidget(RecoveryActions(words, context.ws.info))
        said = _(
            "They are shown only now. Once in force, the old sheet opens neither the vault nor its backups here;"
            " copies of the folder made before still open with it."
        )
        self.content.addWidget(Banner("amber", said))
        self.context, self._words = context, words
        self._go = self.add_actions(_("Written down: put them in force"), self._put_in_force)
        self.fit()

    def _put_in_force(self) -> None:
        self._go.setEnabled(False)
        self.context.run(keys.set_recovery, self._words, done=self._done, failed=self._failed, kept=True)

    def _done(self, left: tuple[str, ...]) -> None:
        left_as_before(self.context, left, _("The new recovery words are in force."))
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._go.setEnabled(True)
        self.say(explain(error).as_line())


class RekeyDialog(Dialog):
    """A new vault key: with new recovery words, shown before anything changes; then the vault is locked for it."""

    def __init__(self, parent: QWidget, context: Context, words: tuple[str, ...]) -> None:
        about = _("Vault, backups and second copy are encrypted anew. These recovery words replace those before.")
        super().__init__(parent, _("New vault key"), training=context.ws.info.training, width=680, about=about)
        self.content.addWidget(WordsSheet(words))
        self.content.addWidget(RecoveryActions(words, context.ws.info))
        self.passphrase = PassphraseField()
        self.content.addWidget(labelled(_("Present passphrase"), self.passphrase))
        said = _(
            "Copies of the folder made before still open with the old passphrase and words. If somebody may know these"
            " too, have this laptop revoked as well."
        )
        self.content.addWidget(Banner("amber", said))
        self.context, self._words = context, words
        self._go = self.add_actions(_("Written down: lock, and encrypt anew"), self._check, careful=True)
        self.fit()

    def _check(self) -> None:
        self._go.setEnabled(False)
        path, passphrase = self.context.ws.info.path, self.passphrase.text()
        call = partial(keys.require_open, path, passphrase, self.context.ws.key_file)
        self.context.start(call, done=lambda _none: self._begin(passphrase), failed=self._failed)

    def _begin(self, passphrase: str) -> None:
        context, words = self.context, self._words
        self.accept()
        context.rekey.emit(passphrase, words)

    def _failed(self, error: BaseException) -> None:
        self._go.setEnabled(True)
        self.say(explain(error).as_line())
