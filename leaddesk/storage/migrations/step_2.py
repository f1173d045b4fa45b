"""Schema 2: what a team agrees on, restored files that are known as such, and a journal that can be pruned."""

STATEMENTS = (
    (
        "CREATE TABLE meta_2 (id INTEGER NOT NULL PRIMARY KEY, schema_version INTEGER NOT NULL,"
        " commit_seq INTEGER NOT NULL, file_uuid TEXT NOT NULL, generation TEXT NOT NULL, created_at TEXT NOT NULL,"
        " currency TEXT NOT NULL) STRICT"
    ),
    (
        "INSERT INTO meta_2 (id, schema_version, commit_seq, file_uuid, generation, created_at, currency)"
        " SELECT id, 2, commit_seq, file_uuid, lower(hex(randomblob(16))), created_at, currency FROM meta"
    ),
    "DROP TABLE meta",
    "ALTER TABLE meta_2 RENAME TO meta",
    (
        "CREATE TABLE setting (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL,"
        " version INTEGER NOT NULL) STRICT"
    ),
    "CREATE UNIQUE INDEX setting_name ON setting (name)",
    "ALTER TABLE operation ADD COLUMN pruned INTEGER DEFAULT 0 NOT NULL",
    "DROP INDEX operation_seq",
    "DROP INDEX operation_undoes",
    "CREATE INDEX operation_undoes ON operation (undoes) WHERE undoes IS NOT NULL",
    "CREATE INDEX operation_filter ON operation (seq, user_id, kind, at)",
)
