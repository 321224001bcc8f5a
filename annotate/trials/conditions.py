"""Cache of the most common conditions, counted once in each process for each state of the records.

Counting reads every condition of every trial, for public pages.
"""

import time
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Row, Select, func, select
from sqlalchemy.orm import Session

from annotate.prepared import prepared
from annotate.trials import queries
from annotate.trials.models import Trial
from annotate.trials.queries import ConditionCount

MOST_SHOWN = 40
"""Most conditions that a page shows."""

_FELT_SECONDS = 0.05
_REST = 20
"""During an import, counting takes at most a twentieth of a process's time."""
_LONGEST_SECONDS = 600.0
"""How long a count is valid: on PostgreSQL, an import that a later one overtook changes no visible state."""


class _Count:
    """The last count of one database."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: tuple[ConditionCount, ...] | None = None
        self._state: Row[*tuple[object, ...]] | None = None
        self._rests_until = self._ends_at = 0.0

    def get(self, session: Session) -> tuple[ConditionCount, ...]:
        """Return the count, made now if records came in since; during a count, others get the last one."""
        state = state_of_records(session)
        if (found := self._good(state)) is not None:
            return found
        if not self._lock.acquire(blocking=self._found is None) and self._found is not None:
            return self._found
        try:
            found = self._good(state)
            return self._made(session, state) if found is None else found
        finally:
            self._lock.release()

    def _good(self, state: Row[*tuple[object, ...]]) -> tuple[ConditionCount, ...] | None:
        now = time.monotonic()
        good = now < self._rests_until or (state == self._state and now < self._ends_at)
        return self._found if good else None

    def _made(self, session: Session, state: Row[*tuple[object, ...]]) -> tuple[ConditionCount, ...]:
        began = time.monotonic()
        self._found = found = queries.top_conditions(session, limit=MOST_SHOWN)
        ended = time.monotonic()
        took = ended - began
        self._state, self._ends_at = state, ended + _LONGEST_SECONDS
        self._rests_until = ended + took * _REST if took > _FELT_SECONDS else 0.0
        return found


counts: WeakKeyDictionary[Engine | Connection, _Count] = WeakKeyDictionary()
"""The last count of each database of this process."""


def top_conditions(session: Session, *, limit: int) -> tuple[ConditionCount, ...]:
    """List the most common conditions, ``MOST_SHOWN`` at most, by the last count."""
    return counts.setdefault(session.get_bind(), _Count()).get(session)[:limit]


def state_of_records(session: Session) -> Row[*tuple[object, ...]]:
    """Return what differs when records came in since; on PostgreSQL, an import that a later one overtook does not count."""
    return session.execute(*_state()).one()


@prepared
def _state() -> Select[object, int, int, str]:
    """Select the state of the records: the time of the last one, and what distinguishes those of that time."""
    last = select(func.max(Trial.updated_at)).scalar_subquery()
    told = (func.max(Trial.updated_at), func.count(), func.sum(Trial.current_number), func.max(Trial.id))
    return select(*told).where(Trial.updated_at == last)
