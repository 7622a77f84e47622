"""Version 8: what runs, deliveries and notices have come to stands in tables, no longer as JSON among the settings.

How a remote is reached and how far it has come are two things: `remote` is changed by a person, the others by runs.
"""


def _setting(key: str) -> str:
    return f"json_each((SELECT value FROM setting WHERE key = '{key}'))"


def _each(name: str, path: str) -> str:
    """Return the members of a list or an object in every remote."""
    return f"{_setting('remotes')} r, json_each(r.value, '$.{path}') {name}"


_NAME = "json_extract(r.value, '$.name')"

TABLES = (
    "CREATE TABLE officer (name TEXT PRIMARY KEY, role TEXT NOT NULL, working INTEGER NOT NULL) WITHOUT ROWID",
    # files that were to leave for a reader and are not known to have arrived, and the bundles that carried them
    "CREATE TABLE file_owed (i INTEGER PRIMARY KEY, reader TEXT NOT NULL, file TEXT NOT NULL, UNIQUE (reader, file))",
    "CREATE TABLE file_carried (reader TEXT NOT NULL, file TEXT NOT NULL, number INTEGER NOT NULL,"
    " PRIMARY KEY (reader, file, number)) WITHOUT ROWID",
    "CREATE TABLE file_had (reader TEXT NOT NULL, file TEXT NOT NULL, PRIMARY KEY (reader, file)) WITHOUT ROWID",
    # files of which this laptop removed its copy, and the devices it relied on
    "CREATE TABLE file_evicted (file TEXT PRIMARY KEY, at TEXT NOT NULL, asked INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE file_keeper (file TEXT NOT NULL, place INTEGER NOT NULL, device TEXT NOT NULL,"
    " PRIMARY KEY (file, place)) WITHOUT ROWID",
    "CREATE TABLE volume (i INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",  # opened, of a bundle of several
    "CREATE TABLE came_back (i INTEGER PRIMARY KEY, changes INTEGER NOT NULL, since TEXT NOT NULL,"
    " person TEXT NOT NULL, at TEXT NOT NULL)",
    "CREATE TABLE unnamed_part (hash TEXT PRIMARY KEY, seconds REAL NOT NULL) WITHOUT ROWID",
    "CREATE TABLE doomed_part (hash TEXT PRIMARY KEY) WITHOUT ROWID",  # of an erasure that is not finished
    "CREATE TABLE remote (i INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, address TEXT NOT NULL,"
    " user TEXT NOT NULL, secret TEXT NOT NULL, pin TEXT NOT NULL, proxy TEXT NOT NULL, options TEXT NOT NULL,"
    " readers TEXT NOT NULL, everything INTEGER NOT NULL, notes TEXT NOT NULL, automatic INTEGER NOT NULL,"
    " paused INTEGER NOT NULL, budget INTEGER NOT NULL)",
    "CREATE TABLE remote_run (remote TEXT PRIMARY KEY REFERENCES remote (name) ON DELETE CASCADE,"
    " number INTEGER NOT NULL, synced_at TEXT NOT NULL, looked_at TEXT NOT NULL, later INTEGER NOT NULL,"
    " failures INTEGER NOT NULL, tried_at TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE remote_done (i INTEGER PRIMARY KEY, remote TEXT NOT NULL REFERENCES remote (name) ON DELETE CASCADE,"
    " device TEXT NOT NULL, key TEXT NOT NULL, UNIQUE (remote, device, key))",
    "CREATE TABLE remote_have (remote TEXT NOT NULL REFERENCES remote (name) ON DELETE CASCADE, reader TEXT NOT NULL,"
    " number INTEGER NOT NULL, PRIMARY KEY (remote, reader, number)) WITHOUT ROWID",
    "CREATE TABLE remote_owed (i INTEGER PRIMARY KEY, remote TEXT NOT NULL REFERENCES remote (name) ON DELETE CASCADE,"
    " key TEXT NOT NULL, digest TEXT NOT NULL, UNIQUE (remote, key))",
    "CREATE TABLE remote_part (owed INTEGER NOT NULL REFERENCES remote_owed (i) ON DELETE CASCADE,"
    " place INTEGER NOT NULL, hash TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (owed, place)) WITHOUT ROWID",
)

