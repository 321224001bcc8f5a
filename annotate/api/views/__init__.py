"""Addresses for programs."""

from annotate.api.views import description, labels, notes, reference, threads, trials
from annotate.api.views.blueprint import blueprint

__all__ = ["blueprint", "description", "labels", "notes", "reference", "threads", "trials"]
