"""The migration of saved searches of notes and of acts on tags: on the way back acts on labels can still be undone."""

from pathlib import Path

import pytest
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from annotate import clock, schema
from annotate.accounts import actions as accounts
from annotate.codebook.actions import create_label
from annotate.core.viewer import Viewer
from annotate.database import opened
from annotate.notes.acts.actions import ActDraft, begin_act, change_some, undo_some
from annotate.notes.acts.models import ActKind, NoteAct
from annotate.notes.models import Note
from annotate.notes.queries import has_notes
from annotate.notes.saved.actions import save_note_search
from tests.cast import PASSWORD
from tests.databases import new_url
from tests.sharing import write_note
from tests.texts import keep_trial

_BEFORE = "0032"


def test_an_act_on_labels_is_undone_after_going_back_and_forth(tmp_path: Path) -> None:
    with opened(new_url(tmp_path)) as database:
        schema.upgrade(database)
        with database.transaction() as session:
            new = accounts.prepare_account(email="alice@example.org", name="Alice", password=PASSWORD)
            alice = Viewer(id=accounts.sign_up(session, new).id, name="Alice", email="", sign_in_id="")
            note_id = write_note(session, alice, keep_trial(session), words="160 mg", body="A thought").id
            save_note_search(session, alice, name="Doses", typed="dose", by_trial=True)
            label_id = create_label(session, alice, has_notes, name="Arms", hue=1).id
            labelled = begin_act(session, alice, ActDraft(ActKind.LABEL, label_id))
            tagged = begin_act(session, alice, ActDraft(ActKind.TAG, tag="dose"))
            for act_id in (labelled, tagged):
                change_some(session, alice, act_id, [note_id])

        schema.downgrade(database, _BEFORE)
        assert "saved_note_searches" not in inspect(database.engine).get_table_names()
        with database.reader() as session:
            assert session.execute(text("SELECT id FROM note_acts")).all() == [(labelled,)]
            assert session.execute(text("SELECT act_id, note_id FROM note_act_notes")).all() == [(labelled, note_id)]

        schema.upgrade(database)
        with database.transaction() as session:
            assert undo_some(session, alice, labelled) == 1
            assert session.scalars(select(Note.label_id)).one() is None
        for kind in (*ActKind, "another"):
            row = {"account_id": alice.id, "kind": kind, "at": clock.now(), "done": 0, "passed_over": 0}
            if kind != "another":
                with database.transaction() as session:
                    session.execute(insert(NoteAct), [row])
                continue
            with pytest.raises(IntegrityError), database.transaction() as session:
                session.execute(insert(NoteAct), [row])
