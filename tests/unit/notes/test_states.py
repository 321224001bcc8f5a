"""Searching notes by their state: in the current version alone, by the anchor that holds, and the same in either way of asking."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.anchoring import AnchorState
from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.notes.grammar import read_query
from annotate.notes.meanings import asked, conditions
from annotate.notes.models import Anchor, Note
from annotate.notes.search import count_matches, matching_ids, search_of
from annotate.trials.models import Trial, TrialVersion
from tests.sharing import write_note
from tests.studies import keep_study, numbered

WITHOUT_PLACE = (AnchorState.AMBIGUOUS, AnchorState.ORPHANED)
VERSIONS = 3

ANCHORS = st.lists(st.tuples(st.integers(2, VERSIONS), st.sampled_from(AnchorState), st.booleans()), max_size=3)
"""Version, state, and whether it holds."""
Drawn = tuple[int, int, bool, list[tuple[int, AnchorState, bool]]]
NOTES = st.tuples(st.integers(0, 1), st.integers(1, VERSIONS), st.booleans(), ANCHORS)
"""Which trial, the version that it was made on, whether it is on a passage, and its anchors."""


def keep(session: Session, alice: Viewer, trial: Trial, made_on: int, words: str, anchors: Sequence[Anchor]) -> Note:
    note = write_note(session, alice, trial, words=words, number=made_on)
    for anchor in anchors:
        anchor.note_id = note.id
    session.add_all(anchors)
    session.flush()
    return note


def anchor_in(session: Session, trial: Trial, number: int, state: AnchorState, *, holds: bool = True) -> Anchor:
    version = next(each for each in versions_of(session, trial) if each[1] == number)
    start, end = (None, None) if state in WITHOUT_PLACE else (0, 4)
    return Anchor(
        id=new_id(),
        version_id=version[0],
        state=state,
        start_offset=start,
        end_offset=end,
        score=1.0,
        evidence=[],
        candidates=[],
        crossed=False,
        made_at=clock.now(),
        replaced_at=None if holds else clock.now(),
    )


def versions_of(session: Session, trial: Trial) -> list[tuple[str, int]]:
    rows = select(TrialVersion.id, TrialVersion.number).where(TrialVersion.trial_id == trial.id)
    return [(row.id, row.number) for row in session.execute(rows)]


@pytest.fixture
def trials(session: Session) -> list[Trial]:
    """Two trials in three versions each."""
    for number in range(VERSIONS):
        for registry_id in (numbered(1), numbered(2)):
            keep_study(session, registry_id, updated=f"2024-0{number + 1}-01", summary=f"Drug {number}.")
    return list(session.scalars(select(Trial).order_by(Trial.registry_id)))


def found(session: Session, viewer: Viewer, query: str) -> set[str]:
    search = search_of(read_query(query), [])
    ids = set(matching_ids(session, viewer, search, None, 100))
    assert count_matches(session, viewer, search).total == len(ids)
    return ids


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(NOTES, max_size=6))
def test_a_state_is_that_of_the_anchor_that_holds_in_the_current_version(
    session: Session, alice: Viewer, trials: list[Trial], drawn: list[Drawn]
) -> None:
    with session.begin_nested() as attempt:
        expected: dict[str, set[str]] = {state: set() for state in AnchorState}
        for place, made_on, on_passage, anchors in drawn:
            trial, kept = trials[place], {}
            for number, state, holds in anchors if on_passage else ():
                if number > made_on:
                    kept[number, holds] = anchor_in(session, trial, number, state, holds=holds)
            note = keep(session, alice, trial, made_on, "Drug" if on_passage else "", list(kept.values()))
            if on_passage and made_on == VERSIONS:
                expected[AnchorState.EXACT].add(note.id)
            if current := kept.get((VERSIONS, True)):
                expected[current.state].add(note.id)
        every = found(session, alice, "")
        for state in AnchorState:
            assert found(session, alice, f"state:{state}") == expected[state]
            assert found(session, alice, f"-state:{state}") == every - expected[state]
            plain = asked(read_query(f"state:{state}"), {}, alice.id, lite=False)
            assert set(session.scalars(select(Note.id).where(*conditions(plain)))) == expected[state]
        attempt.rollback()


def test_others_notes_on_the_same_versions_change_nothing(session: Session, alice: Viewer, trials: list[Trial]) -> None:
    mine = keep(session, alice, trials[0], 1, "Drug", [anchor_in(session, trials[0], VERSIONS, AnchorState.EXACT)])
    stranger = Viewer(id=alice.id[::-1], name="", email="", sign_in_id="")
    assert found(session, alice, "state:exact") == {mine.id}
    assert found(session, stranger, "state:exact") == set()
