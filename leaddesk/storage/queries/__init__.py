"""Reads: each returns domain records or small frozen answers, never a row of the database library."""
