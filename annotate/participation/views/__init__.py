"""Pages of taking part, all on one blueprint."""

from annotate.participation.views import steps
from annotate.participation.views.blueprint import blueprint

__all__ = ["blueprint", "steps"]
