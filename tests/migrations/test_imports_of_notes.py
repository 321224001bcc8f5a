"""The migration of imports as acts: on the way back their notes stay, and other acts can still be undone."""

from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from annotate import schema
from annotate.accounts import actions as accounts
from annotate.core.viewer import Viewer
from annotate.database import opened
from annotate.notes.acts.actions import ActDraft, begin_act, change_some, record_imported, undo_some
from annotate.notes.acts.models import ActKind
from annotate.notes.models import Note
from tests.cast import PASSWORD
from tests.databases import new_url
from tests.sharing import write_note
from tests.texts import keep_trial


def test_notes_of_imports_stay_after_going_back(tmp_path: Path) -> None:
    with opened(new_url(tmp_path)) as database:
        schema.upgrade(database)
        with database.transaction() as session:
            new = accounts.prepare_account(email="alice@example.org", name="Alice", password=PASSWORD)
            alice = Viewer(id=accounts.sign_up(session, new).id, name="Alice", email="", sign_in_id="")
            note = write_note(session, alice, keep_trial(session), words="160 mg", body="A thought")
            imported = begin_act(session, alice, ActDraft(ActKind.IMPORT))
            record_imported(session, alice, imported, [note], 0)
            tagged = begin_act(session, alice, ActDraft(ActKind.TAG, tag="dose"))
            change_some(session, alice, tagged, [note.id])

        schema.downgrade(database, "0035")
        with database.reader() as session:
            assert session.execute(text("SELECT id FROM note_acts")).all() == [(tagged,)]
            assert session.execute(text("SELECT act_id FROM note_act_notes")).all() == [(tagged,)]
            assert session.scalar(select(func.count()).select_from(Note)) == 1
        with pytest.raises(IntegrityError), database.transaction() as session:
            session.execute(text("UPDATE note_acts SET kind = 'import'"))

        schema.upgrade(database)
        with database.transaction() as session:
            assert undo_some(session, alice, tagged) == 1
            begin_act(session, alice, ActDraft(ActKind.IMPORT))
