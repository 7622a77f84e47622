"""Version 4: statements about devices, and what stopped devices wrote, are found without reading the whole journal."""

STATEMENTS = (
    "CREATE INDEX compartment_trust ON compartment (c) WHERE kind = 'trust'",
    "CREATE INDEX change_barred ON change (k) WHERE state = 'barred'",
)
