"""All record types of the program. Import `TYPES` from here: only then is it complete."""

from focalpoint.domain import attachments, contacts, requests, seminars
from focalpoint.domain.fields import REGISTERED

MODULES = (requests, contacts, seminars, attachments)
TYPES = REGISTERED
