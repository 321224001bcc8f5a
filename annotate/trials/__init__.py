"""Trials and their immutable versions, as they are stored, searched and shown."""
