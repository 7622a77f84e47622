"""Which field a kind has: the one place where forms learn a new kind."""

from collections.abc import Callable
from typing import assert_never

from focalpoint.domain.fields import Kind, Spec
from focalpoint.gui.context import Context
from focalpoint.gui.forms.base import Field
from focalpoint.gui.forms.choices import ChoiceField, ChoicesField, FlagField, ShownField
from focalpoint.gui.forms.dates import DateField, InstantField, TimeField
from focalpoint.gui.forms.links import LinkField, LinksField
from focalpoint.gui.forms.texts import NoteField, NumberField, TagsField, TextField

PLAIN: dict[Kind, Callable[[Spec], Field]] = {
    Kind.TEXT: TextField,
    Kind.NOTE: NoteField,
    Kind.FLAG: FlagField,
    Kind.TAGS: TagsField,
    Kind.NUMBER: NumberField,
    Kind.INSTANT: InstantField,
    Kind.TIME: TimeField,
}


def field_for(spec: Spec, context: Context) -> Field:
    """Make the field of a specification."""
    lists = context.reference.lists
    match spec.kind:
        case Kind.TEXT | Kind.NOTE | Kind.FLAG | Kind.TAGS | Kind.NUMBER | Kind.INSTANT | Kind.TIME:
            return PLAIN[spec.kind](spec)
        case Kind.DATE:
            return DateField(spec, context.ws.today())
        case Kind.CHOICE:
            return ChoiceField(spec, lists[spec.codes])
        case Kind.CHOICES:
            return ChoicesField(spec, lists[spec.codes])
        case Kind.LINK | Kind.LINKS:
            return LinkField(spec, context) if spec.kind is Kind.LINK else LinksField(spec, context)
        case Kind.STATE | Kind.FILE:
            return ShownField(spec, lists.get(spec.codes))
        case _:
            assert_never(spec.kind)
