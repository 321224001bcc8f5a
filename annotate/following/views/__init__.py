"""Pages of what one follows and of saved searches, all on one blueprint."""

from annotate.following.views import feeds, follows, searches
from annotate.following.views.blueprint import attach, blueprint

__all__ = ["attach", "blueprint", "feeds", "follows", "searches"]
