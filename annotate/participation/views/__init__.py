"""Pages of taking part, all on one blueprint."""

from annotate.participation.views import enquiries, refusals, steps, volunteers
from annotate.participation.views.blueprint import attach, blueprint

ONE_CLICKS = (refusals.ONE_CLICK, volunteers.ONE_CLICK)
"""The views that mail programs post to by themselves."""

__all__ = ["ONE_CLICKS", "attach", "blueprint", "enquiries", "refusals", "steps", "volunteers"]
