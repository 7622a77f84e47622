"""Version 3: how each device stands, by hand and by signed statements, and the root keys of offices."""

STATEMENTS = (
    "ALTER TABLE device ADD COLUMN by_hand TEXT NOT NULL DEFAULT ''",  # what this vault's person did with the card
    "UPDATE device SET by_hand = state",
    "ALTER TABLE device ADD COLUMN own_role TEXT NOT NULL DEFAULT 'partner'",  # what this vault's person let it read
    "UPDATE device SET own_role = role",
    "ALTER TABLE device ADD COLUMN relied INTEGER NOT NULL DEFAULT 0",  # whether its words about others count here
    "UPDATE device SET relied = 1 WHERE role = 'office'",
    "ALTER TABLE device ADD COLUMN verified_at TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE device ADD COLUMN said_by TEXT NOT NULL DEFAULT ''",  # the device whose word decided its state
    "ALTER TABLE device ADD COLUMN reason TEXT NOT NULL DEFAULT ''",
)
