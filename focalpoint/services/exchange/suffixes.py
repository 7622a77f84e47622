"""How the names of the files end that travel between offices."""

BUNDLE = ".fpbundle"
CARD = ".fpcard"
NOTE = ".fptrust"  # a note of replacement
ROLL = ".fproll"  # all cards of a room
CERTIFICATE = ".fpcert"  # of attendance
OPENED = (BUNDLE, CARD, NOTE, ROLL, CERTIFICATE)  # a double click opens these
