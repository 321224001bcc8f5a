"""Pages of notes, all on one blueprint."""

from annotate.notes.views import anchors, edits, notes
from annotate.notes.views.blueprint import blueprint

__all__ = ["anchors", "blueprint", "edits", "notes"]
