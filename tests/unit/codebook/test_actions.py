"""Labels: the ones to start with, and a person's own."""

from functools import partial

import pytest
from sqlalchemy.orm import Session

from annotate.codebook import actions, queries
from annotate.codebook.starters import STARTERS
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.errors import Invalid
from tests.at_once import all_at_once


def no_notes(_session: Session, _viewer: Viewer) -> bool:
    return False


def names(session: Session, viewer: Viewer) -> list[str]:
    return [label.name for label in queries.labels_to_choose(session, viewer, no_notes)]


def test_a_beginner_chooses_from_the_starters_and_nothing_is_written(session: Session, alice: Viewer) -> None:
    assert queries.labels_to_choose(session, alice, no_notes) == STARTERS
    assert queries.labels_of(session, alice) == []
    assert queries.labels_to_choose(session, None, no_notes) == ()


def test_the_first_use_makes_the_starters_ones_own_in_their_order(session: Session, alice: Viewer) -> None:
    question = actions.own_label(session, alice, "starter-question", no_notes)
    assert (question.name, question.hue) == ("Question", 4)
    assert [label.name for label in queries.labels_of(session, alice)] == [starter.name for starter in STARTERS]
    assert actions.own_label(session, alice, "starter-question", no_notes).id == question.id


def test_the_first_own_label_stands_beside_the_starters(session: Session, alice: Viewer) -> None:
    actions.create_label(session, alice, no_notes, name="  Adverse\n events ", hue=2)
    assert names(session, alice) == [*(starter.name for starter in STARTERS), "Adverse events"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "a\0b", "a\ud800", "dose"])
def test_bad_names_are_refused_beside_the_field(session: Session, alice: Viewer, name: str) -> None:
    actions.begin_labels(session, alice, no_notes)
    with pytest.raises(Invalid) as refusal:
        actions.create_label(session, alice, no_notes, name=name, hue=1)
    assert "name" in refusal.value.fields
    assert len(queries.labels_of(session, alice)) == len(STARTERS)


@pytest.mark.parametrize("hue", [0, 9, -1, 10**30])
def test_there_are_eight_hues(session: Session, alice: Viewer, hue: int) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.create_label(session, alice, no_notes, name="Safety", hue=hue)
    assert "hue" in refusal.value.fields


def test_a_label_is_renamed_and_recoloured_but_not_to_a_name_in_use(session: Session, alice: Viewer) -> None:
    label = actions.own_label(session, alice, "starter-dose", no_notes)
    assert actions.change_label(session, alice, label, name="DOSE", hue=8).hue == 8
    with pytest.raises(Invalid):
        actions.change_label(session, alice, label, name="Question", hue=8)


def test_there_is_a_most(session: Session, alice: Viewer) -> None:
    for number in range(actions.MOST_LABELS - len(STARTERS)):
        actions.create_label(session, alice, no_notes, name=f"Label {number}", hue=1)
    with pytest.raises(Invalid):
        actions.create_label(session, alice, no_notes, name="One more", hue=1)


def test_two_labels_that_take_one_name_at_once(alice: Viewer, database: Database) -> None:
    """One of them has it, and the other is told that it is taken."""
    with database.transaction() as session:
        made = [actions.create_label(session, alice, no_notes, name=name, hue=1).id for name in ("One", "Two")]

    def rename(label_id: str) -> str:
        try:
            with database.transaction() as session:
                label = queries.find_label(session, alice, label_id)
                actions.change_label(session, alice, label, name="Three", hue=2)
        except Invalid as refusal:
            return refusal.fields["name"]
        return "renamed"

    came = all_at_once([partial(rename, label_id) for label_id in made])
    assert sorted(came) == ["You have a label “Three” already.", "renamed"]
