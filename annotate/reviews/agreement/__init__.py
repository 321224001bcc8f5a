"""What the agreement of a round's readers looks like: page, plot, paragraph for a Methods section, CSV. No database, no request."""
