"""Readers of files with notes, one module for each format."""
