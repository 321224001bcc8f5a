"""Pages and files of exports, imports and citations."""

from annotate.interchange.views import citations, exports, files, imports, moments, snapshots, tables
from annotate.interchange.views.blueprint import blueprint

__all__ = ["blueprint", "citations", "exports", "files", "imports", "moments", "snapshots", "tables"]
