"""Widgets and paint functions that several pages use. They know records and texts, but no service."""
