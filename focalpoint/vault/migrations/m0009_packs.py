"""Version 9: which public packs of seminars were made here or taken in; on which basis a bundle left."""

STATEMENTS = (
    "CREATE TABLE pack (i INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, direction TEXT NOT NULL, device TEXT NOT NULL,"
    " seminar TEXT NOT NULL, number INTEGER NOT NULL, base INTEGER NOT NULL, digest TEXT NOT NULL, at TEXT NOT NULL,"
    " name TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL)",
    "CREATE INDEX pack_seminar ON pack (seminar, direction, number)",
    "CREATE TABLE pack_file (pack INTEGER NOT NULL REFERENCES pack (i) ON DELETE CASCADE, file TEXT NOT NULL,"
    " PRIMARY KEY (pack, file)) WITHOUT ROWID",
    "ALTER TABLE bundle ADD COLUMN basis TEXT NOT NULL DEFAULT ''",
)
