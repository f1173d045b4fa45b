"""Ctrl+K: every action, and any record by its name."""
