"""Circuit breaker: spares a registry that is down, and people a useless wait."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil
from threading import Lock

from annotate.errors import Unavailable

AT_ONCE = 2
"""Requests of one web process that may wait for the registry at once; the others go on working."""

FAILURES = 5
"""Consecutive failures after which the breaker opens."""

REST_SECONDS = 30.0
"""How long the breaker stays open."""


class Breaker:
    """Admits few requests at once, and none for a while after several consecutive failures."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Begin closed, without failures."""
        self._now = now
        self._lock = Lock()
        self.reset()

    def reset(self) -> None:
        """Forget every failure."""
        self._asking = self._failures = 0
        self._rests_until = 0.0

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Guard a request to the registry; an Unavailable raised inside counts as a failure. Raises Unavailable at once while open."""
        self._begin()
        failed = False
        try:
            yield
        except Unavailable:
            failed = True
            raise
        finally:
            self._end(failed=failed)

    def _begin(self) -> None:
        with self._lock:
            rest = self._rests_until - self._now()
            if rest > 0:
                raise Unavailable(
                    "The registry has not answered for a while, so we do not ask it just now. Nothing was changed; please try "
                    "again in a moment.",
                    retry_after=ceil(rest),
                )
            if self._asking >= AT_ONCE:
                raise Unavailable(
                    "Others are waiting for the registry just now. Nothing was changed; please try again in a moment."
                )
            self._asking += 1

    def _end(self, *, failed: bool) -> None:
        with self._lock:
            self._asking -= 1
            self._failures = self._failures + 1 if failed else 0
            if self._failures >= FAILURES:
                # One more failure after the pause opens it again.
                self._failures = FAILURES - 1
                self._rests_until = self._now() + REST_SECONDS
