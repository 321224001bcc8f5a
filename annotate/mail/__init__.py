"""Messages to people: kept in the database with what caused them, and sent from there."""
