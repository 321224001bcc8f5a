"""Pages of double readings, all on one blueprint."""

from annotate.reviews.views import invitations, reading, report, rounds, units
from annotate.reviews.views.blueprint import blueprint

__all__ = ["blueprint", "invitations", "reading", "report", "rounds", "units"]
