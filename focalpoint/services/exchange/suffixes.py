"""How the names of the files end that travel between offices."""

BUNDLE = ".fpbundle"
CARD = ".fpcard"
NOTE = ".fptrust"  # a note of replacement
OPENED = (BUNDLE, CARD, NOTE)  # a double click opens these
