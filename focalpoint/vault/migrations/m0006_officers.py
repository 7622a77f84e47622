"""Version 6: which officer of the office took each step on this laptop; of earlier steps, nobody kept it."""

STATEMENTS = ("CREATE TABLE acted (tx BLOB PRIMARY KEY, officer TEXT NOT NULL) WITHOUT ROWID",)