MOVES = (
    "INSERT OR IGNORE INTO officer SELECT json_extract(r.value, '$.name'), json_extract(r.value, '$.role'),"
    " json_extract(r.value, '$.name') IS (SELECT json_extract(value, '$.name') FROM setting"
    f" WHERE key = 'officer' AND value <> '') FROM {_setting('officers')} r",
    "INSERT OR IGNORE INTO file_owed (reader, file)"
    f" SELECT r.key, f.key FROM {_setting('files_under_way')} r, json_each(r.value) f",
    "INSERT OR IGNORE INTO file_carried SELECT r.key, f.key, n.value"
    f" FROM {_setting('files_under_way')} r, json_each(r.value) f, json_each(f.value) n",
    f"INSERT OR IGNORE INTO file_had SELECT r.key, f.value FROM {_setting('files_had')} r, json_each(r.value) f",
    "INSERT OR IGNORE INTO file_evicted SELECT r.key, json_extract(r.value, '$.at'),"
    f" coalesce(json_extract(r.value, '$.asked'), 0) FROM {_setting('files_let_go')} r",
    "INSERT OR IGNORE INTO file_keeper SELECT r.key, d.key, d.value"
    f" FROM {_setting('files_let_go')} r, json_each(r.value, '$.keepers') d",
    f"INSERT OR IGNORE INTO volume (name) SELECT value FROM {_setting('volumes_opened')}",
    "INSERT INTO came_back (changes, since, person, at) SELECT json_extract(r.value, '$.n'),"
    " json_extract(r.value, '$.since'), json_extract(r.value, '$.person'), json_extract(r.value, '$.at')"
    f" FROM {_setting('changes_come_back')} r",
    "INSERT OR IGNORE INTO unnamed_part SELECT w.key, w.value"
    " FROM setting s, json_each(s.value, '$.waited') w WHERE s.key = 'parts_unnamed'",
    "INSERT OR REPLACE INTO setting SELECT 'parts_looked_at', json_extract(value, '$.at')"
    " FROM setting WHERE key = 'parts_unnamed'",
    f"INSERT OR IGNORE INTO doomed_part SELECT value FROM {_setting('erasing')}",
    "UPDATE setting SET value = '1' WHERE key = 'erasing'",
    f"INSERT OR IGNORE INTO remote (name, kind, address, user, secret, pin, proxy, options, readers, everything, notes,"
    f" automatic, paused, budget) SELECT {_NAME}, json_extract(r.value, '$.settings.kind'),"
    " json_extract(r.value, '$.settings.address'), coalesce(json_extract(r.value, '$.settings.user'), ''),"
    " coalesce(json_extract(r.value, '$.settings.secret'), ''), coalesce(json_extract(r.value, '$.settings.pin'), ''),"
    " coalesce(json_extract(r.value, '$.settings.proxy'), ''),"
    " coalesce(json_extract(r.value, '$.settings.options'), '{}'), json_extract(r.value, '$.readers'),"
    " coalesce(json_extract(r.value, '$.everything'), 0), coalesce(json_extract(r.value, '$.notes'), '[]'),"
    " coalesce(json_extract(r.value, '$.automatic'), 0), coalesce(json_extract(r.value, '$.paused'), 0),"
    f" coalesce(json_extract(r.value, '$.budget'), 0) FROM {_setting('remotes')} r",
    f"INSERT OR IGNORE INTO remote_run SELECT {_NAME}, coalesce(json_extract(r.value, '$.number'), 0),"
    " coalesce(json_extract(r.value, '$.synced_at'), ''), coalesce(json_extract(r.value, '$.looked_at'), ''),"
    " coalesce(json_extract(r.value, '$.later'), 0), coalesce(json_extract(r.value, '$.failures'), 0),"
    f" coalesce(json_extract(r.value, '$.tried_at'), '') FROM {_setting('remotes')} r",
    f"INSERT OR IGNORE INTO remote_done (remote, device, key) SELECT {_NAME}, d.key, k.value"
    f" FROM {_each('d', 'done')}, json_each(d.value) k",
    f"INSERT OR IGNORE INTO remote_have SELECT {_NAME}, d.key, n.value FROM {_each('d', 'have')}, json_each(d.value) n",
    f"INSERT OR IGNORE INTO remote_owed (remote, key, digest) SELECT {_NAME}, o.key, json_extract(o.value, '$.digest')"
    f" FROM {_each('o', 'owed')}",
    "INSERT OR IGNORE INTO remote_part SELECT remote_owed.i, p.key, json_extract(p.value, '$[0]'),"
    f" json_extract(p.value, '$[1]') FROM {_each('o', 'owed')}, json_each(o.value, '$.parts') p"
    f" JOIN remote_owed ON remote_owed.remote = {_NAME} AND remote_owed.key = o.key",
    "DELETE FROM setting WHERE key IN ('officer', 'officers', 'files_under_way', 'files_had', 'files_let_go',"
    " 'volumes_opened', 'changes_come_back', 'parts_unnamed', 'remotes')",
)

STATEMENTS = (*TABLES, *MOVES)
