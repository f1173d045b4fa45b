"""The database: one writer door, one journal, queries that hand out domain records."""
