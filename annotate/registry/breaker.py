"""What spares a registry that is down, and the people who would wait for it in vain."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil
from threading import Lock

from annotate.errors import Unavailable

AT_ONCE = 2
"""Requests of one web process that wait for the registry at once: the others go on with their own work."""

FAILURES = 5
"""Answers in vain, one after the other, after which the registry is left alone for a while."""

REST_SECONDS = 30.0
"""How long it is left alone."""


class Breaker:
    """Lets few ask at once, and nobody for a while after the registry has failed several times in a row."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Begin with a registry that is thought well."""
        self._now = now
        self._lock = Lock()
        self.reset()

    def reset(self) -> None:
        """Forget every failure."""
        self._asking = self._failures = 0
        self._rests_until = 0.0

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Ask the registry inside; an Unavailable that comes out counts as its failure. Raises Unavailable at once when one must not."""
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
                # One more failure after the rest, and it rests again.
                self._failures = FAILURES - 1
                self._rests_until = self._now() + REST_SECONDS
