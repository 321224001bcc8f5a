"""Turns at the registry: at most one request a second, however many processes and machines ask.

The registry documents no limit; its robots.txt asks for a second between requests (``Crawl-delay: 1``).
"""

from datetime import datetime, timedelta
from math import ceil
from typing import Protocol
from urllib.parse import urlsplit

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.lifetimes import in_words
from annotate.database import Database, UtcDateTime
from annotate.errors import Unavailable
from annotate.registry.models import RegistryTurn

BETWEEN = timedelta(seconds=1.1)
"""From one request to the next; a tenth more than a second, for not every request travels equally fast."""

LONGEST_REST = timedelta(hours=1)
"""Longest pause that the registry can ask for. A turn further ahead was given before the clock was set back."""

_ENROL = text(
    "INSERT INTO registry_turns (host, next_at) VALUES (:host, :now) ON CONFLICT (host) DO NOTHING"
).bindparams(bindparam("now", type_=UtcDateTime()))


class TurnTaking(Protocol):
    """Hands out turns."""

    def take(self, patience: float) -> float:
        """Take the next turn and return how many seconds it is away; raises Unavailable beyond ``patience`` seconds."""

    def rest(self, seconds: float) -> None:
        """Give out no turn for so long: the registry asks for a pause."""


class Turns:
    """Turns at one registry, from a row of the database that all processes share."""

    def __init__(self, database: Database, base_url: str) -> None:
        """Take the database and the registry's address; all paths of a host share its turns."""
        self._database = database
        self._host = urlsplit(base_url).netloc

    def take(self, patience: float) -> float:
        """Take the next turn and return how many seconds it is away; raises Unavailable beyond ``patience`` seconds."""

        def work(session: Session) -> float:
            row, now = self._hold(session)
            wait = (row.next_at - now).total_seconds()
            if wait > patience:
                raise Unavailable(
                    "The registry is not asked just now: it wants a pause, or others come first. Nothing was changed; please "
                    f"try again in {in_words(timedelta(seconds=ceil(wait)))}.",
                    retry_after=ceil(wait),
                )
            row.next_at += BETWEEN
            return wait

        return self._database.write(work)

    def rest(self, seconds: float) -> None:
        """Give out no turn for so long: the registry asks for a pause."""

        def work(session: Session) -> None:
            row, now = self._hold(session)
            row.next_at = max(row.next_at, now + min(timedelta(seconds=seconds), LONGEST_REST))

        self._database.write(work)

    def _hold(self, session: Session) -> tuple[RegistryTurn, datetime]:
        """Lock the registry's row, with a turn that is not past; return it and the present time."""
        session.execute(_ENROL, {"host": self._host, "now": clock.now()})
        row = session.scalars(select(RegistryTurn).where(RegistryTurn.host == self._host).with_for_update()).one()
        now = _now(session)
        if not now < row.next_at <= now + 2 * LONGEST_REST:
            row.next_at = now
        return row, now


def _now(session: Session) -> datetime:
    """Return the time of the clock that all processes share: the server's, or this machine's where all of them are here."""
    if session.get_bind().dialect.name == "postgresql":
        shared: datetime = session.scalars(select(func.clock_timestamp(type_=UtcDateTime()))).one()
        return shared
    return clock.now()
