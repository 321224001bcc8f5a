"""Saved searches of notes: their names, what is saved, the most of them, and the way back from a deletion."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from hypothesis import assume, example, given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.errors import Invalid, NotFound
from annotate.notes.desk import asked_of, read_asked
from annotate.notes.saved import actions, queries
from annotate.notes.saved.jobs import JOBS
from annotate.notes.saved.models import SavedNoteSearch
from tests.at_once import all_at_once
from tests.cast import Cast


@pytest.fixture
def bob(cast: Cast) -> Viewer:
    return cast.viewer("bob")


def save(session: Session, viewer: Viewer, name: str, typed: str, *, by_trial: bool = False) -> SavedNoteSearch:
    return actions.save_note_search(session, viewer, name=name, typed=typed, by_trial=by_trial)


def names(session: Session, viewer: Viewer) -> list[str]:
    return [each.name for each in queries.note_searches(session, viewer)]


def test_it_is_saved_as_the_box_writes_it_and_listed_by_name(bob: Viewer, session: Session, alice: Viewer) -> None:
    save(session, alice, "  walks  at noon ", ' walk   "twice daily" label:"Arms" ')
    doses = save(session, alice, "Doses", "dose", by_trial=True)
    save(session, bob, "Bob's", "dose")
    assert names(session, alice) == ["Doses", "walks at noon"]
    saved = queries.note_searches(session, alice)[1]
    assert (saved.query, saved.by_trial) == ('label:Arms walk "twice daily"', False)
    assert (doses.query, doses.by_trial) == ("dose", True)


def test_the_same_search_is_saved_once_and_another_order_is_another(session: Session, alice: Viewer) -> None:
    first = save(session, alice, "One", "dose  low")
    assert save(session, alice, "Two", "dose low").id == first.id
    assert save(session, alice, "Three", "dose low", by_trial=True).id != first.id
    assert names(session, alice) == ["Three", "Two"]


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("", "dose", "Give the search a name"),
        (" \n ", "dose", "Give the search a name"),
        ("x" * 81, "dose", "80 characters long; this one has 81"),
        ("a\0b", "dose", "cannot be stored"),
        ("DOSES", "dose", "You have a saved search “Doses” already"),
        ("Mine", "", "nothing to save"),
        ("Mine", "   ", "nothing to save"),
        ("Mine", "state:odd", "not clear, so it was not saved. “state:” takes"),
        ("Mine", "a\0b", "cannot be stored"),
        ("Mine", "x" * 501, "too long to be saved"),
        ("Mine", "x " * 300, "too long to be saved"),
    ],
)
def test_what_is_wrong_is_refused_in_a_sentence(
    session: Session, alice: Viewer, name: str, typed: str, words: str
) -> None:
    save(session, alice, "Doses", "tag:dose")
    with pytest.raises(Invalid) as refused:
        save(session, alice, name, typed)
    assert words in " ".join([refused.value.message, *refused.value.fields.values()])
    assert names(session, alice) == ["Doses"]


def test_names_are_one_s_own_and_free_again_after_a_deletion(bob: Viewer, session: Session, alice: Viewer) -> None:
    first, other = save(session, alice, "Doses", "dose"), save(session, alice, "Walks", "walk")
    save(session, bob, "Doses", "dose")
    with pytest.raises(Invalid, match="“Doses” already"):
        actions.rename_note_search(session, alice, other.id, "doses")
    actions.rename_note_search(session, alice, first.id, "doses")
    actions.delete_note_search(session, alice, first.id)
    actions.rename_note_search(session, alice, other.id, "Doses")
    with pytest.raises(Invalid, match="“Doses” already"):
        actions.restore_note_search(session, alice, first.id)
    assert names(session, alice) == ["Doses"]


def test_a_deletion_is_undone_for_a_day_and_then_for_good(database: Database, alice: Viewer) -> None:
    with database.transaction() as session:
        deleted, other = save(session, alice, "Doses", "dose").id, save(session, alice, "Walks", "walk").id
        for _ in range(2):
            actions.delete_note_search(session, alice, deleted)
        with pytest.raises(NotFound):
            actions.rename_note_search(session, alice, deleted, "Doses")
    assert JOBS[0].work(database) == ""
    with database.transaction() as session:
        actions.restore_note_search(session, alice, deleted)
        actions.restore_note_search(session, alice, deleted)
        assert names(session, alice) == ["Doses", "Walks"]
        actions.delete_note_search(session, alice, deleted)
    with time_machine.travel(clock.now() + queries.UNDO + timedelta(seconds=1), tick=False):
        assert JOBS[0].work(database) == "1 search deleted"
    with database.reader() as session:
        assert session.scalars(select(SavedNoteSearch.id)).all() == [other]


def test_to_save_a_deleted_one_again_takes_it_back(session: Session, alice: Viewer) -> None:
    first = save(session, alice, "Doses", "dose")
    actions.delete_note_search(session, alice, first.id)
    assert save(session, alice, "All doses", "dose").id == first.id
    assert names(session, alice) == ["All doses"]


def test_others_searches_are_not_there(bob: Viewer, session: Session, alice: Viewer) -> None:
    mine = save(session, alice, "Doses", "dose")
    acts: tuple[Callable[[], object], ...] = (
        lambda: actions.rename_note_search(session, bob, mine.id, "Bob's"),
        lambda: actions.delete_note_search(session, bob, mine.id),
        lambda: actions.restore_note_search(session, bob, mine.id),
        lambda: queries.find_note_search(session, bob, mine.id, deleted_too=True),
        lambda: queries.find_note_search(session, None, mine.id),
    )
    for act in acts:
        with pytest.raises(NotFound):
            act()
    assert names(session, alice) == ["Doses"]
    assert queries.every_note_search(session, None) == []


def test_there_is_a_most_and_deleted_ones_do_not_pile_up(
    session: Session, alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_SEARCHES", 2)
    first = save(session, alice, "First", "first")
    for number in range(4):
        each = save(session, alice, f"Other {number}", f"other{number}")
        actions.delete_note_search(session, alice, each.id)
    save(session, alice, "Second", "second")
    with pytest.raises(Invalid, match="You have 2 saved searches of notes, which is the most"):
        save(session, alice, "Third", "third")
    save(session, alice, "First again", "first")
    deleted = [each for each in queries.every_note_search(session, alice) if each.deleted_at]
    assert [each.name for each in deleted] == ["Other 2", "Other 3"]
    with pytest.raises(Invalid, match="the most"):
        actions.restore_note_search(session, alice, deleted[1].id)
    actions.delete_note_search(session, alice, first.id)
    actions.restore_note_search(session, alice, deleted[1].id)
    assert names(session, alice) == ["Other 3", "Second"]


def test_saved_at_once_there_are_not_more_than_the_most(
    database: Database, alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_SEARCHES", 2)

    def save_one(number: int) -> bool:
        try:
            with database.transaction() as session:
                save(session, alice, "The same name" if number % 2 else f"Name {number}", f"word{number}")
        except Invalid:
            return False
        return True

    assert sorted(all_at_once([partial(save_one, number) for number in range(4)])) == [False, False, True, True]
    with database.reader() as session:
        assert len(names(session, alice)) == 2


PARTS = ("dose", "-low", '"twice  daily"', "OR", "label:Arms", '-tag:"to discuss"', "is:page", "after:2026", "ö")


@example("dose label:Arms OR dose", False)  # noqa: FBT003 - as drawn
@example('low label:Arms OR "twice daily"', False)  # noqa: FBT003 - as above
@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=6), max_size=8).map(" ".join), st.booleans())
def test_what_is_opened_asks_for_what_was_saved(typed: str, by_trial: bool) -> None:  # noqa: FBT001 - drawn
    asked = read_asked({"q": typed, "by": "trial" if by_trial else ""})
    assume(not asked.query.strange)
    saved = SavedNoteSearch(query=asked.query.written, by_trial=asked.by_trial)
    opened = asked_of(saved)
    assert set(opened.query.groups) == set(asked.query.groups)
    assert set(opened.query.excluded) == set(asked.query.excluded)
    assert (opened.query.written, opened.by_trial) == (saved.query, by_trial)
