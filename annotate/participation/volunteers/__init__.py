"""Volunteers: people who want mail when trials on a condition begin to recruit."""
