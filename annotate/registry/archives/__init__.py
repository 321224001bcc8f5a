"""Zip archives of records: read entry by entry, and how far each was imported."""
