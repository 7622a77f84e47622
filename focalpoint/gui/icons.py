"""One family of line icons, tinted from the tokens, mirrored in right-to-left languages where direction has meaning."""

from functools import cache

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from qtawesome import icon as draw  # type: ignore[import-untyped]  # after PySide6, whose binding it then takes

from focalpoint import language
from focalpoint.gui import theme

_NAMES = {
    "today": "calendar-todo-line",
    "requests": "inbox-line",
    "contacts": "contacts-book-line",
    "seminars": "book-open-line",
    "exchange": "exchange-line",
    "search": "search-line",
    "settings": "settings-3-line",
    "lock": "lock-line",
    "unlock": "lock-unlock-line",
    "undo": "arrow-go-back-line",
    "redo": "arrow-go-forward-line",
    "add": "add-line",
    "close": "close-line",
    "check": "check-line",
    "verified": "shield-check-line",
    "unverified": "shield-line",
    "alert": "alert-line",
    "error": "error-warning-line",
    "info": "information-line",
    "time": "time-line",
    "calendar": "calendar-line",
    "library": "book-2-line",
    "attach": "attachment-2",
    "save": "download-line",
    "trash": "delete-bin-line",
    "more": "more-line",
    "back": "arrow-left-line",
    "forward": "arrow-right-line",
    "open": "arrow-right-s-line",
    "down": "arrow-down-s-line",
    "up": "arrow-up-s-line",
    "filter": "filter-3-line",
    "print": "printer-line",
    "usb": "usb-line",
    "qr": "qr-code-line",
    "show": "eye-line",
    "hide": "eye-off-line",
    "history": "history-line",
    "edit": "edit-line",
    "folder": "folder-open-line",
    "document": "file-text-line",
    "pdf": "file-pdf-line",
    "image": "image-line",
    "key": "key-2-line",
    "vault": "safe-2-line",
    "view": "bookmark-line",
    "group": "stack-line",
    "refresh": "refresh-line",
    "zoom_in": "zoom-in-line",
    "zoom_out": "zoom-out-line",
    "person": "user-line",
    "question": "question-line",
    "language": "translate-2",
    "drive": "hard-drive-2-line",
    "backup": "database-2-line",
    "seal": "file-shield-2-line",
    "draft": "draft-line",
    "notice": "notification-3-line",
    "confirm": "mail-check-line",
    "copy": "file-copy-line",
    "training": "pencil-ruler-2-line",
    "list": "list-unordered",
}
DIRECTIONAL = frozenset({"undo", "redo", "back", "forward", "open", "list", "document", "draft", "edit"})


SIDES = (14, 16, 18, 20, 24, 32)


def icon(name: str, role: str = "text") -> QIcon:
    """Return an icon by its meaning, tinted with the colour of a role."""
    flipped = language.is_rtl() and name in DIRECTIONAL
    return _drawn(name, theme.color(role).name(), theme.color("muted").name(), theme.text_px(100), flipped=flipped)


def pixmap(name: str, role: str = "text", size: int = 16) -> QPixmap:
    """Return an icon as a picture of a given size in pixels, scaled with the text."""
    side = theme.text_px(size)
    return icon(name, role).pixmap(side, side)


@cache
def _drawn(name: str, tint: str, faded: str, percent: int, *, flipped: bool) -> QIcon:
    """Draw an icon once, in the sizes the window uses, for ordinary and for dense screens."""
    made = QIcon()
    for colour, mode in ((tint, QIcon.Mode.Normal), (faded, QIcon.Mode.Disabled)):
        source: QIcon = draw(f"ri.{_NAMES[name]}", color=colour)
        for side in {round(side * percent / 100) * dense for side in SIDES for dense in (1, 2)}:
            picture = source.pixmap(QSize(side, side), 1.0).toImage()
            upright = picture.flipped(Qt.Orientation.Horizontal) if flipped else picture
            made.addPixmap(QPixmap.fromImage(upright), mode)
    return made
