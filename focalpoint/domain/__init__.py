"""The law and practice as values: standard library only, no I/O, no clock, no randomness."""
