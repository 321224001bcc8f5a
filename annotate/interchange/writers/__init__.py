"""One module for each format: a pure function from an export to bytes."""
