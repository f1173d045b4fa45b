"""Importing a file: where its columns go, what of it can be read, and what came of it."""
