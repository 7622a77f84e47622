"""The strip of an exercise over the ordinary window: what arrived, what is expected, what comes next."""
