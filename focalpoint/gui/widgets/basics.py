"""Labels, buttons, pills, banners and layouts with one look each."""

from collections.abc import Callable, Iterable
from typing import ClassVar, Literal, TypeVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from focalpoint.domain.visible_text import unbroken
from focalpoint.gui import icons, theme
from focalpoint.gui.widgets.plain_text import Words, as_tip, tip

Tone = Literal["plain", "accent", "amber", "red", "green"]
TextRole = Literal[
    "body", "muted", "small", "caption", "strong", "large", "title", "display", "amber", "red", "green", "digits"
]
RIGHT_TO_LEFT_MARK = "\u200f"
L = TypeVar("L", bound=QBoxLayout)
ButtonRole = Literal["plain", "primary", "quiet", "link", "danger", "choice", "chip", "rail"]


def text(
    content: str, role: TextRole = "body", *, wrap: bool = True, selectable: bool = False, natural: bool = False
) -> QLabel:
    """Return a label of plain text at the leading side of the window, or at that of its own letters if `natural`."""
    label = Words(content if natural else directed(content))
    if not natural:
        label.setAlignment(leading() | Qt.AlignmentFlag.AlignVCenter)
    label.setWordWrap(wrap)
    if role != "body":
        label.setProperty("role", role)
    if selectable:
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    if wrap:
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label


def leading() -> Qt.AlignmentFlag:
    """Return the side where lines begin in this window, whatever the letters."""
    rtl = QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignAbsolute


def directed(content: str) -> str:
    """Return text that runs in the direction of the window, even if it begins with foreign or isolated words."""
    rtl = QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    return f"{RIGHT_TO_LEFT_MARK}{content}" if rtl and content else content


