"""Notes leave in formats that others read, and versions of records are cited."""
