"""Conversations: store, tree, prompt building, export."""
