"""Labels: the ones to start with, and a person's own."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.errors import Invalid, NotFound
from annotate.notes import actions, labels, queries
from annotate.notes.actions import NoteDraft
from annotate.notes.labels import STARTERS
from annotate.notes.search import Filter, search_notes
from annotate.trials.models import TrialVersion
from tests.cast import Cast
from tests.texts import keep_trial


@pytest.fixture
def alice(cast: Cast) -> Viewer:
    return cast.viewer("alice")


@pytest.fixture
def session(alice: Viewer, database: Database) -> Iterator[Session]:
    """A writing session that begins when Alice is there."""
    with database.transaction() as session:
        yield session
        session.rollback()


def names(session: Session, viewer: Viewer) -> list[str]:
    return [label.name for label in labels.labels_to_choose(session, viewer)]


def add_page_note(session: Session, viewer: Viewer, label_id: str = "") -> None:
    trial = keep_trial(session)
    version = session.query(TrialVersion).filter_by(trial_id=trial.id).one()
    actions.add_note(session, viewer, trial, NoteDraft(version.id, None, "Words", label_id))


def test_a_beginner_chooses_from_the_starters_and_nothing_is_written(session: Session, alice: Viewer) -> None:
    assert labels.labels_to_choose(session, alice) == STARTERS
    assert queries.labels_of(session, alice) == []
    assert labels.labels_to_choose(session, None) == ()


def test_the_first_use_makes_the_starters_ones_own_in_their_order(session: Session, alice: Viewer) -> None:
    question = labels.own_label(session, alice, "starter-question")
    assert (question.name, question.hue) == ("Question", 4)
    assert [label.name for label in queries.labels_of(session, alice)] == [starter.name for starter in STARTERS]
    assert labels.own_label(session, alice, "starter-question").id == question.id


def test_the_first_note_makes_them_too(session: Session, alice: Viewer) -> None:
    add_page_note(session, alice)
    assert len(queries.labels_of(session, alice)) == len(STARTERS)


def test_labels_that_were_all_deleted_stay_deleted(session: Session, alice: Viewer) -> None:
    add_page_note(session, alice)
    for label in queries.labels_of(session, alice):
        labels.delete_label(session, label)
    assert labels.labels_to_choose(session, alice) == ()
    with pytest.raises(NotFound):
        labels.own_label(session, alice, "starter-dose")


def test_the_first_own_label_stands_beside_the_starters(session: Session, alice: Viewer) -> None:
    labels.create_label(session, alice, name="  Adverse\n events ", hue=2)
    assert names(session, alice) == [*(starter.name for starter in STARTERS), "Adverse events"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "a\0b", "a\ud800", "dose"])
def test_bad_names_are_refused_beside_the_field(session: Session, alice: Viewer, name: str) -> None:
    labels.begin_labels(session, alice)
    with pytest.raises(Invalid) as refusal:
        labels.create_label(session, alice, name=name, hue=1)
    assert "name" in refusal.value.fields
    assert len(queries.labels_of(session, alice)) == len(STARTERS)


@pytest.mark.parametrize("hue", [0, 9, -1, 10**30])
def test_there_are_eight_hues(session: Session, alice: Viewer, hue: int) -> None:
    with pytest.raises(Invalid) as refusal:
        labels.create_label(session, alice, name="Safety", hue=hue)
    assert "hue" in refusal.value.fields


def test_a_label_is_renamed_and_recoloured_but_not_to_a_name_in_use(session: Session, alice: Viewer) -> None:
    label = labels.own_label(session, alice, "starter-dose")
    assert labels.change_label(session, alice, label, name="DOSE", hue=8).hue == 8
    with pytest.raises(Invalid):
        labels.change_label(session, alice, label, name="Question", hue=8)


def test_there_is_a_most(session: Session, alice: Viewer) -> None:
    for number in range(labels.MOST_LABELS - len(STARTERS)):
        labels.create_label(session, alice, name=f"Label {number}", hue=1)
    with pytest.raises(Invalid):
        labels.create_label(session, alice, name="One more", hue=1)


def test_notes_outlive_their_label(session: Session, alice: Viewer) -> None:
    add_page_note(session, alice, "starter-dose")
    labels.delete_label(session, labels.own_label(session, alice, "starter-dose"))
    session.expire_all()
    [note] = search_notes(session, alice, Filter())
    assert (note.body, note.label) == ("Words", None)
