"""Labels of notes: the first note makes the starters one's own, and a note outlives its label."""

import pytest
from sqlalchemy.orm import Session

from annotate.codebook.actions import delete_label, own_label
from annotate.codebook.queries import labels_of, labels_to_choose
from annotate.codebook.starters import STARTERS
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.notes import actions
from annotate.notes.actions import NoteDraft
from annotate.notes.grammar import NotesQuery
from annotate.notes.labelled import move_notes
from annotate.notes.queries import has_notes
from annotate.notes.search import search_notes, search_of
from annotate.trials.models import TrialVersion
from tests.texts import keep_trial


def add_page_note(session: Session, viewer: Viewer, label_id: str = "") -> None:
    trial = keep_trial(session)
    version = session.query(TrialVersion).filter_by(trial_id=trial.id).one()
    actions.add_note(session, viewer, trial, NoteDraft(version.id, None, "Words", label_id))


def test_the_first_note_makes_the_starters_ones_own(session: Session, alice: Viewer) -> None:
    add_page_note(session, alice)
    assert len(labels_of(session, alice)) == len(STARTERS)


def test_labels_that_were_all_deleted_stay_deleted(session: Session, alice: Viewer) -> None:
    add_page_note(session, alice)
    for label in labels_of(session, alice):
        delete_label(session, label, move_notes)
    assert labels_to_choose(session, alice, has_notes) == ()
    with pytest.raises(NotFound):
        own_label(session, alice, "starter-dose", has_notes)


def test_notes_outlive_their_label(session: Session, alice: Viewer) -> None:
    add_page_note(session, alice, "starter-dose")
    delete_label(session, own_label(session, alice, "starter-dose", has_notes), move_notes)
    session.expire_all()
    [note] = search_notes(session, alice, search_of(NotesQuery(), []))
    assert (note.body, note.label) == ("Words", None)
