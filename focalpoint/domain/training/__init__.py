"""Exercises as values: what a scenario says, the closed vocabulary of its checks and of its solution."""
