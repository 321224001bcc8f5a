"""Notes in versions that they were not made on: placed when those come in, and by their authors' choices."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from annotate.core.anchoring import reanchoring
from annotate.core.anchoring.reanchoring import Comparison
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.notes import actions
from annotate.notes.actions import NoteDraft
from annotate.notes.anchors import actions as choosing
from annotate.notes.anchors import placing
from annotate.notes.anchors import queries as anchors
from annotate.notes.anchors.actions import Decision
from annotate.notes.models import Anchor, Note, Placing
from annotate.trials.models import Trial
from tests.sharing import write_note
from tests.texts import Sections, keep_trial, keep_version
from tests.unit.notes.arms import ARM_B, FIRST, NEGATED, REPLACED, WITHOUT_B, anchor, next_version, on, record, state


def test_each_note_gets_its_place_with_score_and_evidence(session: Session, alice: Viewer, trial: Trial) -> None:
    notes = [write_note(session, alice, trial, words=words) for words in ("Adults who can consent", "100 x10^9/L")]
    write_note(session, alice, trial)
    version = next_version(session, trial, record("A new criterion", *FIRST["eligibility"][1][1:]))
    found = [anchor(session, note, version) for note in notes]
    assert {each.state for each in found} <= {"exact", "moved"}
    assert [version.text[each.start_offset : each.end_offset] for each in found] == [note.exact for note in notes]
    assert all(each.evidence and 0 < each.score <= 1 and each.asked_at is None for each in found)
    assert session.scalar(select(func.count()).select_from(Anchor)) == 2, "a note on the whole trial has no place"


def test_a_negation_is_never_unchanged(session: Session, alice: Viewer, trial: Trial) -> None:
    note = write_note(session, alice, trial, words="are eligible")
    found = anchor(session, note, next_version(session, trial, NEGATED))
    assert found.state not in {"exact", "moved"}
    assert found.asked_at is not None


def test_words_of_an_arm_that_is_gone_never_land_in_another(session: Session, alice: Viewer, trial: Trial) -> None:
    note = write_note(session, alice, trial, words=ARM_B)
    found = anchor(session, note, next_version(session, trial, WITHOUT_B))
    assert found.state in {"orphaned", "ambiguous"}
    assert found.start_offset is None


def test_notes_come_home_from_a_record_that_was_replaced_whole(session: Session, alice: Viewer, trial: Trial) -> None:
    notes = [write_note(session, alice, trial, words=words) for words in (ARM_B, "Adults", "100 x10^9/L")]
    junk = next_version(session, trial, REPLACED)
    assert {state(session, note, junk) for note in notes} == {"orphaned"}
    back = next_version(session, trial, FIRST)
    assert {state(session, note, back) for note in notes} == {"exact"}
    assert [state(session, note, junk) for note in notes] == ["orphaned"] * 3, "what was found out stays readable"


def test_deleted_notes_are_placed_too(session: Session, alice: Viewer, trial: Trial) -> None:
    note = write_note(session, alice, trial, words="Adults")
    actions.delete_note(session, note)
    assert state(session, note, next_version(session, trial, FIRST)) == "exact"


def test_a_note_on_an_older_version_is_placed_in_the_current_one_at_once(
    session: Session, alice: Viewer, trial: Trial
) -> None:
    old = trial.current_version
    version = next_version(session, trial, WITHOUT_B)
    note = actions.add_note(session, alice, trial, NoteDraft(old.id, on(old, "Platelets"), "Why?"))
    assert state(session, note, version) in {"exact", "moved"}


def test_more_notes_than_one_transaction_takes_are_placed_after_it(
    database: Database, session: Session, alice: Viewer, trial: Trial
) -> None:
    for _ in range(5):
        write_note(session, alice, trial, words="Adults")
    version = keep_version(session, trial, FIRST, 2)
    assert placing.place_notes(session, version, 2) == 2
    assert session.get(Placing, version.id) is not None
    assert placing.place_notes(session, version, 2) == 2
    assert placing.place_notes(session, version, 2) == 1
    assert session.get(Placing, version.id) is None
    assert placing.place_notes(session, version) == 0


def test_what_is_left_is_placed_by_the_job(database: Database, alice: Viewer) -> None:
    with database.transaction() as session:
        trial = keep_trial(session, FIRST)
        note = write_note(session, alice, trial, words="Adults")
        version = keep_version(session, trial, FIRST, 2)
        assert placing.place_notes(session, version, 0) == 0
    assert sum(placing.place_waiting(database)) == 1
    assert list(placing.place_waiting(database)) == []
    with database.reader() as session:
        assert state(session, note, version) == "exact"


CRITERIA = (
    "Adults who can consent",
    "Platelets of 100 x10^9/L or more",
    "Platelets of 75 x10^9/L or more",
    "Patients are eligible after surgery",
    "Patients are not eligible after surgery",
    "No stroke within five years",
    "Stroke within five years",
    "≥18 Years",
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_happens_no_note_lies(database: Database, alice: Viewer, data: st.DataObject) -> None:
    """Versions come in any order, and its author decides this and that and takes it back: what is claimed is so."""

    def some_record() -> Sections:
        return record(*data.draw(st.lists(st.sampled_from(CRITERIA), min_size=1, max_size=6, unique=True)))

    with database.transaction() as session:
        trial = keep_trial(session, some_record(), registry_id=f"NCT{data.draw(st.integers(10**7, 10**8 - 1))}")
        lines = trial.current_version.text.splitlines()
        notes = [write_note(session, alice, trial, words=words) for words in lines if words in CRITERIA]
        for _ in range(data.draw(st.integers(1, 5))):
            version = next_version(session, trial, some_record())
            for note in notes:
                held = anchor(session, note, version)
                act = data.draw(st.sampled_from(["nothing", "nothing", "put", "keep", "take back"]))
                if act == "put":
                    words = data.draw(st.sampled_from([line for line in version.text.splitlines() if line.strip()]))
                    choosing.decide(session, note, Decision(held.id, on(version, words)))
                elif act == "keep":
                    choosing.decide(session, note, Decision(held.id, None))
                elif act == "take back" and held.follows_id is not None:
                    choosing.take_back(session, note, anchors.find_choice(session, alice, note.id, held.follows_id))
        for note in notes:
            for each, version in anchors.history_of(session, note):
                if each.state in {"exact", "moved"}:
                    assert version.text[each.start_offset : each.end_offset] == note.exact
            holding = [version.id for each, version in anchors.history_of(session, note) if each.replaced_at is None]
            assert len(holding) == len(set(holding)) == trial.current_number - 1
        session.rollback()


def test_those_that_wait_are_listed_and_counted(session: Session, alice: Viewer, trial: Trial) -> None:
    waits = write_note(session, alice, trial, words=ARM_B)
    write_note(session, alice, trial, words="Adults")
    next_version(session, trial, WITHOUT_B)
    next_version(session, trial, WITHOUT_B)
    assert [each.note.id for each in anchors.asking_notes(session, alice)] == [waits.id], "in the current version alone"
    assert anchors.count_asking(session, alice) == 1
    actions.delete_note(session, waits)
    assert anchors.count_asking(session, alice) == 0


def test_no_note_goes_for_good_while_it_is_placed(
    alice: Viewer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL one that did took the import of its record's new version down with it."""
    with database.transaction() as session:
        trial = keep_trial(session, FIRST)
        trial_id, note_id = trial.id, write_note(session, alice, trial, words=ARM_B).id
    compare = reanchoring.compare

    def erase_meanwhile(*documents: Any) -> Comparison:  # noqa: ANN401 - whatever is compared
        with pytest.raises(OperationalError), database.transaction(patient=False) as other:
            other.execute(delete(Note).where(Note.id == note_id))
        return compare(*documents)

    monkeypatch.setattr(placing, "compare", erase_meanwhile)
    with database.transaction() as session:
        version = keep_version(session, session.get_one(Trial, trial_id), WITHOUT_B, 2)
        assert placing.place_notes(session, version) == 1
