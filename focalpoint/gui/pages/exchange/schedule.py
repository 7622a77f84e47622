"""When a server runs, and how much a run may carry."""

from functools import partial

from PySide6.QtWidgets import QCheckBox, QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.errors import explain
from focalpoint.gui.widgets.basics import text
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import labelled
from focalpoint.language import _, format_size, isolate
from focalpoint.services.sync import servers
from focalpoint.services.sync.servers import RemoteStatus

LIMITS = (0, 10_000_000, 20_000_000, 50_000_000, 200_000_000, 1_000_000_000)


class PaceDialog(Dialog):
    """Two boxes and a choice."""

    def __init__(self, parent: QWidget, context: Context, place: RemoteStatus) -> None:
        title = _("When and how much: {name}").format(name=isolate(visible(place.name)))
        super().__init__(parent, title, training=context.ws.info.training, width=560)
        self.context, self.place = context, place
        self.automatic = QCheckBox(_("Run by itself every 15 minutes while the vault is open"))
        self.automatic.setChecked(place.automatic)
        self.content.addWidget(self.automatic)
        said = _("After a failure it waits longer each time: 1, 2, 4 minutes, at most an hour. Never while locked.")
        self.content.addWidget(text(said, "small"))
        self.paused = QCheckBox(_("Pause: for now it runs only when I ask"))
        self.paused.setChecked(place.paused)
        self.content.addWidget(self.paused)
        limits = sorted({*LIMITS, place.budget})
        shown = [(str(size), format_size(size) if size else _("No limit")) for size in limits]
        self.limit = Choice(shown, str(place.budget))
        about = _("Records always travel. Documents follow, newest requests first; the rest comes with the next run.")
        self.content.addWidget(labelled(_("Most that a run carries, for a dear line"), self.limit, help_text=about))
        self.add_actions(_("Save"), self.save)
        self.fit()

    def save(self) -> None:
        """Keep what was chosen."""
        call = partial(
            servers.set_pace, self.context.ws, self.place.name, automatic=self.automatic.isChecked(),
            paused=self.paused.isChecked(), budget=int(self.limit.code()),
        )  # fmt: skip
        self.context.start(call, done=lambda _none: self.accept(), failed=self._failed, kept=True)

    def _failed(self, error: BaseException) -> None:
        self.say(explain(error).as_line())
