"""Recording what happened, in the transaction in which it happens.

Rows are numbered and written when that transaction commits, account by account in the order of their ids. So no number goes
to what is rolled back, whoever has read a number has read all before it, and two transactions that concern the same people do
not wait for each other crosswise.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any

from sqlalchemy import column, delete, event, insert, select, table, text, tuple_, update
from sqlalchemy.orm import Session, SessionTransaction

from annotate import clock
from annotate.activity.kinds import OF_LINKS, ActivityKind
from annotate.activity.models import Activity
from annotate.batches import in_batches
from annotate.database import Database

RETENTION = timedelta(days=180)
"""How long a row is kept, except for what happened to a link: that ends with the link (``annotate.shares.retention``)."""

AT_ONCE = 1_000
"""Rows that one transaction of the sweep deletes."""

_PENDING = "annotate_activities"

_ACCOUNTS = table("accounts", column("id"))  # which stand above

_NEXT = text("""
INSERT INTO activity_sequences (account_id, last) VALUES (:account_id, :count)
ON CONFLICT (account_id) DO UPDATE SET last = activity_sequences.last + :count
RETURNING last
""")


Listener = Callable[[Session, Sequence[Mapping[str, Any]]], None]
"""Is called with the rows of a transaction that is about to commit, by their columns, and may write in it."""

_listeners: list[Listener] = []


@dataclass(frozen=True, slots=True)
class _Pending:
    """A row that waits for its transaction to commit."""

    row: Mapping[str, Any]
    savepoints: frozenset[SessionTransaction]
    """Those around it: when one is rolled back, this has not happened."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody else than the account that reads of it: by the name that they had, and by their account if they have one."""

    name: str
    account_id: str | None = None


NOBODY = Actor("")
"""The account itself, a stranger, or the site."""


def record(
    session: Session,
    account_id: str,
    kind: ActivityKind,
    subject_id: str,
    *,
    actor: Actor = NOBODY,
    net: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Record that something happened, for one account to read; it is written when the session's transaction commits.

    ``actor`` is who did it and ``net`` their masked network, both empty for the account's own acts. ``detail`` holds ids and
    counts, never what somebody wrote.
    """
    row = {
        "account_id": account_id,
        "at": clock.now(),
        "kind": kind,
        "actor": actor.name,
        "actor_id": actor.account_id,
        "net": net,
        "subject_id": subject_id,
        "detail": dict(detail) if detail is not None else None,
    }
    _pending(session).append(_Pending(row, _savepoints(session)))


def listener(listen: Listener) -> Listener:
    """Have a function of a room above called with all that is recorded from now on."""
    _listeners.append(listen)
    return listen


def forget_subjects(session: Session, subject_ids: Collection[str]) -> None:
    """Delete what happened to things that are deleted for good."""
    session.execute(delete(Activity).where(Activity.subject_id.in_(subject_ids)))


def forget_actor(session: Session, account_id: str) -> None:
    """Take the name of somebody who left out of all that they did."""
    session.execute(update(Activity).where(Activity.actor_id == account_id).values(actor="", actor_id=None))


def sweep(database: Database, at: datetime) -> int:
    """Delete the rows that outlived their time, some in each transaction, and return how many there were."""
    return in_batches(database, partial(_sweep_some, at=at))


def _sweep_some(session: Session, at: datetime) -> int:
    old = (
        select(Activity.account_id, Activity.seq)
        .where(Activity.at <= at - RETENTION, Activity.kind.not_in(OF_LINKS))
        .limit(AT_ONCE)
    )
    gone = delete(Activity).where(tuple_(Activity.account_id, Activity.seq).in_(old)).returning(Activity.seq)
    return len(session.scalars(gone).all())


def _pending(session: Session) -> list[_Pending]:
    found: list[_Pending] = session.info.setdefault(_PENDING, [])
    return found


def _savepoints(session: Session) -> frozenset[SessionTransaction]:
    around, transaction = set(), session.get_nested_transaction()
    while transaction is not None:
        around.add(transaction)
        transaction = transaction.parent
    return frozenset(around)


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    """Number and write what is pending; the release of a savepoint is no commit."""
    if session.in_nested_transaction():
        return
    rows = sorted((dict(pending.row) for pending in session.info.pop(_PENDING, ())), key=_audience)
    if not rows:
        return
    _hold(session, {_audience(row) for row in rows})
    for account_id, those in groupby(rows, key=_audience):
        own = list(those)
        last = session.execute(_NEXT, {"account_id": account_id, "count": len(own)}).scalar_one()
        for seq, row in enumerate(own, start=last - len(own) + 1):
            row["seq"] = seq
    session.execute(insert(Activity), rows)
    for listen in _listeners:
        listen(session, rows)


def _hold(session: Session, account_ids: Collection[str]) -> None:
    """Lock the accounts as the rows that refer to them do anyway, but before their sequences, in order.

    Who changes an account's password or deletes it holds the account, and comes to its sequence afterwards. On SQLite nobody
    else writes meanwhile.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    ordered = select(_ACCOUNTS.c.id).where(_ACCOUNTS.c.id.in_(account_ids)).order_by(_ACCOUNTS.c.id)
    session.execute(ordered.with_for_update(read=True, key_share=True))


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, rolled_back: SessionTransaction) -> None:
    """Drop what was recorded inside a savepoint, or a transaction, that is rolled back."""
    pending = session.info.get(_PENDING)
    if pending:
        pending[:] = (
            [] if rolled_back.parent is None else [each for each in pending if rolled_back not in each.savepoints]
        )


def _audience(row: Mapping[str, Any]) -> str:
    account_id: str = row["account_id"]
    return account_id
