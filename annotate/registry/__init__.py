"""Registry records: fetched, parsed from every format, and stored as versions."""
