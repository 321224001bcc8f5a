"""Pages of notes and labels, all on one blueprint."""

from annotate.notes.views import anchors, edits, labels, note, notes
from annotate.notes.views.blueprint import Sharing, attach, blueprint

__all__ = ["Sharing", "anchors", "attach", "blueprint", "edits", "labels", "note", "notes"]
