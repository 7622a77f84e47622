"""Seeded fuzzing of everything that reads bytes from outside: the declared errors, or an answer, and nothing else."""
