"""Deleted notes: what they would bring back, and deleting them for good."""
