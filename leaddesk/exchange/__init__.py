"""File formats: bytes in, plain values out; no database and no window."""
