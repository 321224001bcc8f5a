"""Pages of notes, all on one blueprint."""

from annotate.notes.views import acts, anchors, desk, edits, note, notes, saved
from annotate.notes.views.blueprint import Sharing, attach, blueprint

__all__ = ["Sharing", "acts", "anchors", "attach", "blueprint", "desk", "edits", "note", "notes", "saved"]
