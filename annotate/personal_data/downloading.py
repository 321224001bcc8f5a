"""Archives and exports on their way to people: few at once, and each with an end, for an archive holds a snapshot of the database."""

import signal
import time
from collections.abc import Callable, Generator, Iterator
from datetime import timedelta
from threading import Lock, Thread
from typing import Protocol

import structlog

from annotate.errors import Unavailable
from annotate.throttle import Limit

log = structlog.get_logger(__name__)

ON_ITS_WAY = Limit(
    "archive",
    1,
    timedelta(seconds=60),
    timedelta(seconds=60),
    "Your download has already begun. Wait until it is complete, or stop it and try again in {wait}.",
)
"""A lease: one file of an account at a time, whichever process sends it.

It is renewed while the file is sent, and ends with it. A process that dies renews nothing, and keeps nobody waiting for
longer than a minute.
"""

RENEWED_SECONDS = 15.0
"""How often a lease is renewed; several renewals may fail before it runs out."""

AT_ONCE = 4
"""Files that one web process sends at once."""

LONGEST_SECONDS = 600.0
"""How long a file may take to be sent; while an archive is, SQLite's log cannot be emptied."""

IDLE_SECONDS = 30.0
"""How long a client may take no byte of it."""

_LOOK_SECONDS = 5.0

Parts = Generator[bytes, None, None]


class Lease(Protocol):
    """The right to send one account's file."""

    def renew(self) -> None:
        """Hold it for another minute."""

    def release(self) -> None:
        """Give it back."""


class TooSlow(Exception):
    """A file was ended on its way; what was sent of it is cut off, so that nobody takes it for the whole."""


class AccountLocked(Exception):
    """An account was locked while a file was on its way to it; what was sent is cut off."""


class Download:
    """A file on its way: an iterator over its bytes that somebody else can end."""

    def __init__(
        self, parts: Parts, lease: Lease, ended: Callable[["Download"], None], now: Callable[[], float]
    ) -> None:
        """Begin to wait for a first byte to be taken."""
        self._parts, self._lease, self._ended, self._now = parts, lease, ended, now
        self._lock = Lock()
        self._leasing = Lock()  # not the other one: while a part is made, the lease is renewed
        self._released = False
        self._begun = self._given = self._renewed = now()
        self._over = False

    def __iter__(self) -> Iterator[bytes]:
        """Give itself."""
        return self

    def __next__(self) -> bytes:
        """Give the next part; raises TooSlow when it was ended."""
        with self._lock:
            if self._over:
                raise TooSlow
            try:
                part = next(self._parts)
            except BaseException:
                self._end()
                raise
            self._given = self._now()
            return part

    def close(self) -> None:
        """End it, whether all of it was taken or not; the snapshot is let go of."""
        with self._lock:
            self._end()

    def close_if_stuck(self) -> bool:
        """End it when nobody has taken any of it for long, or it has lasted too long, and tell whether that was so."""
        if not self._lock.acquire(blocking=False):
            return False  # a part is being made just now
        try:
            at = self._now()
            stuck = not self._over and (at - self._given >= IDLE_SECONDS or at - self._begun >= LONGEST_SECONDS)
            if stuck:
                self._end()
            return stuck
        finally:
            self._lock.release()

    def renew(self) -> None:
        """Renew the lease when it is time to, unless the file is over."""
        at = self._now()
        with self._leasing:
            if not self._released and at - self._renewed >= RENEWED_SECONDS:
                self._lease.renew()
                self._renewed = at

    def _end(self) -> None:
        if not self._over:
            self._over = True
            self._parts.close()
            self._ended(self)
            with self._leasing:
                self._released = True
                self._lease.release()


class Downloads:
    """The files that one web process sends, and a thread that ends those that nobody takes."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Begin with none."""
        self._now = now
        self._lock = Lock()
        self._under_way: set[Download] = set()
        self._watch: Thread | None = None

    def begin(self, parts: Parts, lease: Lease) -> Download:
        """Let a file go out; its lease is renewed meanwhile, and released once. Raises Unavailable when others go first."""
        with self._lock:
            if len(self._under_way) >= AT_ONCE:
                raise Unavailable("Too many people are downloading just now. Please try again in a moment.", 10)
            download = Download(parts, lease, self._forget, self._now)
            self._under_way.add(download)
            if self._watch is None:
                self._watch = Thread(target=self._look_after, name="downloads", daemon=True)
                self._watch.start()
        return download

    def look(self) -> int:
        """End every file that nobody takes, renew the leases of the others, and return how many were ended."""
        with self._lock:
            under_way = list(self._under_way)
        ended = sum(download.close_if_stuck() for download in under_way)
        for download in under_way:
            download.renew()
        return ended

    def _forget(self, download: Download) -> None:
        with self._lock:
            self._under_way.discard(download)

    def _look_after(self) -> None:
        """Look now and again, as long as any file is on its way."""
        # Signals are the main thread's: one that lands here would not wake it.
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        while True:
            time.sleep(_LOOK_SECONDS)
            if ended := self.look():
                log.warning("files ended that nobody took", count=ended)
            with self._lock:
                if not self._under_way:
                    self._watch = None
                    return
