"""Pages of taking part, all on one blueprint."""

from annotate.participation.views import enquiries, refusals, steps
from annotate.participation.views.blueprint import attach, blueprint
from annotate.participation.views.refusals import ONE_CLICK

__all__ = ["ONE_CLICK", "attach", "blueprint", "enquiries", "refusals", "steps"]
