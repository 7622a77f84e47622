"""The two worlds: real vaults, and vaults for training, whose States, references and signed bytes say what they are.

A training vault's space begins with `PREFIX`, a real one's never does. The space stands in every card, manifest and
change, and is signed with them: nobody can turn one into the other.
"""

from focalpoint.domain.fields import Record, type_of
from focalpoint.domain.wording import N_

PREFIX = "54524e00"  # "TRN" and a zero byte, in hexadecimal
MARK = "TRN-"  # what references, and names of files, of a training vault begin with
BANNER = N_("TRAINING – FICTITIOUS DATA")  # on every page, in the first line of every table
REFERENCES = ("own_ref", "their_ref")


def new_space(random: bytes, *, training: bool) -> str:
    """Return the space of 16 random bytes, 32 hexadecimal digits; raise ValueError if they are of the other world."""
    space = random.hex()
    if training:
        return PREFIX + space[len(PREFIX) :]
    if is_training(space):
        raise ValueError("a real space does not begin as those for training do")
    return space


def is_training(space: str) -> bool:
    """Tell whether a space is that of a training vault."""
    return space.startswith(PREFIX)


def is_fictional(country: str) -> bool:
    """Tell whether a country is one of the exercises: ISO 3166 leaves QM to QZ to its users."""
    return len(country) == 2 and country[0] == "Q" and "M" <= country[1] <= "Z"


def is_marked(text: str) -> bool:
    """Tell whether a reference or the name of a file says that it is of a training vault."""
    return text.strip().upper().startswith(MARK)


def marked_name(name: str, *, training: bool) -> str:
    """Return the name of a file that a vault writes: what a training vault writes says so."""
    return name if not training or is_marked(name) else f"{MARK}{name}"


def misplaced(item: Record, before: Record | None, *, training: bool) -> str:
    """Return the first field that belongs to the other world, "" if none; what stood `before` may stay."""
    for name, spec in type_of(item).specs.items():
        value = getattr(item, name)
        if not isinstance(value, str) or not value or (before is not None and value == getattr(before, name)):
            continue
        if training and name == "own_ref" and not value.strip().upper().startswith(MARK[:-1]):
            return name
        if not training and name in REFERENCES and is_marked(value):
            return name
        if not training and spec.codes == "countries" and is_fictional(value):
            return name
    return ""
