"""How the names of the files end that travel between offices."""

BUNDLE = ".fpbundle"
CARD = ".fpcard"
NOTE = ".fptrust"  # a note of replacement
ROLL = ".fproll"  # all cards of a room
OPENED = (BUNDLE, CARD, NOTE, ROLL)  # a double click opens these
