"""Language, direction, theme and text size of the running program, changed live."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from focalpoint import language
from focalpoint.domain.languages import LANGUAGES
from focalpoint.gui import preferences, theme
from focalpoint.loading import late
from focalpoint.services.core import recent

if TYPE_CHECKING:
    from focalpoint.gui import proxy
else:  # what it draws stands in an open vault only
    proxy = late("focalpoint.gui.proxy")


class Appearance(QObject):
    """Language, theme and text size of the running program; a change is shown at once, without a restart."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._boxes = False
        self._words = QTranslator(self)
        self.theme = preferences.chosen_theme()
        self.percent = preferences.text_size()

    def set_language(self, code: str, *, keep: bool = True) -> None:
        """Speak another language and turn the window to its direction."""
        language.use(code)
        if keep:
            recent.set_language(code)
        self._app.removeTranslator(self._words)
        self._words = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._words.load(f"qtbase_{code}", folder):
            self._app.installTranslator(self._words)
        QLocale.setDefault(_locale(code))
        direction = Qt.LayoutDirection.RightToLeft if language.is_rtl() else Qt.LayoutDirection.LeftToRight
        self._app.setLayoutDirection(direction)
        self.apply()

    def set_theme(self, name: str, percent: int, *, keep: bool = True) -> None:
        """Show another theme or text size."""
        self.theme, self.percent = name, percent
        if keep:
            recent.set_preference("theme", name)
            recent.set_preference("text_size", str(percent))
        self.apply()

    def draw_boxes(self) -> None:
        """Draw boxes to tick as an open vault shows them; no page before it has one."""
        if not self._boxes:
            self._boxes = True
            self._app.setStyle(proxy.FusionStyle())
            theme.use(self._app, self.theme, self.percent)

    def show_state(self, place: int) -> None:
        """Draw in the colours of one of two States side by side; -1 for the program's own."""
        theme.show_state(place)
        theme.use(self._app, self.theme, self.percent)

    def apply(self) -> None:
        """Draw everything again."""
        theme.use(self._app, self.theme, self.percent)
        self.changed.emit()


def _locale(code: str) -> QLocale:
    """Return the locale of a language; Arabic with Western digits, as the Court's documents have them."""
    return QLocale(LANGUAGES[code].region)
