"""Pages and files of exports and citations."""

from annotate.interchange.views import citations, exports, snapshots
from annotate.interchange.views.blueprint import blueprint

__all__ = ["blueprint", "citations", "exports", "snapshots"]
