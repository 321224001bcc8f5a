"""The outside world's records: fetched, read in every shape that they come in, and stored as versions."""