class Elided(Words):
    """One line of text, shortened in the middle; the whole text is its tooltip when shortened."""

    def __init__(self, content: str = "", role: TextRole = "body") -> None:
        self._full = ""
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if role != "body":
            self.setProperty("role", role)
        self.setText(content)

    def setText(self, content: str) -> None:
        """Show another text."""
        said = unbroken(content)
        self._full = directed(said)
        super().setText(self._full)
        self.setAccessibleName(said)
        self._tell()

    def minimumSizeHint(self) -> QSize:
        """Shrink to nothing rather than push others away."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the tooltip only when the text is shortened."""
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text, shortened in the middle."""
        painter = QPainter(self)
        metrics = QFontMetrics(self.font())
        shown = metrics.elidedText(self._full, Qt.TextElideMode.ElideMiddle, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(leading() | Qt.AlignmentFlag.AlignVCenter), shown)

    def _tell(self) -> None:
        short = QFontMetrics(self.font()).horizontalAdvance(self._full) > self.width()
        tip(self, self.accessibleName() if short else "")


class Pill(Words):
    """A short word on a coloured ground: a state, a classification, a count."""

    def __init__(self, content: str, tone: Tone = "plain") -> None:
        super().__init__(content)
        self.setProperty("pill", tone)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class Banner(QFrame):
    """A sentence that matters, with a shape and a colour, and at most one action."""

    _ICONS: ClassVar = {"plain": "info", "accent": "info", "amber": "alert", "red": "error", "green": "verified"}

    def __init__(self, tone: Tone, content: str, action: QWidget | None = None, *, icon: str = "") -> None:
        super().__init__()
        self.setProperty("banner", tone)
        role = {"plain": "text", "accent": "on_accent_soft"}.get(tone, tone)
        line = row(self, margins=(12, 8), spacing=8)
        mark = Words()
        mark.setPixmap(icons.pixmap(icon or self._ICONS[tone], role, 18))
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        self.label = text(content)
        line.addWidget(self.label, 1)
        if action is not None:
            line.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(content)


def button(
    label: str,
    clicked: Callable[[], object] | None = None,
    *,
    role: ButtonRole = "plain",
    icon: str = "",
    tip: str = "",
) -> QPushButton:
    """Return a button that names what it does."""
    label = unbroken(label)
    made = QPushButton(label.replace("&", "&&"))
    made.setAutoDefault(False)
    if role != "plain":
        made.setProperty("role", role)
    if icon:
        tint = {"primary": "on_accent", "link": "accent", "danger": "red", "chip": "on_accent_soft"}.get(role, "text")
        made.setIcon(icons.icon(icon, tint))
        made.setIconSize(QSize(theme.text_px(16), theme.text_px(16)))
    if tip:
        made.setToolTip(as_tip(tip))
    if role in ("link", "chip"):
        made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    made.setAccessibleName(label)
    if clicked is not None:
        made.clicked.connect(lambda _checked=False: clicked())
    return made


def tool(icon: str, name: str, clicked: Callable[[], object] | None = None) -> QToolButton:
    """Return an icon button; the name is its tooltip and its accessible name."""
    made = QToolButton()
    made.setIcon(icons.icon(icon))
    made.setIconSize(QSize(theme.text_px(18), theme.text_px(18)))
    tip(made, name)
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if clicked is not None:
        made.clicked.connect(lambda _checked=False: clicked())
    return made


def menu_button(
    label: str, entries: Iterable[tuple[str, Callable[[], object]]], *, icon: str = "down", role: ButtonRole = "plain"
) -> QPushButton:
    """Return a button that opens a menu of named actions."""
    made = button(label, role=role, icon=icon)
    made.setMenu(menu(made, entries))
    return made


def menu(parent: QWidget, entries: Iterable[tuple[str, Callable[[], object]]]) -> QMenu:
    """Return a menu of named actions."""
    made = QMenu(parent)
    for name, call in entries:
        action = QAction(unbroken(name).replace("&", "&&"), made)
        action.triggered.connect(lambda _checked=False, run=call: run())
        made.addAction(action)
    return made


def rule() -> QFrame:
    """Return a hair line between parts."""
    line = QFrame()
    line.setProperty("role", "rule")
    return line


def column(parent: QWidget | None = None, *, margins: tuple[int, int] = (0, 0), spacing: int = 8) -> QVBoxLayout:
    """Return a vertical layout with margins (sides, top and bottom) and spacing of the grid."""
    return _laid(QVBoxLayout(), parent, margins, spacing)


def row(parent: QWidget | None = None, *, margins: tuple[int, int] = (0, 0), spacing: int = 8) -> QHBoxLayout:
    """Return a horizontal layout with margins (sides, top and bottom) and spacing of the grid."""
    return _laid(QHBoxLayout(), parent, margins, spacing)


def _laid(layout: L, parent: QWidget | None, margins: tuple[int, int], spacing: int) -> L:
    sides, ends = theme.px(margins[0]), theme.px(margins[1])
    layout.setContentsMargins(sides, ends, sides, ends)
    layout.setSpacing(theme.px(spacing))
    if parent is not None:
        parent.setLayout(layout)
    return layout


def surface(role: Literal["surface", "window"] = "surface") -> QWidget:
    """Return an empty widget on the ground of a role."""
    made = QWidget()
    made.setProperty("role", role)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return made


def scrolled(content: QWidget, *, name: str = "") -> QScrollArea:
    """Put content into an area that scrolls down; sideways only where very large text leaves no other way."""
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setAccessibleName(name)
    watcher = _KeepWidth(area)
    content.installEventFilter(watcher)
    return area


KEPT_WIDTH = 480


class _KeepWidth(QObject):
    """Keep the area at least as wide as its content needs, so that nothing is cut at the side."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest and isinstance(watched, QWidget):
            width = watched.minimumSizeHint().width() + self._area.verticalScrollBar().sizeHint().width()
            self._area.setMinimumWidth(min(width, KEPT_WIDTH))
        return super().eventFilter(watched, event)


def clear(layout: QLayout) -> None:
    """Remove and destroy everything in a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)
            inner.deleteLater()


def set_style(widget: QWidget, name: str, value: object) -> None:
    """Set a property the style sheet asks for, and draw again."""
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
