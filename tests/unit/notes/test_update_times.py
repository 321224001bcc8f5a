"""Each change of a person's notes is later than all before, whatever the clock says and however many notes change at once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from annotate.clock import now
from annotate.codebook.actions import create_label
from annotate.core.viewer import Viewer
from annotate.notes import actions as notes
from annotate.notes.actions import NoteDraft, NoteEdit
from annotate.notes.acts import actions as acts
from annotate.notes.acts.actions import ActDraft
from annotate.notes.acts.models import ActKind
from annotate.notes.models import Note
from annotate.notes.queries import find_note, has_notes
from tests.texts import keep_trial

STOPPED = now() - timedelta(hours=1)


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotate.notes.update_times.now", lambda: STOPPED)


@pytest.fixture
def written(session: Session, alice: Viewer) -> list[str]:
    trial = keep_trial(session)
    version_id = trial.current_version.id
    return [notes.add_note(session, alice, trial, NoteDraft(version_id, None, f"{number}")).id for number in range(6)]


def times(session: Session) -> dict[str, datetime]:
    session.expire_all()
    return dict(session.execute(select(Note.id, Note.updated_at)).all())


def all_act(session: Session, alice: Viewer, draft: ActDraft, note_ids: list[str]) -> str:
    act_id = acts.begin_act(session, alice, draft)
    acts.change_some(session, alice, act_id, note_ids)
    return act_id


def test_notes_that_are_written_at_once_are_told_apart(session: Session, written: list[str]) -> None:
    assert [times(session)[note_id] for note_id in written] == [
        STOPPED + number * timedelta(microseconds=1) for number in range(6)
    ]


@pytest.mark.parametrize("kind", [ActKind.LABEL, ActKind.TAG, ActKind.UNTAG, ActKind.DELETE])
def test_an_act_on_many_and_its_undo_are_later_than_all_before(
    session: Session, alice: Viewer, written: list[str], kind: ActKind
) -> None:
    label = create_label(session, alice, has_notes, name="A label", hue=1)
    if kind is ActKind.UNTAG:
        all_act(session, alice, ActDraft(ActKind.TAG, tag="dose"), written)
    before = max(times(session).values())
    act_id = all_act(session, alice, ActDraft(kind, label_id=label.id, tag="dose"), written[:5])
    if kind is not ActKind.DELETE:
        changed = times(session)
        assert len(set(changed.values())) == 6
        assert min(changed[note_id] for note_id in written[:5]) > before > changed[written[5]] - timedelta(seconds=1)
        before = max(changed.values())
    while acts.undo_some(session, alice, act_id):
        pass
    back = times(session)
    assert len(set(back.values())) == 6
    assert min(back[note_id] for note_id in written[:5]) > before


def test_each_change_of_one_is_later_too(session: Session, alice: Viewer, written: list[str]) -> None:
    def bring_back(note: Note) -> None:
        notes.delete_note(session, note)
        notes.restore_note(session, note)

    for change in (
        lambda note: notes.edit_note(session, alice, note, NoteEdit(note.revision, "Anew", tags=("dose",))),
        lambda note: notes.relabel_note(session, alice, note, "starter-dose"),
        bring_back,
    ):
        before = max(times(session).values())
        change(find_note(session, alice, written[2], for_change=True))
        assert times(session)[written[2]] > before
    assert len(set(times(session).values())) == 6


def test_the_database_holds_it(session: Session, written: list[str]) -> None:
    at = times(session)[written[0]]
    note = session.get_one(Note, written[1])
    same = update(Note).where(Note.id == note.id).values(updated_at=at)
    with session.begin_nested() as nested:
        with pytest.raises(IntegrityError):
            session.execute(same, execution_options={"synchronize_session": False})
        nested.rollback()
