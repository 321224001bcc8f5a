"""Pages of shares: the owner's links and the visitor's way in, all on one blueprint."""

from annotate.shares.views import ending, landing, links, making, visitors
from annotate.shares.views.blueprint import attach, blueprint

__all__ = ["attach", "blueprint", "ending", "landing", "links", "making", "visitors"]
