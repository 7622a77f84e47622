"""Adding a server or a shared folder: what it is, how to enter, who is kept up to date by way of it."""

from functools import partial

from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.errors import explain
from focalpoint.gui.widgets.basics import Banner, button, row, text
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import PassphraseField, labelled, line
from focalpoint.language import _, isolate
from focalpoint.services.exchange import peers
from focalpoint.services.sync import servers
from focalpoint.services.sync.servers import KnownRemote, RemoteSettings

KINDS = {
    "folder": N_("A shared or synchronised folder"),
    "webdav": N_("A WebDAV server (Nextcloud and others)"),
    "s3": N_("An S3 service"),
    "sftp": N_("An SFTP server"),
}
HINTS = {
    "folder": "",
    "webdav": "https://…/remote.php/dav/files/…",
    "s3": "https://…/bucket",
    "sftp": "sftp://…/folder",
}


class ServerDialog(Dialog):
    """One form; nothing leaves before the person runs it."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        about = _("Only sealed bundles lie there, under names that say nothing. Nothing leaves before you say so.")
        super().__init__(parent, _("Add a server"), training=context.ws.info.training, about=about, width=620)
        self.context = context
        self.kind = Choice([(code, _(words)) for code, words in KINDS.items()], "folder")
        self.name, self.address = line(_("Office")), line(ltr=True)
        self.user, self.secret, self.pin = line(ltr=True), PassphraseField(), line(ltr=True)
        self._browse = button(_("Choose a folder…"), self._choose, icon="folder")
        place = QWidget()
        across = row(place, spacing=8)
        across.addWidget(self.address, 1)
        across.addWidget(self._browse)
        place.setFocusProxy(self.address)
        self.content.addWidget(labelled(_("What it is"), self.kind))
        self.content.addWidget(labelled(_("Name"), self.name, required=True))
        self.content.addWidget(labelled(_("Where it is"), place, required=True))
        pinned = _("The program shows it at the first try; compare it with what the administrator gives you.")
        self._entry = [
            labelled(_("User name there"), self.user),
            labelled(_("Password there, or private key"), self.secret),
            labelled(_("Fingerprint of the server"), self.pin, help_text=pinned),
        ]
        for part in self._entry:
            self.content.addWidget(part)
        self.content.addWidget(text(_("Who is kept up to date by way of it"), "caption"))
        self.people: dict[str, QCheckBox] = {}
        self._list_people()
        self.everything = QCheckBox(_("They get all they may read, not only what was shared with them"))
        self.content.addWidget(self.everything)
        self.go = self.add_actions(_("Look at it and add it"), self.add)
        self.kind.currentIndexChanged.connect(lambda _place: self._fit_kind())
        self._fit_kind()
        self.fit()

    def add(self) -> None:
        """Look at what it can do, and keep it."""
        wanted = RemoteSettings(
            kind=self.kind.code(),  # type: ignore[arg-type]
            address=self.address.text().strip(),
            user=self.user.text().strip(),
            secret=self.secret.text(),
            pin=self.pin.text().strip(),
        )
        readers = [device for device, box in self.people.items() if box.isChecked()]
        if not (self.name.text().strip() and wanted.address and readers):
            self.say(_("Fill in the name and the address, and choose at least one person."))
            return
        self.say(_("Looking at what it can do…"))
        self.go.setEnabled(False)
        call = partial(
            servers.add_remote,
            self.context.ws,
            self.name.text().strip(),
            wanted,
            readers,
            everything=self.everything.isChecked(),
        )
        self.context.start(call, done=self._added, failed=self._failed, network=True)

    def _list_people(self) -> None:
        people = [person for person in peers.peers(self.context.ws) if person.accepted]
        for person in people:
            box = QCheckBox(f"{isolate(person.person)} — {isolate(person.office)}")
            self.people[person.device] = box
            self.content.addWidget(box)
        if not people:
            said = _("Nobody is verified yet. Add a card on the page “Exchange” and compare it first.")
            self.content.addWidget(Banner("amber", said))

    def _fit_kind(self) -> None:
        folder = self.kind.code() == "folder"
        self._browse.setVisible(folder)
        self.address.setPlaceholderText(HINTS[self.kind.code()])
        for part in self._entry:
            part.setVisible(not folder)

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Shared folder"), self.address.text())
        if chosen:
            self.address.setText(chosen)

    def _added(self, place: KnownRemote) -> None:
        self.context.notice.emit(
            _("“{name}” was added. Press “Synchronise now” when you wish.").format(name=place.name), ""
        )
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self.go.setEnabled(True)
        if isinstance(error, FocalpointError) and error.code == servers.UNPINNED:
            self.pin.setText(str(error.parameters.get("presented", "")))  # to be compared; pressed again to confirm
        self.say(explain(error).as_line())
