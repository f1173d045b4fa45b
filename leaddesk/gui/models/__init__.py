"""Item models: they hold ids; rows are fetched when they are painted."""
