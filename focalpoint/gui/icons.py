"""One family of line icons, tinted from the tokens, mirrored in right-to-left languages where direction has meaning.

The pictures are those of Remix Icon 2.5 (Apache licence, `resources/icons/LICENSE.txt`).
"""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from focalpoint import language, paths
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
    tint, faded = theme.color(role).name(), theme.color("muted").name()
    return _drawn(name, tint, faded, theme.text_px(100), flipped=flipped, dense=dense_screen())


def dense_screen() -> bool:
    """Tell whether a screen of this computer has several pixels to a point: pictures are drawn larger for it."""
    return any(screen.devicePixelRatio() > 1 for screen in QGuiApplication.screens())


def pixmap(name: str, role: str = "text", size: int = 16) -> QPixmap:
    """Return an icon as a picture of a given size in pixels, scaled with the text."""
    side = theme.text_px(size)
    return icon(name, role).pixmap(side, side)


@cache
def _drawn(name: str, tint: str, faded: str, percent: int, *, flipped: bool, dense: bool) -> QIcon:
    """Draw an icon once, in the sizes the window uses, and twice as large for dense screens."""
    made = QIcon()
    picture = paths.resource("icons", f"{_NAMES[name]}.svg").read_text("utf-8")
    for colour, mode in ((tint, QIcon.Mode.Normal), (faded, QIcon.Mode.Disabled)):
        drawing = QSvgRenderer(QByteArray(picture.replace("<svg ", f'<svg fill="{colour}" ', 1).encode()))
        for side in {round(side * percent / 100) * times for side in SIDES for times in ((1, 2) if dense else (1,))}:
            drawn = QPixmap(side, side)
            drawn.fill(Qt.GlobalColor.transparent)
            painter = QPainter(drawn)
            drawing.render(painter, QRectF(side / 16, side / 16, side * 7 / 8, side * 7 / 8))
            painter.end()
            turned = QPixmap.fromImage(drawn.toImage().flipped(Qt.Orientation.Horizontal)) if flipped else drawn
            made.addPixmap(turned, mode)
    return made
