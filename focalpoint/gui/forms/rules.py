"""What one field tells another in a form: the types of a direction, the organ a reply goes to."""

from focalpoint.domain.codes import Reference
from focalpoint.gui.forms.base import Field
from focalpoint.gui.forms.choices import ChoiceField


class RequestRules:
    """The rules of the request form."""

    def __init__(self, fields: dict[str, Field], reference: Reference) -> None:
        self._fields, self._reference = fields, reference
        self._filled = ""
        for name in ("direction", "sender", "type", "confirmation_needed"):
            fields[name].changed.connect(self.apply)
        self.apply()

    def apply(self) -> None:
        """Offer the types of the direction; propose where the reply goes (rule 176)."""
        self._types()
        self._reply()
        confirmed = self._fields["confirmed_on"]
        show(confirmed, wanted=bool(self._fields["confirmation_needed"].value() or confirmed.value()))

    def _types(self) -> None:
        direction, field = self._fields["direction"].value(), self._fields["type"]
        if not isinstance(field, ChoiceField) or not direction:
            return
        rows = self._reference.lists["request_types"].codes
        field.narrow({name for name, row in rows.items() if direction in _listed(row.more.get("directions"))})

    def _reply(self) -> None:
        field = self._fields["reply_to"]
        if field.value() and field.value() != self._filled:
            return
        organ = self._reference.lists["organs"].codes.get(str(self._fields["sender"].value()))
        proposed = str(organ.more.get("reply_to", "")) if organ else ""
        if not proposed:
            kind = self._reference.lists["request_types"].codes.get(str(self._fields["type"].value()))
            proposed = str(kind.more.get("reply_to", "")) if kind else ""
        self._filled = proposed
        field.put(proposed)


class ContactRules:
    """The rules of the contact form: what belongs to organs of the Court is asked of them only."""

    def __init__(self, fields: dict[str, Field]) -> None:
        self._fields = fields
        fields["kind"].changed.connect(self.apply)
        self.apply()

    def apply(self) -> None:
        """Show the organ and its reply address for the Court only."""
        court = str(self._fields["kind"].value()).startswith("court")
        for name in ("organ", "reply_to"):
            show(self._fields[name], wanted=court or bool(self._fields[name].value()))


def show(field: Field, *, wanted: bool) -> None:
    """Show or hide a field with its label."""
    holder = field.parentWidget()
    if holder is not None:
        holder.setVisible(wanted)


def _listed(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []
