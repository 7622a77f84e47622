"""Version 5: which records each bundle that left held; of bundles sealed before, nobody kept it."""

STATEMENTS = (
    "ALTER TABLE bundle ADD COLUMN listed INTEGER NOT NULL DEFAULT 0",  # of one sent: whether what it held was kept
    "CREATE TABLE holding (bundle TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (bundle, record)) WITHOUT ROWID",
)
