"""Pages of threads and replies, all on one blueprint."""

from annotate.replies.views import edits, threads, withdrawals
from annotate.replies.views.blueprint import blueprint

__all__ = ["blueprint", "edits", "threads", "withdrawals"]
