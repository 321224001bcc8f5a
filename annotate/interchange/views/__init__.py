"""Pages and files of exports."""

from annotate.interchange.views import exports
from annotate.interchange.views.blueprint import blueprint

__all__ = ["blueprint", "exports"]
