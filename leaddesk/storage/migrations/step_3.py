"""Schema 3: stages with rules, deals with people and lines of their own, pinned entries, saved views."""

STATEMENTS = (
    "ALTER TABLE stage ADD COLUMN colour TEXT",
    "ALTER TABLE stage ADD COLUMN idle_days INTEGER",
    "ALTER TABLE stage ADD COLUMN criteria TEXT",
    "ALTER TABLE stage ADD COLUMN required TEXT",
    "ALTER TABLE deal ADD COLUMN moved_at TEXT",
    "ALTER TABLE deal ADD COLUMN products TEXT",
    "ALTER TABLE deal ADD COLUMN competitors TEXT",
    "ALTER TABLE deal ADD COLUMN files TEXT",
    "ALTER TABLE activity ADD COLUMN pinned INTEGER DEFAULT 0 NOT NULL",
    (
        "CREATE TABLE participant (id INTEGER NOT NULL PRIMARY KEY, deal_id INTEGER NOT NULL,"
        " contact_id INTEGER NOT NULL, role TEXT, version INTEGER NOT NULL,"
        " FOREIGN KEY (deal_id) REFERENCES deal (id) ON DELETE RESTRICT ON UPDATE RESTRICT,"
        " FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE RESTRICT ON UPDATE RESTRICT) STRICT"
    ),
    "CREATE INDEX participant_deal ON participant (deal_id) WHERE deal_id IS NOT NULL",
    "CREATE INDEX participant_contact ON participant (contact_id) WHERE contact_id IS NOT NULL",
    (
        "CREATE TABLE saved_view (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, position REAL NOT NULL,"
        " owner_id INTEGER, condition TEXT NOT NULL, options TEXT NOT NULL, version INTEGER NOT NULL,"
        " FOREIGN KEY (owner_id) REFERENCES user (id) ON DELETE RESTRICT ON UPDATE RESTRICT) STRICT"
    ),
    "DROP INDEX deal_status_stage_id_position",
    (
        "CREATE INDEX deal_board ON deal"
        " (stage_id, position, id, currency, value, probability, expected_close, owner_id)"
        " WHERE status = 'open' AND deleted_at IS NULL"
    ),
    "DROP INDEX activity_deal",
    "CREATE INDEX activity_deal ON activity (deal_id, deleted_at, at, kind, direction) WHERE deal_id IS NOT NULL",
    "DROP INDEX followup_deal",
    "CREATE INDEX followup_deal ON followup (deal_id, deleted_at, done_at) WHERE deal_id IS NOT NULL",
    "DROP INDEX followup_open_deal",
    (
        "CREATE INDEX followup_open_deal ON followup (deal_id, due_at, due_on)"
        " WHERE done_at IS NULL AND deleted_at IS NULL"
    ),
    # When deals last came from another stage: the journal knows.
    (
        "UPDATE deal SET moved_at = (SELECT max(o.at) FROM row_change AS r JOIN operation AS o ON o.id = r.operation_id"
        " WHERE r.table_name = 'deal' AND r.first_id = deal.id AND o.kind = 'move_deal')"
    ),
)
