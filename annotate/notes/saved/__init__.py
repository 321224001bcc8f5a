"""Searches of one's own notes, saved under names."""
