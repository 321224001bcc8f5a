"""One run of the sync, as a row: who is at it, how it ended, and what it brought.

A run writes only while the row has its token. Another one can begin when that run has ended, when its process is no longer there
(on the same machine), or three minutes after its last sign.
"""

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.numbers import many, written
from annotate.database import new_id
from annotate.errors import Conflict
from annotate.insert_once import added, insert_once
from annotate.registry import queries
from annotate.registry.models import RegistrySync

LEASE = timedelta(minutes=3)
"""How long a run is alone after its last sign; longer than one request may take."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What a run brought."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    missing: int = 0
    left: int = 0
    """Trials that are still to be read: the registry did not send them this time."""

    def words(self) -> str:
        """Return the counts in words."""
        return (
            f"{written(self.added)} new, {many(self.changed, 'new version')}, {written(self.unchanged)} unchanged, "
            f"{written(self.refused)} refused, {written(self.missing)} no longer there"
        )

    @property
    def is_news(self) -> bool:
        """True if anything is not as it was."""
        return bool(self.added or self.changed or self.refused or self.missing)


class SyncRun:
    """The row of the run that this process is at."""

    def __init__(self, host: str) -> None:
        """Take the registry's host."""
        self._host = host
        self._token = new_id()

    def begin(self, session: Session) -> datetime | None:
        """Take the row and return until when the last run was at it, None if there was none; raises Conflict while one is."""
        row, now = self._hold(session), clock.now()
        if row.lease_until is not None and now < row.lease_until <= now + LEASE and not _is_dead(row.run_by):
            raise Conflict(
                f"Another sync is under way, by {row.run_by}. If that process was killed, a new run can begin "
                f"at {row.lease_until:%H:%M:%S} UTC."
            )
        last = row.ended_at or (row.lease_until and row.lease_until - LEASE)
        row.token, row.lease_until, row.run_by = self._token, now + LEASE, f"{socket.gethostname()}/{os.getpid()}"
        row.begun_at, row.ended_at, row.failure, row.refused_at = now, None, "", None
        row.added = row.changed = row.unchanged = row.refused = row.missing = 0
        session.flush()
        return last

    def _hold(self, session: Session) -> RegistrySync:
        """Lock the row, making it for the first run of all."""
        row = queries.hold_sync(session, self._host)
        if row is None:
            texts = dict.fromkeys(
                ("data_version", "etag", "since", "listing", "listing_etag", "page_token", "run_by"), ""
            )
            counts = dict.fromkeys(("added", "changed", "unchanged", "refused", "missing"), 0)
            new = RegistrySync(host=self._host, failure="", **texts, **counts)
            found: tuple[RegistrySync, bool] = insert_once(
                session, lambda: added(session, new), lambda: queries.hold_sync(session, self._host)
            )
            row = found[0]
        return row

    def row(self, session: Session) -> RegistrySync:
        """Return the row, locked, with a longer lease; raises Conflict if another run has taken over."""
        row = queries.hold_sync(session, self._host)
        if row is None or row.token != self._token:
            raise Conflict("Another sync has taken over, so this one stopped. What it had read is here.")
        self.extend(row)
        return row

    @staticmethod
    def extend(row: RegistrySync) -> None:
        """Give a sign: nothing that came in until now did so by other ways."""
        row.lease_until = clock.now() + LEASE

    def end(self, session: Session, failure: str = "", *, refused: bool = False) -> Synced:
        """Write how the run ended, and return what it brought; does nothing if another run has taken over."""
        row = queries.hold_sync(session, self._host)
        if row is None or row.token != self._token:
            return Synced()
        row.token = row.lease_until = None
        row.ended_at, row.failure = clock.now(), failure
        row.refused_at = row.ended_at if refused else None
        return brought(session, row)


def brought(session: Session, row: RegistrySync) -> Synced:
    """Return what the last run brought."""
    left = queries.count_pending(session)
    return Synced(row.added, row.changed, row.unchanged, row.refused, row.missing, left)


def _is_dead(run_by: str) -> bool:
    """True if a run was begun by a process of this machine that has ended."""
    host, _, process = run_by.rpartition("/")
    if host != socket.gethostname() or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:  # it is somebody else's
        return False
    return False
