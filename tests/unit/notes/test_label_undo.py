"""Undoing what was done to labels: each note has the label again that it had, unless it got another one since."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.codebook import actions as labels
from annotate.codebook import queries
from annotate.codebook.jobs import JOBS
from annotate.codebook.models import Label
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.errors import Invalid, NotFound
from annotate.notes import actions
from annotate.notes.actions import NoteDraft
from annotate.notes.labelled import move_notes, restore_notes
from annotate.notes.models import FormerLabel, Note
from annotate.notes.queries import has_notes
from annotate.trials.models import Trial, TrialVersion
from tests.at_once import all_at_once
from tests.texts import keep_trial


def make(session: Session, viewer: Viewer, *names: str) -> list[Label]:
    return [labels.create_label(session, viewer, has_notes, name=name, hue=1) for name in names]


def write(session: Session, viewer: Viewer, label: Label, number: int) -> list[Note]:
    trial = session.scalar(select(Trial)) or keep_trial(session)
    version = session.scalars(select(TrialVersion).where(TrialVersion.trial_id == trial.id)).one()
    return [
        actions.add_note(session, viewer, trial, NoteDraft(version.id, None, "Words", label.id)) for _ in range(number)
    ]


def named(session: Session, notes: Sequence[Note]) -> list[str]:
    session.expire_all()
    return [note.label.name if note.label else "" for note in notes]


def undo(session: Session, viewer: Viewer, label: Label) -> None:
    labels.undo(session, viewer, label, restore_notes)


def test_a_deletion(session: Session, alice: Viewer) -> None:
    one, other = make(session, alice, "One", "Other")
    notes = write(session, alice, one, 3)
    labels.delete_label(session, one, move_notes)
    assert named(session, notes) == ["", "", ""]
    assert one.id not in [label.id for label in queries.labels_of(session, alice)]
    actions.relabel_note(session, alice, notes[1], other.id)
    actions.relabel_note(session, alice, notes[2], other.id)
    actions.relabel_note(session, alice, notes[2], "")
    undo(session, alice, one)
    assert named(session, notes) == ["One", "Other", ""], "what was chosen since stays, also that there is none"
    assert session.scalars(select(FormerLabel)).all() == []


def test_a_merger(session: Session, alice: Viewer) -> None:
    one, other, third = make(session, alice, "One", "Other", "Third")
    notes = [*write(session, alice, one, 2), *write(session, alice, other, 1)]
    labels.merge_label(session, one, other, move_notes)
    assert named(session, notes) == ["Other", "Other", "Other"]
    actions.relabel_note(session, alice, notes[0], third.id)
    undo(session, alice, one)
    assert named(session, notes) == ["Third", "One", "Other"]


def test_a_merger_whose_other_label_was_deleted_since(session: Session, alice: Viewer) -> None:
    one, other = make(session, alice, "One", "Other")
    notes = [*write(session, alice, one, 1), *write(session, alice, other, 1)]
    labels.merge_label(session, one, other, move_notes)
    labels.delete_label(session, other, move_notes)
    undo(session, alice, one)
    assert named(session, notes) == ["One", ""]
    undo(session, alice, other)
    assert named(session, notes) == ["One", "Other"]


def test_an_edit(session: Session, alice: Viewer) -> None:
    [label] = make(session, alice, "One")
    labels.change_label(session, alice, label, name="Two", hue=3, description="What for")
    assert [each.id for each in queries.undoable_labels(session, alice)] == [label.id]
    undo(session, alice, label)
    assert (label.name, label.hue, label.description, label.former) == ("One", 1, "", None)
    undo(session, alice, label)
    assert label.name == "One"
    assert queries.undoable_labels(session, alice) == []


def test_an_edit_that_changes_nothing_hides_none_before(session: Session, alice: Viewer) -> None:
    [label] = make(session, alice, "One")
    labels.change_label(session, alice, label, name="Two", hue=1)
    labels.change_label(session, alice, label, name="Two", hue=1)
    undo(session, alice, label)
    assert label.name == "One"


def test_a_name_that_is_in_use_by_now_is_refused(session: Session, alice: Viewer) -> None:
    [label] = make(session, alice, "One")
    notes = write(session, alice, label, 1)
    labels.delete_label(session, label, move_notes)
    make(session, alice, "one")
    with pytest.raises(Invalid, match="already"):
        undo(session, alice, label)
    assert named(session, notes) == [""]


def test_a_label_is_not_merged_into_itself_or_into_one_that_is_gone(session: Session, alice: Viewer) -> None:
    one, other = make(session, alice, "One", "Other")
    with pytest.raises(Invalid):
        labels.merge_label(session, one, one, move_notes)
    labels.delete_label(session, other, move_notes)
    with pytest.raises(NotFound):
        labels.merge_label(session, one, other, move_notes)


def test_it_ends_after_a_day(alice: Viewer, database: Database) -> None:
    with database.transaction() as session:
        one, other = make(session, alice, "One", "Other")
        notes = [note.id for note in write(session, alice, one, 1)]
        labels.delete_label(session, one, move_notes)
        labels.change_label(session, alice, other, name="Two", hue=1)
    [job] = JOBS
    with database.reader() as session:
        assert job.waits is not None
        assert not job.waits(session)
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1), tick=False):
        with database.reader() as session:
            assert job.waits(session)
        assert job.work(database) == "1 label deleted"
        with database.reader() as session:
            assert not job.waits(session)
            assert queries.undoable_labels(session, alice) == []
            assert session.get_one(Note, notes[0]).label is None


def test_who_deletes_in_a_loop_loses_the_undoing_of_the_earliest(session: Session, alice: Viewer) -> None:
    for number in range(labels.MOST_LABELS + 2):
        [label] = make(session, alice, f"Label {number}")
        labels.delete_label(session, label, move_notes)
    assert len(queries.deleted_labels(session, alice.id)) == labels.MOST_LABELS


def test_a_label_is_deleted_edited_moved_and_brought_back_at_once(alice: Viewer, database: Database) -> None:
    """Each finds it as the one before left it, and no note loses it for good."""
    with database.transaction() as session:
        one, other = make(session, alice, "One", "Other")
        ids, note_id = (one.id, other.id), write(session, alice, one, 1)[0].id

    def act(change: Callable[[Session, Label], object]) -> str:
        try:
            with database.transaction() as session:
                change(session, queries.find_label(session, alice, ids[0], deleted_too=True))
        except NotFound:
            return "gone"
        return "done"

    def merge(session: Session, label: Label) -> None:
        labels.merge_label(session, label, queries.find_label(session, alice, ids[1]), move_notes)

    def move(session: Session, label: Label) -> None:
        labels.move_label(session, alice, label, up=False)

    acts = [lambda session, label: labels.delete_label(session, label, move_notes), merge, move]
    all_at_once([partial(act, each) for each in (*acts, *acts)])
    with database.transaction() as session:
        undo(session, alice, queries.find_label(session, alice, ids[0], deleted_too=True))
        assert named(session, [session.get_one(Note, note_id)]) == ["One"]
