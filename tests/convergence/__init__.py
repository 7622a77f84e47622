"""Five devices that write at random, exchange at random, and must come to what a naive reading of the format says."""
