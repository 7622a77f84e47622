"""The first page: the language, then what to begin with."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from focalpoint import language
from focalpoint.domain.languages import LANGUAGES
from focalpoint.gui import theme
from focalpoint.gui.gate.frame import GatePage
from focalpoint.gui.widgets.basics import Banner, button, row, rule, text
from focalpoint.language import _


class StartStep(GatePage):
    """Create a vault, open one that exists, or learn with the training vault."""

    make = Signal()
    open_existing = Signal()
    train = Signal()
    exercise = Signal()
    update_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(
            _("Focal Point"),
            _(
                "The register of your State's cooperation with the International Criminal Court. "
                "Everything stays on this computer, in an encrypted vault that only your passphrase opens."
            ),
            first=True,
            languages=False,
        )
        self.content.addLayout(self._choose_language())
        self.content.addSpacing(theme.px(8))
        create = button(_("Create a vault"), self.make.emit, role="primary", icon="vault")
        create.setDefault(True)
        self.content.addWidget(create)
        self.content.addWidget(button(_("Open a vault that exists…"), self.open_existing.emit, icon="folder"))
        self.content.addWidget(button(_("Try an exercise"), self.exercise.emit, icon="training"))
        self.content.addWidget(rule())
        self.content.addWidget(text(_("New here? Learn with fictional States, people and requests."), "muted"))
        self.content.addWidget(button(_("Open the training vault"), self.train.emit, icon="training"))
        self.content.addWidget(button(_("Update the program…"), self.update_wanted.emit, role="link", icon="save"))
        self.create_button = create

    def _choose_language(self) -> QHBoxLayout:
        line = row(spacing=8)
        for code in LANGUAGES:
            call = partial(self.language_chosen.emit, code)
            made = button(LANGUAGES[code].name, call, role="choice")
            made.setCheckable(True)
            made.setChecked(code == language.current())
            line.addWidget(made, 1)
        return line


class WorkingStep(GatePage):
    """Something that takes a moment is being done."""

    def __init__(self, title: str, about: str) -> None:
        super().__init__(title, about)
        self.content.addWidget(Banner("plain", _("Please wait. This takes a few seconds."), icon="time"))
