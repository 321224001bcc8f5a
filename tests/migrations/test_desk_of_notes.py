"""The migration of the search of notes: the index comes back by its job, and nothing of a note is lost on either way."""

from pathlib import Path

from sqlalchemy import inspect, select, text

from annotate import schema
from annotate.accounts import actions as accounts
from annotate.core.viewer import Viewer
from annotate.database import opened
from annotate.notes.grammar import read_query
from annotate.notes.indexing import count_missing
from annotate.notes.models import Note
from annotate.notes.search import search_notes, search_of
from annotate.replies.indexing import index_missing
from tests.cast import PASSWORD
from tests.databases import new_url
from tests.sharing import write_note
from tests.texts import keep_trial

_BEFORE = "0028"


def test_notes_are_found_again_once_the_job_has_run(tmp_path: Path) -> None:
    with opened(new_url(tmp_path)) as database:
        schema.upgrade(database)
        with database.transaction() as session:
            new = accounts.prepare_account(email="alice@example.org", name="Alice", password=PASSWORD)
            alice = Viewer(id=accounts.sign_up(session, new).id, name="Alice", email="", sign_in_id="")
            note_id = write_note(session, alice, keep_trial(session), words="160 mg", body="A thought").id
        assert index_missing(database) == 1
        search = search_of(read_query("thought 160"), [])

        schema.downgrade(database, _BEFORE)
        assert not [
            name for name in inspect(database.engine).get_table_names() if name.startswith(("note_s", "note_a"))
        ]
        with database.reader() as session:
            assert session.execute(text("SELECT id, body, exact FROM notes")).all() == [
                (note_id, "A thought", "160 mg")
            ]

        schema.upgrade(database)
        with database.reader() as session:
            assert count_missing(session) == 1
            assert search_notes(session, alice, search) == []
        assert index_missing(database) == 1
        with database.transaction() as session:
            assert [note.id for note in search_notes(session, alice, search)] == [note_id]
            session.delete(session.scalars(select(Note)).one())
        with database.reader() as session:
            assert session.execute(text("SELECT count(*) FROM note_search")).scalar_one() == 0
