"""A text that a record holds in every language: one row of the form with a tab for each, and how many are filled in."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from focalpoint.domain.fields import RecordType
from focalpoint.domain.languages import LANGUAGES
from focalpoint.gui.context import Context
from focalpoint.gui.forms.kinds import field_for
from focalpoint.gui.widgets.basics import column, row, text
from focalpoint.gui.widgets.fields import name_field
from focalpoint.language import _, current


class LocalRow(QWidget):
    """The `fields` of one text by name, and where the `problems` of each are told. The language of the window first."""

    def __init__(self, kind: RecordType, base: str, context: Context) -> None:
        super().__init__()
        specs = {name: spec for name, spec in kind.specs.items() if spec.base == base}
        self.fields = {name: field_for(spec, context) for name, spec in specs.items()}
        self.problems = {name: column() for name in specs}
        self._names = {spec.language: name for name, spec in specs.items()}
        label = _(next(iter(specs.values())).base_label)
        self.tabs, self._stack, self._filled = QTabBar(), QStackedWidget(), text("", "small")
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(_("{label}: language").format(label=label))
        for name, spec in specs.items():
            self.tabs.addTab(LANGUAGES[spec.language].name)
            self._stack.addWidget(self.fields[name])
            name_field(self.fields[name], _(spec.label), _(spec.help))
            self.fields[name].changed.connect(self._count)
        self._lay_out(label)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self.show_language(current())
        self._count()

    def show_language(self, code: str) -> None:
        """Open the tab of a language."""
        if code in self._names:
            self.tabs.setCurrentIndex(list(self._names).index(code))

    def refresh(self) -> None:
        """Count again, and open a language that is filled in if that of the window is not."""
        self._count()
        filled = [code for code, name in self._names.items() if self.fields[name].value()]
        if filled and current() not in filled:
            self.show_language(filled[0])

    def _lay_out(self, label: str) -> None:
        caption = text(label, "caption")
        caption.setBuddy(self.tabs)
        head = row(spacing=8)
        head.addWidget(caption)
        head.addStretch(1)
        head.addWidget(self._filled)
        lay = column(self, spacing=4)
        lay.addLayout(head)
        lay.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeading)
        lay.addWidget(self._stack)
        for place in self.problems.values():
            lay.addLayout(place)

    def _count(self) -> None:
        number = sum(bool(field.value()) for field in self.fields.values())
        self._filled.setText(_("{n} of {total} languages").format(n=number, total=len(self.fields)))
