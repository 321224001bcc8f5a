"""Exports of many notes: made by a job, stored until they expire, and fetched by their owner alone."""
