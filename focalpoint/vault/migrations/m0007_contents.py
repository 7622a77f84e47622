"""Version 7: the text of a file is kept by the hash of the file, not by the name that somebody gave it.

Of two files that claimed one hash, no text is kept: which of them it was read from is not known.
"""

STATEMENTS = (
    "CREATE TABLE IF NOT EXISTS blob (id TEXT PRIMARY KEY, sha256 TEXT NOT NULL)",  # of a new vault; made anew below
    "ALTER TABLE extract RENAME TO extract_before",
    "CREATE TABLE extract (sha256 TEXT PRIMARY KEY, text TEXT NOT NULL, state TEXT NOT NULL)",
    "INSERT INTO extract SELECT sha256, text, state FROM extract_before JOIN blob ON blob.id = extract_before.blob"
    " GROUP BY sha256 HAVING count(*) = 1",
    "DROP TABLE extract_before",
    "DROP TABLE blob",
    # whether the bytes of a file were found to be what its description says: "whole" or "other"
    "CREATE TABLE checked (content TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID",
)
