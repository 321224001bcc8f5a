"""Where notes stand in later versions of their trial: worked out once for each version, or chosen by the note's author."""
