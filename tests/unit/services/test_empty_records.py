"""A record in which nothing is filled in is never saved, whatever its type, and nobody is told that it was."""

import pytest

from focalpoint.domain.errors import MissingValueError
from focalpoint.domain.records import TYPES
from focalpoint.services.casework import listing, records
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace


@pytest.mark.parametrize("type_name", sorted(TYPES))
def test_a_new_record_without_anything_in_it_is_refused(type_name: str, ws: Workspace) -> None:
    with pytest.raises(MissingValueError):
        records.save(ws, TYPES[type_name].cls())
    assert listing.ids(ws, Listing(type_name)) == []
