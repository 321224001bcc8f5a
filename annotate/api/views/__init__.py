"""Addresses for programs."""

from annotate.api.views import exports, labels, notes, threads, trials
from annotate.api.views.blueprint import blueprint

__all__ = ["blueprint", "exports", "labels", "notes", "threads", "trials"]
