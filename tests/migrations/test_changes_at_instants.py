"""The migration to changes at instants of their own: notes of one instant are told apart in their order, and stay so on the way back."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select, text

from annotate import schema
from annotate.accounts import actions as accounts
from annotate.core.viewer import Viewer
from annotate.database import Database, opened
from annotate.notes.models import Note
from tests.cast import PASSWORD
from tests.databases import new_url
from tests.sharing import write_note
from tests.texts import keep_trial


def test_notes_of_one_instant_are_told_apart(tmp_path: Path) -> None:
    with opened(new_url(tmp_path)) as database:
        schema.upgrade(database)
        with database.transaction() as session:
            trial = keep_trial(session)
            people = []
            for name in ("alice", "bob"):
                new = accounts.prepare_account(email=f"{name}@example.org", name=name, password=PASSWORD)
                people.append(Viewer(accounts.sign_up(session, new).id, name, "", sign_in_id=""))
            ids = [write_note(session, viewer, trial, body=f"{number}").id for viewer in people for number in range(4)]
            at = session.get_one(Note, ids[0]).updated_at
        schema.downgrade(database, "0036")
        with database.transaction() as session:
            session.execute(text("UPDATE notes SET updated_at = (SELECT min(updated_at) FROM notes)"))
            session.execute(text("UPDATE notes SET erased_at = updated_at WHERE id = :id"), {"id": ids[-1]})

        schema.upgrade(database)
        step = timedelta(microseconds=1)
        assert _times(database, ids[:4]) == [at, at + step, at + 2 * step, at + 3 * step]
        assert _times(database, ids[4:7]) == [at, at + step, at + 2 * step]
        assert _times(database, ids[7:]) == [at], "what was deleted for good is in no list"

        schema.downgrade(database, "0036")
        assert len(set(_times(database, ids[:4]))) == 4
        schema.upgrade(database)


def _times(database: Database, ids: list[str]) -> list[datetime]:
    with database.reader() as session:
        return sorted(session.scalars(select(Note.updated_at).where(Note.id.in_(ids))))
