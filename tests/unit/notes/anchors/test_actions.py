"""A note's author chooses where it stands, and takes it back."""

import pytest
from sqlalchemy.orm import Session

from annotate.core.passage import Passage
from annotate.core.viewer import Viewer
from annotate.errors import Conflict, Invalid, NotFound, TooMany
from annotate.notes.anchors import actions as choosing
from annotate.notes.anchors import queries as anchors
from annotate.notes.anchors.actions import Decision
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.sharing import write_note
from tests.unit.notes.arms import ARM_B, FIRST, NEGATED, WITHOUT_B, anchor, next_version, on, state


def test_accepting_keeps_the_place_and_asks_no_more(session: Session, alice: Viewer, trial: Trial) -> None:
    note = write_note(session, alice, trial, words="Patients are eligible after surgery")
    version = next_version(session, trial, NEGATED)
    before = anchor(session, note, version)
    assert before.state == "changed"
    words = version.text[before.start_offset : before.end_offset]
    chosen = choosing.decide(session, note, Decision(before.id, on(version, words)))
    assert (chosen.state, chosen.choice, chosen.asked_at) == ("changed", "accepted", None)
    assert chosen.chosen_at is not None
    assert anchor(session, note, version).id == chosen.id
    assert [each.id for each, _ in anchors.history_of(session, note)] == [before.id, chosen.id]

    later = next_version(session, trial, NEGATED)
    following = anchor(session, note, later)
    assert (following.state, following.follows_id, following.asked_at) == ("changed", chosen.id, None)

    home = next_version(session, trial, FIRST)
    assert state(session, note, home) == "exact", "its own words stand again"


def test_other_words_are_changed_and_the_same_words_moved(session: Session, alice: Viewer, trial: Trial) -> None:
    note = write_note(session, alice, trial, words=ARM_B)
    version = next_version(session, trial, WITHOUT_B)
    before = anchor(session, note, version)
    chosen = choosing.decide(session, note, Decision(before.id, on(version, "200 mg intravenously every 3 weeks")))
    assert (chosen.state, chosen.choice) == ("changed", "attached")
    following = anchor(session, note, next_version(session, trial, WITHOUT_B))
    assert following.state == "changed", "words that are not the note's own are never shown as its own"
    assert following.asked_at is None


def test_kept_without_a_place_it_is_not_asked_for_again(session: Session, alice: Viewer, trial: Trial) -> None:
    note = write_note(session, alice, trial, words=ARM_B)
    version = next_version(session, trial, WITHOUT_B)
    chosen = choosing.decide(session, note, Decision(anchor(session, note, version).id, None))
    assert (chosen.state, chosen.choice, chosen.start_offset) == ("orphaned", "kept", None)
    later = anchor(session, note, next_version(session, trial, WITHOUT_B))
    assert later.state in {"orphaned", "ambiguous"}
    assert later.asked_at is None
    assert state(session, note, next_version(session, trial, FIRST)) == "exact"


def test_taken_back_what_held_before_holds_again(session: Session, alice: Viewer, trial: Trial) -> None:
    note = write_note(session, alice, trial, words=ARM_B)
    version = next_version(session, trial, WITHOUT_B)
    before = anchor(session, note, version)
    chosen = choosing.decide(session, note, Decision(before.id, on(version, "every 3 weeks")))
    later = next_version(session, trial, WITHOUT_B)
    assert anchor(session, note, later).follows_id == chosen.id
    choosing.take_back(session, note, anchors.find_choice(session, alice, note.id, chosen.id))
    assert anchor(session, note, version).id == before.id
    again = anchor(session, note, later)
    assert (again.state, again.follows_id) == (before.state, None)
    assert again.asked_at is not None
    assert chosen.replaced_at is not None
    with pytest.raises(NotFound):
        anchors.find_choice(session, alice, note.id, chosen.id)


def test_a_choice_on_what_was_seen_before_is_refused(session: Session, alice: Viewer, trial: Trial) -> None:
    note = write_note(session, alice, trial, words=ARM_B)
    version = next_version(session, trial, WITHOUT_B)
    seen = anchor(session, note, version).id
    choosing.decide(session, note, Decision(seen, None))
    with pytest.raises(Conflict, match="has moved since"):
        choosing.decide(session, note, Decision(seen, on(version, "Adults")))
    next_version(session, trial, WITHOUT_B)
    with pytest.raises(Conflict, match="has moved since"):
        choosing.decide(session, note, Decision(anchor(session, note, version).id, None))


@pytest.mark.parametrize(
    ("passage", "error"),
    [
        (Passage(0, 5, "other"), Conflict),
        (Passage(-1, 5, "x"), Invalid),
        (Passage(5, 5, ""), Invalid),
        (Passage(0, 10**8, "x"), Invalid),
    ],
)
def test_a_passage_that_is_none_is_refused(
    session: Session, alice: Viewer, trial: Trial, passage: Passage, error: type[Exception]
) -> None:
    note = write_note(session, alice, trial, words=ARM_B)
    before = anchor(session, note, next_version(session, trial, WITHOUT_B))
    with pytest.raises(error):
        choosing.decide(session, note, Decision(before.id, passage))


def test_only_its_author_finds_a_choice(session: Session, alice: Viewer, cast: Cast, trial: Trial) -> None:
    note = write_note(session, alice, trial, words=ARM_B)
    version = next_version(session, trial, WITHOUT_B)
    chosen = choosing.decide(session, note, Decision(anchor(session, note, version).id, None))
    stranger = Viewer(id="x" * 22, name="", email="", sign_in_id="")
    with pytest.raises(NotFound):
        anchors.find_choice(session, stranger, note.id, chosen.id)


def test_deciding_again_and_again_has_an_end_and_piles_nothing_up(
    session: Session, alice: Viewer, trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each choice had told all those before it as well: of 1,500 the note's page grew to 48 MB."""
    note = write_note(session, alice, trial, words=ARM_B)
    version = next_version(session, trial, WITHOUT_B)
    held = found = anchor(session, note, version)
    for place in (on(version, "Arm A"), None, on(version, "Arm A")):
        held = choosing.decide(session, note, Decision(held.id, place))
        assert held.evidence[1:] == found.evidence
    choosing.take_back(session, note, held)
    monkeypatch.setattr(choosing, "MOST_CHOICES", 3)
    with pytest.raises(TooMany):
        choosing.decide(session, note, Decision(anchor(session, note, version).id, None))
