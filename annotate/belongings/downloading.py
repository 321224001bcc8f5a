"""Whose archives are on their way: few at once, for a client that reads slowly, or not at all, holds a thread for as long."""

import time
from collections.abc import Callable
from threading import Lock

from annotate.errors import Unavailable

AT_ONCE = 4
"""Archives that one web process sends at once, each to another account."""

LONGEST_SECONDS = 3600.0
"""How long one is taken to be on its way; then another one may begin, whatever became of it."""


class Downloads:
    """Counts the archives that are on their way."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Begin with none."""
        self._now = now
        self._lock = Lock()
        self._begun: dict[str, float] = {}

    def begin(self, account_id: str) -> Callable[[], None]:
        """Let an account's archive go out, and give what to call when it is over; raises Unavailable when it has to wait."""
        with self._lock:
            at = self._now()
            self._begun = {name: begun for name, begun in self._begun.items() if at - begun < LONGEST_SECONDS}
            if account_id in self._begun:
                raise Unavailable(
                    "Your archive is on its way already. Wait until it is here, or stop that download.", 10
                )
            if len(self._begun) >= AT_ONCE:
                raise Unavailable("Others are taking their archives along just now. Please try again in a moment.", 10)
            self._begun[account_id] = at
        return lambda: self._end(account_id, at)

    def _end(self, account_id: str, begun: float) -> None:
        with self._lock:
            if self._begun.get(account_id) == begun:
                del self._begun[account_id]
