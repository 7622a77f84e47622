"""Measurements side by side; see `run.py`."""
