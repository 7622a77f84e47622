"""Settings: window, calendar, passphrase and locking, backups, check of the vault, trash, audit log, about."""

from collections.abc import Callable

from PySide6.QtWidgets import QTabWidget, QWidget

from focalpoint.gui import theme
from focalpoint.gui.appearance import Appearance
from focalpoint.gui.context import Context
from focalpoint.gui.pages.base import Page
from focalpoint.gui.pages.settings.about import AboutPart
from focalpoint.gui.pages.settings.appearance import WindowPart
from focalpoint.gui.pages.settings.care import AuditPart, BackupPart, CheckPart
from focalpoint.gui.pages.settings.office_calendar import CalendarPart
from focalpoint.gui.pages.settings.officers import OfficersPart
from focalpoint.gui.pages.settings.security import SecurityPart
from focalpoint.gui.pages.settings.trash import TrashPart
from focalpoint.gui.widgets.basics import column, row, scrolled, text
from focalpoint.language import _


class SettingsPage(Page):
    """One tab a matter."""

    def __init__(self, context: Context, appearance: Appearance, set_autolock: Callable[[int], None]) -> None:
        super().__init__(context)
        outer = column(self, spacing=0)
        head = column(margins=(24, 16))
        head.addWidget(text(_("Settings"), "title"))
        outer.addLayout(head)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(_("Settings"))
        self.backup, self.check = BackupPart(context), CheckPart(context)
        self.calendar, self.officers = CalendarPart(context), OfficersPart(context)
        self.trash, self.audit = TrashPart(context), AuditPart(context)
        self._parts: dict[str, QWidget] = {
            "window": WindowPart(appearance),
            "calendar": self.calendar,
            "officers": self.officers,
            "security": SecurityPart(context, set_autolock),
            "backup": self.backup,
            "check": self.check,
            "trash": self.trash,
            "audit": self.audit,
            "about": AboutPart(context, appearance.changed.emit),
        }
        titles = (
            _("Window"), _("Calendar"), _("Officers"), _("Passphrase and locking"), _("Backups"),
            _("Check of the vault"), _("Trash"), _("Audit log"), _("About"),
        )  # fmt: skip
        for part, title in zip(self._parts.values(), titles, strict=True):
            self.tabs.addTab(_framed(part, title), title)
        outer.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(lambda _place: self.reload())

    def reload(self) -> None:
        """Read what the tab that is shown needs."""
        match list(self._parts)[self.tabs.currentIndex()]:
            case "calendar":
                self.calendar.reload()
            case "officers":
                self.officers.reload()
            case "backup":
                self.backup.reload()
            case "trash":
                self.trash.reload()
            case "audit":
                self.audit.reload()
            case _:
                pass

    def go_to(self, name: str) -> None:
        """Show a tab; begin what it is for."""
        names = list(self._parts)
        if name == "care":  # the backups, without making one
            self.tabs.setCurrentIndex(names.index("backup"))
        if name in names:
            self.tabs.setCurrentIndex(names.index(name))
        if name == "check":
            self.check.start()
        elif name == "backup":
            self.backup.back_up()


def _framed(part: QWidget, name: str) -> QWidget:
    body = QWidget()
    across = row(body, margins=(24, 16))
    part.setMaximumWidth(theme.px(880))
    across.addWidget(part, 100)
    across.addStretch(1)
    return scrolled(body, name=name)
