"""Addresses of the API of Hypothesis."""

from annotate.hypothesis.views import annotations, index, people, token
from annotate.hypothesis.views.blueprint import blueprint

__all__ = ["annotations", "blueprint", "index", "people", "token"]
