"""Pages of evidence tables."""

from annotate.evidence.views import changes, columns, frozen, links, rows, tables, trials
from annotate.evidence.views.blueprint import blueprint

__all__ = ["blueprint", "changes", "columns", "frozen", "links", "rows", "tables", "trials"]
