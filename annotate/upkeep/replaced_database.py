"""What the database that a backup replaces says of who may open what, of people's decisions, and of what is gone."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, inspect, select
from sqlalchemy.exc import DatabaseError

from annotate.accounts.models import AccessToken, Account, SignIn
from annotate.database import Base
from annotate.erasures import Erasure
from annotate.following.models import Follow, SavedSearch
from annotate.mail.models import Mail
from annotate.notes.models import Note
from annotate.notifications.models import NotificationPreference
from annotate.replies.models import Reply, Thread
from annotate.shares.models import Share, ShareNote
from annotate.throttle import Counter
from annotate.upkeep.participation import ParticipationDecisions, read_decisions

Row = Mapping[str, Any]

LETTING_IN: tuple[type[SignIn | AccessToken], ...] = (SignIn, AccessToken)
"""Tables of what lets people in, with a time at which each ended."""


@dataclass(frozen=True, slots=True)
class Revocations:
    """What the database that is replaced says of who may open what, and of what is gone."""

    shares: Mapping[str, Row]
    held: frozenset[tuple[str, str]]
    """Shares and the notes in them that are not deleted."""
    words: Mapping[str, bytes]
    """Digests of what visitors read: shared notes, and their authors' answers."""
    let_in: Mapping[type[SignIn | AccessToken], frozenset[str]]
    """Sign-ins and access tokens that nobody ended."""
    accounts: Mapping[str, Row]
    erased: Mapping[str, Row]
    counters: tuple[Row, ...]
    told: tuple[Row, ...]
    """What people chose to be told of."""
    due: frozenset[str]
    """Mails that wait to be sent."""
    withdrawn: Mapping[str, datetime]
    """When replies were withdrawn that nobody has brought back."""
    feeds: frozenset[str]
    """Keys of feeds that nobody revoked."""
    taking_part: ParticipationDecisions


def read_revocations(present: Connection) -> Revocations | None:
    """Read what was decided; None when this database cannot be read, or never held any of it."""
    try:
        if not inspect(present).has_table(Share.__tablename__):
            return None
        return Revocations(
            shares={row["id"]: row for row in _rows(present, Share)},
            held=frozenset((row["share_id"], row["note_id"]) for row in _held(present)),
            words=dict(words_of_visitors(present)),
            let_in={table: _not_ended(present, table) for table in LETTING_IN},
            # Earlier releases knew an empty password.
            accounts={
                row["id"]: {**row, "password_hash": row["password_hash"] or None} for row in _rows(present, Account)
            },
            erased={row["id"]: row for row in _rows(present, Erasure)},
            counters=tuple(_rows(present, Counter)),
            told=tuple(_rows(present, NotificationPreference)),
            due=frozenset(row["id"] for row in _rows(present, Mail) if row["due_at"] is not None),
            withdrawn=_withdrawn(present),
            feeds=_feeds(present),
            taking_part=read_decisions(partial(_rows, present)),
        )
    except (DatabaseError, ValueError):
        return None


def words_of_visitors(database: Connection) -> Iterator[tuple[str, bytes]]:
    """Digest what visitors of links read: each shared note, and each of its author's answers."""
    shared = select(ShareNote.note_id)
    statements = (
        select(Note.id, Note.body).where(Note.id.in_(shared)),
        select(Reply.id, Reply.body)
        .join(Thread, Thread.id == Reply.thread_id)
        .where(Reply.from_author, Thread.note_id.in_(shared)),
    )
    for statement in statements:
        for row_id, body in database.execute(statement):
            yield row_id, hashlib.sha256(body.encode()).digest()


def _rows(present: Connection, model: type[Base]) -> list[Row]:
    """Read the columns that both this release and the replaced database know."""
    if not inspect(present).has_table(model.__tablename__):  # its schema is older than this release's
        return []
    there = {column["name"] for column in inspect(present).get_columns(model.__tablename__)}
    columns = [column for column in model.__table__.columns if column.name in there]
    return [dict(row) for row in present.execute(select(*columns)).mappings()]


def _withdrawn(present: Connection) -> dict[str, datetime]:
    if Reply.withdrawn_at.key not in {column["name"] for column in inspect(present).get_columns(Reply.__tablename__)}:
        return {}  # as above
    rows = present.execute(select(Reply.id, Reply.withdrawn_at).where(Reply.withdrawn_at.is_not(None)))
    return {row[0]: row[1] for row in rows if row[1] is not None}


def _not_ended(present: Connection, table: type[SignIn | AccessToken]) -> frozenset[str]:
    return frozenset(row["id"] for row in _rows(present, table) if row["ended_at"] is None)


def _feeds(present: Connection) -> frozenset[str]:
    rows = [*_rows(present, Follow), *_rows(present, SavedSearch)]
    return frozenset(row["feed_key"] or "" for row in rows if not (row.get("ended_at") or row.get("deleted_at")))


def _held(present: Connection) -> list[Row]:
    statement = (
        select(ShareNote.share_id, ShareNote.note_id)
        .join(Note, Note.id == ShareNote.note_id)
        .where(Note.deleted_at.is_(None))
    )
    return [dict(row) for row in present.execute(statement).mappings()]
