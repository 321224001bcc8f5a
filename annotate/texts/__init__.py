"""What all that is written has in common, be it a note or a reply: its earlier texts, and edits from two windows."""
