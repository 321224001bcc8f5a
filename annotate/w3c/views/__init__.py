"""Addresses of the Web Annotation Protocol."""

from annotate.w3c.views import annotations, container
from annotate.w3c.views.blueprint import blueprint

__all__ = ["annotations", "blueprint", "container"]
