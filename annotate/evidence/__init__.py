"""Evidence tables: trials in rows, labels and facts in columns, and in each cell the notes that quote the record."""
