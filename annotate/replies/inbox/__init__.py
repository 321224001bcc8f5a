"""The inbox of replies: conversations grouped by the note that they are under, and what of them waits."""
