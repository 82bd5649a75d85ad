"""The write-ahead journal in SQLite: what was planned, what was sent, how it ended."""
