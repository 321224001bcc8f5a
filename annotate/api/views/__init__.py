"""Addresses for programs."""

from annotate.api.views import labels, notes, threads, trials
from annotate.api.views.blueprint import blueprint

__all__ = ["blueprint", "labels", "notes", "threads", "trials"]
