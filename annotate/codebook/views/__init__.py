"""Pages of the codebook, all on one blueprint."""

from annotate.codebook.views import files, labels, tags
from annotate.codebook.views.blueprint import LabelledNotes, attach, blueprint

__all__ = ["LabelledNotes", "attach", "blueprint", "files", "labels", "tags"]
