"""The library on disk: SQLite as the truth, full-text and vector indexes derived from it."""
