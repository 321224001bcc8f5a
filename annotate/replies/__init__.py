"""The private exchange under a note between its author and one respondent."""
