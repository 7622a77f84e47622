"""How the names of the files end that travel between offices."""

from focalpoint import versions

BUNDLE = ".fpbundle"
CARD = ".fpcard"
NOTE = ".fptrust"  # a note of replacement
ROLL = ".fproll"  # all cards of a room
CERTIFICATE = ".fpcert"  # of attendance
UPDATE = versions.SUFFIX
OPENED = (BUNDLE, CARD, NOTE, ROLL, CERTIFICATE, UPDATE)  # a double click opens these
