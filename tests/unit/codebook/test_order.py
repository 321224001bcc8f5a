"""The order of labels by hand."""

import pytest
from sqlalchemy.orm import Session

from annotate.codebook import actions, queries
from annotate.codebook.models import Label
from annotate.core.viewer import Viewer
from annotate.errors import Invalid, NotFound
from tests.cast import Cast


def some_notes(_session: Session, _viewer: Viewer) -> bool:
    return True


def make(session: Session, viewer: Viewer, *names: str) -> dict[str, Label]:
    return {name: actions.create_label(session, viewer, some_notes, name=name, hue=1) for name in names}


def names(session: Session, viewer: Viewer) -> list[str]:
    return [label.name for label in queries.labels_of(session, viewer)]


def test_a_label_moves_by_one_place_and_stays_at_the_ends(session: Session, alice: Viewer) -> None:
    made = make(session, alice, "A", "B", "C")
    actions.move_label(session, alice, made["C"], up=True)
    assert names(session, alice) == ["A", "C", "B"]
    actions.move_label(session, alice, made["A"], up=True)
    actions.move_label(session, alice, made["B"], up=False)
    assert names(session, alice) == ["A", "C", "B"]
    make(session, alice, "D")
    assert names(session, alice) == ["A", "C", "B", "D"]


def test_a_label_of_a_group_moves_among_its_like_and_the_group_as_a_whole(session: Session, alice: Viewer) -> None:
    made = make(session, alice, "A", "S/x", "B", "S/y")
    assert names(session, alice) == ["A", "S/x", "S/y", "B"]
    actions.move_label(session, alice, made["S/x"], up=True)
    assert names(session, alice) == ["A", "S/x", "S/y", "B"]
    actions.move_label(session, alice, made["S/y"], up=True)
    assert names(session, alice) == ["A", "S/y", "S/x", "B"]
    actions.move_label(session, alice, made["S/x"], up=False, whole_group=True)
    assert names(session, alice) == ["A", "B", "S/y", "S/x"]


@pytest.fixture
def bob(cast: Cast) -> Viewer:
    return cast.viewer("bob")


def test_only_one_s_own_labels_move(bob: Viewer, session: Session, alice: Viewer) -> None:
    made = make(session, alice, "A", "B")
    with pytest.raises(NotFound):
        actions.move_label(session, bob, made["B"], up=True)
    assert names(session, alice) == ["A", "B"]


@pytest.mark.parametrize("field", ["description", "when_not"])
def test_words_on_a_label_have_a_length_and_are_storable(session: Session, alice: Viewer, field: str) -> None:
    for words in ("x" * (actions.LONGEST_HELP + 1), "a\0b"):
        with pytest.raises(Invalid) as refusal:
            actions.create_label(session, alice, some_notes, name="A", hue=1, **{field: words})
        assert field in refusal.value.fields
    label = actions.create_label(session, alice, some_notes, name="A", hue=1, **{field: " a\r\nb "})
    assert getattr(label, field) == "a\nb"
