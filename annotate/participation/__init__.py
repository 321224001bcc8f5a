"""Taking part in a trial: what it means, and whom to ask."""
