"""The strip that shows what two people wrote for the same field, and takes the decision."""

from functools import partial

from PySide6.QtWidgets import QFrame

from focalpoint.domain.records import TYPES
from focalpoint.gui.context import Context
from focalpoint.gui.pages.tabs import moment, written
from focalpoint.gui.widgets.basics import button, column, row, text
from focalpoint.gui.widgets.fields import icon_label
from focalpoint.language import _, isolate
from focalpoint.services import history
from focalpoint.services.history import Conflict


class ConflictStrip(QFrame):
    """Both values, who wrote each, and one button for each."""

    def __init__(self, context: Context, type_name: str, record: str, conflict: Conflict) -> None:
        super().__init__()
        self.setProperty("banner", "amber")
        lay = column(self, margins=(12, 8), spacing=8)
        head = row(spacing=8)
        head.addWidget(icon_label("alert", "amber"))
        said = _("Two people wrote different things: {field}").format(field=_(conflict.label))
        head.addWidget(text(said, "strong"), 1)
        lay.addLayout(head)
        spec = TYPES[type_name].specs.get(conflict.field)
        for value in conflict.values:
            line = row(spacing=8)
            words = column(spacing=0)
            shown = written(context, spec, value.value) if spec else str(value.value)
            words.addWidget(text(isolate(shown) or _("empty"), selectable=True))
            words.addWidget(text(f"{isolate(value.who)} · {isolate(value.office)} · {moment(value.at)}", "small"))
            line.addLayout(words, 1)
            call = partial(context.change, history.resolve, type_name, record, conflict.field, value.value)
            keep = button(
                _("Keep this"), partial(call, said=_("The decision is recorded and travels with the next bundle."))
            )
            line.addWidget(keep)
            lay.addLayout(line)
        self.setAccessibleName(said)
