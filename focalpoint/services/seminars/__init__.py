"""Seminars as a trainer runs them: programme, people, hand-out, ceremony."""
