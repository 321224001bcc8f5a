"""Pages of notes and labels, all on one blueprint."""

from annotate.notes.views import anchors, edits, labels, notes
from annotate.notes.views.blueprint import blueprint

__all__ = ["anchors", "blueprint", "edits", "labels", "notes"]
