"""Version 2: what each bundle that left held, which of them arrived, and the signed proof of it."""

STATEMENTS = (
    "ALTER TABLE bundle ADD COLUMN acked TEXT NOT NULL DEFAULT ''",  # of one sent: when its arrival became known
    "ALTER TABLE bundle ADD COLUMN whole INTEGER NOT NULL DEFAULT 1",  # of one received: whether all parts came
    "CREATE TABLE sent (bundle TEXT NOT NULL, k INTEGER NOT NULL REFERENCES device (k),"
    " c INTEGER NOT NULL REFERENCES compartment (c), upto INTEGER NOT NULL, PRIMARY KEY (bundle, k, c)) WITHOUT ROWID",
    "CREATE INDEX sent_compartment ON sent (c)",
    "CREATE TABLE proof (id TEXT PRIMARY KEY, k INTEGER NOT NULL REFERENCES device (k), at TEXT NOT NULL,"
    " manifest BLOB NOT NULL, signature BLOB NOT NULL)",
)
