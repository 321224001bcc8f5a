"""What the growth benchmark fills an instance with: records in three versions, and people with notes, links and replies."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, event, insert, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from annotate import clock
from annotate.accounts.models import Account
from annotate.database import Base, Database, new_id
from annotate.notes.models import Anchor, Note
from annotate.replies.models import Reply, Thread
from annotate.shares.models import Share, ShareNote
from annotate.trials.models import Trial, TrialVersion
from tests.studies import keep_study, numbered

ONE_PERSONS = 200
"""Notes of one person."""
LINKS, NOTES_OF_A_LINK, THREADS, REPLIES_OF_A_THREAD = 2, 5, 4, 2
"""What comes with them."""
VERSIONS = 3
"""Versions of each record: every note is made on the first one, and has an anchor in each of the others."""

Rows = dict[type[Base], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a note stands: a trial, and the ids of its versions, the first one first."""

    trial_id: str
    version_ids: tuple[str, ...]


def keep_trials(database: Database, number: int) -> list[Place]:
    """Store so many records in three versions each, which can be searched for."""
    with database.transaction() as session:
        for count in range(number):
            for version in range(VERSIONS):
                said = {"conditions": [f"Condition {count % 50}", "Myasthenia"], "summary": f"Told {version} times."}
                keep_study(session, numbered(count), updated=f"2024-0{version + 1}-01", **said)
        found: dict[str, list[str]] = {}
        rows = select(Trial.id, TrialVersion.id).join(TrialVersion, TrialVersion.trial_id == Trial.id)
        for trial_id, version_id in session.execute(rows.order_by(Trial.registry_id, TrialVersion.number)):
            found.setdefault(trial_id, []).append(version_id)
        return [Place(trial_id, tuple(version_ids)) for trial_id, version_ids in found.items()]


def note_row(account_id: str, place: Place, at: datetime, number: int) -> dict[str, Any]:
    """Give the row of a note on the first words of a trial's first version."""
    return {
        "id": new_id(),
        "account_id": account_id,
        "trial_id": place.trial_id,
        "version_id": place.version_ids[0],
        "start_offset": 0,
        "end_offset": 4,
        "exact": "Drug",
        "prefix": "",
        "suffix": "",
        "body": f"Note number {number} on dose, placebo and what follows from them",
        "client_key": new_id(),
        "revision": 1,
        "created_at": at,
        "updated_at": at + timedelta(microseconds=number),
    }


def anchor_rows(note: dict[str, Any], place: Place) -> list[dict[str, Any]]:
    """Give the rows of a note's anchors in the later versions."""
    made = {"state": "exact", "start_offset": 0, "end_offset": 4, "score": 1.0, "crossed": False}
    return [
        {
            "id": new_id(),
            "note_id": note["id"],
            "version_id": version_id,
            "evidence": ["The words and all around them stand."],
            "candidates": [],
            "made_at": note["created_at"],
            **made,
        }
        for version_id in place.version_ids[1:]
    ]


def other_people(places: list[Place], first: int, notes: int) -> Iterator[Rows]:
    """Give the rows of other people who keep so many notes in all, person by person; each answers another one's notes."""
    before: list[tuple[str, str]] = []
    for number in range(first, first + notes // ONE_PERSONS):
        at = clock.now() - timedelta(minutes=number % 500_000)
        account_id = new_id()
        account = {"email": f"other{number}@example.org", "name": "Somebody", "password_hash": "none"}
        rows: Rows = {Account: [{"id": account_id, **account, "created_at": at}]}
        where = [places[(number * 7 + count) % len(places)] for count in range(ONE_PERSONS)]
        rows[Note] = [
            note_row(account_id, place, at + timedelta(seconds=count), count) for count, place in enumerate(where)
        ]
        rows[Anchor] = [row for note, place in zip(rows[Note], where, strict=True) for row in anchor_rows(note, place)]
        rows[Share] = [share_row(account_id, rows[Note][link]["trial_id"], at) for link in range(LINKS)]
        rows[ShareNote] = [
            {"share_id": link["id"], "note_id": rows[Note][place * NOTES_OF_A_LINK + count]["id"], "added_at": at}
            for place, link in enumerate(rows[Share])
            for count in range(NOTES_OF_A_LINK)
        ]
        rows[Thread] = [
            {
                "id": new_id(),
                "note_id": note_id,
                "share_id": share_id,
                "respondent_account_id": account_id,
                "created_at": at,
            }
            for note_id, share_id in before
        ]
        rows[Reply] = [
            {
                "id": new_id(),
                "thread_id": thread["id"],
                "from_author": bool(count % 2),
                "body": "Words",
                "client_key": new_id(),
                "created_at": at,
            }
            for thread in rows[Thread]
            for count in range(REPLIES_OF_A_THREAD)
        ]
        before = [(row["note_id"], row["share_id"]) for row in rows[ShareNote][:THREADS]]
        yield rows


def share_row(account_id: str, trial_id: str, at: datetime) -> dict[str, Any]:
    """Give the row of a link that is a month old at most, or has ended."""
    return {
        "id": new_id(),
        "account_id": account_id,
        "trial_id": trial_id,
        "recipient": "A colleague",
        "can_reply": True,
        "passcode_hash": "none",
        "passcode_own": False,
        "client_key": new_id(),
        "created_at": at,
        "expires_at": at + timedelta(days=30),
    }


@contextmanager
def hastened(database: Database) -> Iterator[None]:
    """Let SQLite write without waiting for the disk, with 256 MiB of cache; every connection is closed before and after."""
    engine = database.engine
    if engine.dialect.name != "sqlite":
        yield
        return
    event.listen(engine, "connect", _hasten)
    engine.dispose()
    try:
        yield
    finally:
        event.remove(engine, "connect", _hasten)
        engine.dispose()


def _hasten(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.execute("PRAGMA cache_size=-262144")
    cursor.close()


def grow(database: Database, places: list[Place], first: int, notes: int) -> None:
    """Store what other people keep, some hundred of them in each transaction."""
    batch: list[Rows] = []
    for rows in other_people(places, first, notes):
        batch.append(rows)
        if len(batch) == 100:
            store(database, batch)
            batch = []
    store(database, batch)
    with database.transaction() as session:
        session.connection().exec_driver_sql("ANALYZE")


def store(database: Database, batch: list[Rows]) -> None:
    """Store the rows of some people in one transaction."""
    with database.transaction() as session:
        connection: Connection = session.connection()
        for model in (Account, Note, Anchor, Share, ShareNote, Thread, Reply):
            if rows := [row for person in batch for row in person.get(model, [])]:
                connection.execute(insert(model), rows)
