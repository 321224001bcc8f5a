"""Changes that the growth benchmark measures: each is made to what one person has, and must not look at what others have."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.models import Account
from annotate.codebook.actions import delete_label
from annotate.codebook.models import Label
from annotate.database import Database, new_id
from annotate.notes.anchors.placing import place_notes
from annotate.notes.labelled import move_notes
from annotate.notes.models import Anchor, Note
from annotate.personal_data.actions import delete_due
from annotate.replies.models import Reply, Thread
from annotate.trash.actions import erase, purge_due
from annotate.trash.queries import RETENTION
from annotate.trials.locks import newest_version
from benchmarks.growth_rows import Place, anchor_rows, note_row
from tests.studies import keep_study

NOTES = 40
"""Notes that each change is about."""

LONG_THREAD = 200
"""Replies that each of the one person's threads has."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is measured, and what has to be there before it, which is not."""

    prepare: Callable[[], None]
    act: Callable[[], object]


def lengthen_threads(database: Database, account_id: str) -> None:
    """Write many replies in each thread under one person's notes."""
    with database.transaction() as session:
        threads = select(Thread.id).join(Note, Note.id == Thread.note_id).where(Note.account_id == account_id)
        at = clock.now() - timedelta(days=1)
        rows = [
            {
                "id": new_id(),
                "thread_id": thread_id,
                "from_author": bool(number % 2),
                "body": "Words of a long exchange",
                "client_key": new_id(),
                "created_at": at + timedelta(seconds=number),
            }
            for thread_id in session.scalars(threads)
            for number in range(LONG_THREAD)
        ]
        session.execute(insert(Reply), rows)


def changes(database: Database, account_id: str, place: Place, quiet: Place, registry_id: str) -> dict[str, Change]:
    """Give the changes by name: notes stand at ``place``, and a record comes in on whose trial nobody else has notes."""
    _write(database, account_id, quiet)
    numbers = count()

    def come_in(session: Session) -> None:
        keep_study(session, registry_id, summary=f"Told anew, {next(numbers)}.", updated="2025-01-01")
        place_notes(session, newest_version(session, registry_id))

    def nothing() -> None:
        """Leave all as it is: what is measured is taken back."""

    made: list[str] = []

    def note() -> None:
        made[:] = _write(database, account_id, place, notes=1)

    def erase_note() -> None:
        with database.transaction() as session:
            erase(session, session.get_one(Note, made[0]))

    def label() -> None:
        with database.transaction() as session:
            row = {"account_id": account_id, "name": new_id(), "hue": 1, "created_at": clock.now()}
            label_id = session.scalars(insert(Label).returning(Label.id), [row]).one()
        _write(database, account_id, place, label_id=label_id)
        made[:] = [label_id]

    def drop_label() -> None:
        with database.transaction() as session:
            delete_label(session, session.get_one(Label, made[0]), move_notes)

    def leaver() -> None:
        gone = clock.now() - timedelta(minutes=1)
        row = {"email": new_id(), "name": "Somebody", "password_hash": "none", "created_at": gone}
        with database.transaction() as session:
            left = {"deactivated_at": gone, "deletion_due_at": gone}
            account = session.scalars(insert(Account).returning(Account.id), [row | left]).one()
        _write(database, account, place)

    def thrown_away() -> None:
        _write(database, account_id, place, deleted_at=clock.now() - RETENTION - timedelta(minutes=1))

    return {
        "a changed record": Change(nothing, lambda: _taken_back(database, come_in)),
        "deleting a note": Change(note, erase_note),
        "deleting a label": Change(label, drop_label),
        "deleting an account": Change(leaver, lambda: delete_due(database)),
        "purging the trash": Change(thrown_away, lambda: purge_due(database)),
    }


def _write(database: Database, account_id: str, place: Place, *, notes: int = NOTES, **said: Any) -> list[str]:  # noqa: ANN401 - values of columns
    """Store some notes with their anchors, and give their ids."""
    rows = [note_row(account_id, place, clock.now(), number) | said for number in range(notes)]
    with database.transaction() as session:
        session.execute(insert(Note), rows)
        session.execute(insert(Anchor), [anchor for row in rows for anchor in anchor_rows(row, place)])
    return [row["id"] for row in rows]


def _taken_back(database: Database, act: Callable[[Session], None]) -> None:
    with database.transaction() as session:
        act(session)
        session.rollback()
