"""Addresses for programs."""

from annotate.api.views import description, exports, labels, links, notes, reference, tables, threads, trials
from annotate.api.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "description",
    "exports",
    "labels",
    "links",
    "notes",
    "reference",
    "tables",
    "threads",
    "trials",
]
