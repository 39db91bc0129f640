"""Bytes from hubs to disk: plan, chunks, journal, verification, queue."""
