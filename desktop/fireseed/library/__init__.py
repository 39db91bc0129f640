"""What is on this machine: SQLite store, folder layout, bin, checks."""
