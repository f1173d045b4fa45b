"""The indexes beside the keys: each is there for a question that a person waits for."""

# What belongs to a record is looked up from its side; most references are empty, and cost nothing here.
_REFERENCES = (
    ("contact", ("company",)),
    ("lead", ("contact",)),
    ("deal", ("contact", "company")),
    ("activity", ("contact", "company", "lead")),
    ("followup", ("contact", "company", "lead")),
    ("tagging", ("tag", "contact", "company", "lead", "deal")),
    ("participant", ("deal", "contact")),
)
INDEXES = (
    *(
        f"CREATE INDEX {table}_{other} ON {table} ({other}_id) WHERE {other}_id IS NOT NULL"
        for table, others in _REFERENCES
        for other in others
    ),
    # The board, its sums and what closes when are read from this alone.
    (
        "CREATE INDEX deal_board ON deal"
        " (stage_id, position, id, currency, value, probability, expected_close, owner_id)"
        " WHERE status = 'open' AND deleted_at IS NULL"
    ),
    # How a dialogue stands, and since when nothing happened.
    "CREATE INDEX activity_deal ON activity (deal_id, deleted_at, at, kind, direction) WHERE deal_id IS NOT NULL",
    "CREATE INDEX followup_deal ON followup (deal_id, deleted_at, done_at) WHERE deal_id IS NOT NULL",
    (
        "CREATE INDEX followup_open_deal ON followup (deal_id, due_at, due_on)"
        " WHERE done_at IS NULL AND deleted_at IS NULL"
    ),
    # For one record's history: most changes are of one row; the few ranges have a small index of their own.
    "CREATE INDEX row_change_row ON row_change (table_name, first_id)",
    "CREATE INDEX row_change_range ON row_change (table_name, first_id, last_id) WHERE last_id > first_id",
    # The history with any filter reads nothing else until it has a page.
    "CREATE INDEX operation_filter ON operation (seq, user_id, kind, at)",
    "CREATE INDEX operation_undoes ON operation (undoes) WHERE undoes IS NOT NULL",
    # An imported row is found again by where it came from.
    *(
        f"CREATE UNIQUE INDEX {table}_external ON {table} (external_source, external_id) WHERE external_id IS NOT NULL"
        for table in ("company", "contact", "lead", "deal")
    ),
)
