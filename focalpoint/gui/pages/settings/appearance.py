"""How the window looks: language, theme, text size; changed at once."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QButtonGroup, QWidget

from focalpoint import language
from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.wording import N_
from focalpoint.gui import theme
from focalpoint.gui.appearance import Appearance
from focalpoint.gui.widgets.basics import button, column, text
from focalpoint.gui.widgets.flow import Flow
from focalpoint.language import _, isolate_ltr

THEME_NAMES = {
    "system": N_("As the system"), "light": N_("Light"), "dark": N_("Dark"), "contrast": N_("High contrast")
}  # fmt: skip


class WindowPart(QWidget):
    """Three rows of choices."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._lay = column(self, spacing=8)
        names = [(code, one.name) for code, one in LANGUAGES.items()]
        self._choices(_("Language"), names, language.current(), appearance.set_language)
        themes = [(code, _(name)) for code, name in THEME_NAMES.items()]
        self._choices(_("Colours"), themes, appearance.theme, self._theme)
        sizes = [(str(size), isolate_ltr(f"{size} %")) for size in theme.TEXT_SIZES]
        self._choices(_("Size of the text"), sizes, str(appearance.percent), self._size)
        self._lay.addStretch(1)

    def _theme(self, name: str) -> None:
        self._appearance.set_theme(name, self._appearance.percent)

    def _size(self, percent: str) -> None:
        self._appearance.set_theme(self._appearance.theme, int(percent))

    def _choices(self, title: str, options: list[tuple[str, str]], chosen: str, call: Callable[[str], None]) -> None:
        self._lay.addWidget(text(title, "caption"))
        flow = Flow()
        flow.setAccessibleName(title)
        group = QButtonGroup(flow)
        for code, words in options:
            made = button(words, partial(call, code), role="choice")
            made.setCheckable(True)
            made.setChecked(code == chosen)
            group.addButton(made)
            flow.add(made)
        self._lay.addWidget(flow)
        self._lay.addSpacing(theme.px(12))
