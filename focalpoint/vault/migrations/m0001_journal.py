"""Version 1: the journal, devices, audit, and what belongs to this laptop alone."""

STATEMENTS = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE device (k INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, public BLOB NOT NULL,"
    " recipient TEXT NOT NULL, card BLOB NOT NULL, state TEXT NOT NULL, role TEXT NOT NULL, added_at TEXT NOT NULL)",
    "CREATE TABLE compartment (c INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, space TEXT NOT NULL,"
    " kind TEXT NOT NULL, root TEXT NOT NULL, facet TEXT NOT NULL)",
    "CREATE INDEX compartment_root ON compartment (root)",
    "CREATE TABLE change (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, k INTEGER NOT NULL REFERENCES device (k),"
    " c INTEGER NOT NULL REFERENCES compartment (c), ep INTEGER NOT NULL, sq INTEGER NOT NULL, hl INTEGER NOT NULL,"
    " tx BLOB NOT NULL, header BLOB NOT NULL, signature BLOB NOT NULL, body BLOB NOT NULL, state TEXT NOT NULL,"
    " via TEXT NOT NULL)",
    "CREATE UNIQUE INDEX change_log ON change (c, k, ep, sq, id)",
    "CREATE INDEX change_tx ON change (tx)",
    "CREATE INDEX change_via ON change (via) WHERE via <> ''",
    "CREATE TABLE action (seq INTEGER PRIMARY KEY, tx BLOB NOT NULL, kind TEXT NOT NULL, type TEXT NOT NULL,"
    " record TEXT NOT NULL, title TEXT NOT NULL, state TEXT NOT NULL)",
    "CREATE TABLE draft (key TEXT PRIMARY KEY, type TEXT NOT NULL, record TEXT NOT NULL, title TEXT NOT NULL,"
    " value TEXT NOT NULL, kept_at TEXT NOT NULL)",
    "CREATE TABLE view (type TEXT NOT NULL, name TEXT NOT NULL, listing TEXT NOT NULL, PRIMARY KEY (type, name))",
    "CREATE TABLE audit (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL,"
    " subject TEXT NOT NULL, reason TEXT NOT NULL, hash BLOB NOT NULL)",
    "CREATE TABLE bundle (id TEXT NOT NULL, direction TEXT NOT NULL, k INTEGER NOT NULL REFERENCES device (k),"
    " number INTEGER NOT NULL, digest TEXT NOT NULL, at TEXT NOT NULL, name TEXT NOT NULL, note TEXT NOT NULL,"
    " PRIMARY KEY (direction, k, number, digest))",
    "CREATE TABLE extract (blob TEXT PRIMARY KEY, text TEXT NOT NULL, state TEXT NOT NULL)",
)
