"""The search index of notes: it holds the words of each note and of its replies, and of nothing that is gone."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text

from annotate import clock
from annotate.database import Database
from annotate.notes import indexing
from annotate.notes.indexed_words import key_of
from annotate.notes.indexing import count_left_behind, count_missing, empty_index, is_indexed
from annotate.notes.models import Note
from annotate.personal_data.actions import GRACE, delete_due
from annotate.replies.indexing import index_missing, replies_under
from annotate.trash.actions import purge_due
from annotate.trash.queries import RETENTION
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.databases import sqlite_only
from tests.noting import Noting
from tests.sharing import Shared, answer, reply, share, thread_ids, unlock, write_note

_LITE = text("SELECT count(*) FROM note_search WHERE note_search MATCH :word")
_POSTGRESQL = text("SELECT count(*) FROM note_search WHERE (words || replies) @@ CAST(:word AS tsquery)")


@pytest.fixture
def noting(cast: Cast, database: Database) -> Noting:
    return Noting(cast, database)


def rows(database: Database) -> int:
    """Count the rows of the index; each is of a note and holds its words."""
    with database.reader() as session:
        for note in session.scalars(select(Note).where(Note.number.is_not(None))):
            assert is_indexed(session, note, replies_under(session, note))
        assert count_left_behind(session) == 0
        counted: int = session.execute(text("SELECT count(*) FROM note_search")).scalar_one()
    return counted


def found(database: Database, account_id: str, word: str) -> int:
    """Count the rows with a word of an account's."""
    lite = database.engine.dialect.name == "sqlite"
    with database.reader() as session:
        asked = {"word": key_of(account_id) + word}
        counted: int = session.execute(_LITE if lite else _POSTGRESQL, asked).scalar_one()
    return counted


def answered(app: Flask, database: Database, cast: Cast) -> Shared:
    """Two notes of Alice's in a link, the first one answered by Bob and by Alice."""
    with database.transaction():
        made = share(
            database, cast.viewer("alice"), bodies=("first thought", "other thought"), words=("160 mg", "240 mg")
        )
    assert index_missing(database) == 2
    reply(unlock(cast.client("bob"), app, made), made, "Bob's pharmacist")
    for thread in thread_ids(database):
        answer(cast.client("alice"), thread, "Alice's nurse")
    return made


def test_a_note_is_found_by_its_present_words_and_quote(cast: Cast, database: Database, noting: Noting) -> None:
    note, me = noting.note(body="First thought", on="160 mg"), cast.viewer("alice").id
    assert [found(database, me, word) for word in ("first", "160", "second")] == [1, 1, 0]
    cast.client("alice").post(f"/notes/{note}/edits", data={"revision": "1", "body": "Second thought"})
    assert [found(database, me, word) for word in ("first", "160", "second")] == [0, 1, 1]
    assert found(database, cast.viewer("bob").id, "second") == 0
    assert rows(database) == 1


def test_an_author_s_note_is_found_by_both_sides_of_its_replies(app: Flask, database: Database, cast: Cast) -> None:
    answered(app, database, cast)
    alice, bob = cast.viewer("alice").id, cast.viewer("bob").id
    assert [found(database, alice, word) for word in ("pharmacist", "nurse", "thought")] == [1, 1, 2]
    assert [found(database, bob, word) for word in ("pharmacist", "nurse", "thought")] == [0, 0, 0]
    assert rows(database) == 2


def test_a_note_in_the_trash_stays_and_one_that_is_gone_leaves(app: Flask, database: Database, cast: Cast) -> None:
    made, alice = answered(app, database, cast), cast.client("alice")
    for note in made.note_ids:
        alice.post(f"/notes/{note}/deletion")
    assert rows(database) == 2
    alice.post(f"/notes/{made.note_ids[0]}/restoration")
    assert found(database, cast.viewer("alice").id, "first") == 1
    alice.post(f"/notes/{made.note_ids[0]}/deletion")
    with time_machine.travel(clock.now() + RETENTION + timedelta(days=1)):
        assert purge_due(database) == 2
    assert rows(database) == 0, "one row stays for Bob's words, without any of hers"
    assert index_missing(database) == 0


def test_an_account_s_words_go_with_it(app: Flask, database: Database, cast: Cast) -> None:
    made = answered(app, database, cast)
    with database.transaction() as session:
        write_note(session, cast.viewer("bob"), session.get_one(Trial, made.trial_id), body="Of Bob's own")
    assert index_missing(database) == 1
    with database.transaction() as session:
        session.execute(
            text("UPDATE accounts SET deactivated_at = :at, deletion_due_at = :at WHERE id = :id"),
            {"at": clock.now() - GRACE, "id": cast.viewer("alice").id},
        )
    assert delete_due(database) == 1
    assert rows(database) == 1
    assert found(database, cast.viewer("bob").id, "own") == 1


def test_notes_of_one_instant_have_numbers_of_their_own(
    cast: Cast, database: Database, noting: Noting, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([7, 7, 8, 7, 8, 9])
    monkeypatch.setattr(indexing, "number_at", lambda _: next(drawn))
    for _ in range(3):
        noting.note()
    with database.reader() as session:
        assert set(session.scalars(select(Note.number))) == {7, 8, 9}
    assert rows(database) == 3


def test_it_is_made_again(app: Flask, database: Database, cast: Cast) -> None:
    answered(app, database, cast)
    with database.transaction() as session:
        empty_index(session)
    assert rows(database) == 0
    with database.reader() as session:
        assert count_missing(session) == 2
    assert index_missing(database) == 2
    assert found(database, cast.viewer("alice").id, "pharmacist") == 1
    assert rows(database) == 2


@sqlite_only
def test_the_newest_schema_lets_a_note_s_row_take_its_words_along(database: Database) -> None:
    """A later migration that copies the table of notes has to make the trigger again."""
    with database.reader() as session:
        names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'notes'"))
        assert "notes_leave_search" in set(names)


def test_numbers_fit_into_64_bits_for_centuries_and_grow_with_time() -> None:
    years = [datetime(year, 1, 1, tzinfo=UTC) for year in (1970, 2000, 2026, 2100, 2277)]
    numbers = [indexing.number_at(at) for at in years]
    assert numbers[2:] == sorted(numbers[2:])
    assert 0 <= min(numbers) <= max(numbers) < 2**63
