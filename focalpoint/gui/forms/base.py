"""What every field of a form is: a value in, a value out, a word when it does not fit."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from focalpoint.domain.fields import Spec, Value


class Field(QWidget):
    """One field. It says `changed` while edited and `left` when the person goes on."""

    changed = Signal()
    left = Signal()

    def __init__(self, spec: Spec) -> None:
        super().__init__()
        self.spec = spec

    def value(self) -> Value:
        """Return what the field holds, in the form the record stores; each kind of field says how."""
        raise TypeError(type(self))

    def put(self, value: Value) -> None:
        """Show a value; each kind of field says how."""
        raise TypeError(type(self), value)

    def problem(self) -> str:
        """Say in words why what was typed does not fit, "" if it does."""
        return ""
