"""Tags: free words of a person's own on their notes. Only they see them, also on notes that they share."""
