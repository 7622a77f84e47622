"""Where a person is in a part of the window that is made anew: how far down, and at which control."""

from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QScrollBar, QWidget

PATIENCE_MS = 60


@dataclass(frozen=True, slots=True)
class ScrollPlace:
    """A place in a widget: the height it was scrolled to, and the control with the focus, by its kind and name."""

    scrolled: int
    control: tuple[str, str] | None

    @classmethod
    def of(cls, root: QWidget) -> "ScrollPlace":
        """Return where a person is."""
        areas = [one for one in root.findChildren(QScrollArea) if one.isVisible()]
        scrolled = areas[0].verticalScrollBar().value() if areas else 0
        focused = root.window().focusWidget() if root.window() is not None else None
        held = focused is not None and root.isAncestorOf(focused)
        return cls(scrolled, _key(focused) if held and focused is not None else None)

    def restore(self, area: QScrollArea) -> None:
        """Go back there in the new content, as soon as it is laid out."""
        if self.control is not None:
            found = [one for one in area.findChildren(QWidget) if one.isEnabled() and _key(one) == self.control]
            if found:
                found[0].setFocus()
        if self.scrolled:
            _scroll(area.verticalScrollBar(), self.scrolled)


def _scroll(bar: QScrollBar, value: int) -> None:
    """Scroll to a height once there is as much content; a person who scrolls before is left where they are."""
    if bar.maximum() >= value:
        bar.setValue(value)
        return

    def grown(_least: int, most: int) -> None:
        if most >= value:
            bar.rangeChanged.disconnect(grown)
            bar.setValue(value)

    bar.rangeChanged.connect(grown)
    QTimer.singleShot(PATIENCE_MS, bar, lambda: bar.setValue(value) if not bar.value() else None)


def _key(widget: QWidget) -> tuple[str, str]:
    said = widget.text() if isinstance(widget, QAbstractButton) else ""
    return type(widget).__name__, widget.accessibleName() or said
