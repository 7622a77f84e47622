"""The strip that says what people wrote differently in a record, and leads to where it is decided."""

from functools import partial

from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToConflicts
from focalpoint.gui.widgets.basics import Banner, button
from focalpoint.language import _, isolate
from focalpoint.services.exchange.conflicts import ConflictView


def strip(context: Context, record: str, found: list[ConflictView]) -> Banner:
    """Return the strip: all values are shown and decided in one place, the inbox of conflicts."""
    fields = _("{one}, {other}")
    named = isolate(_(found[0].label))
    for view in found[1:]:
        named = fields.format(one=named, other=isolate(_(view.label)))
    said = _("People wrote different things: {field}").format(field=named)
    decide = button(_("Look and decide"), partial(context.go.emit, ToConflicts(record)))
    return Banner("amber", said, decide)
