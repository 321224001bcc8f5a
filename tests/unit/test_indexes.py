"""Indexes: every foreign key has one, and the database uses it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import ForeignKeyConstraint, Index, Table, UniqueConstraint, event, insert, select, text
from sqlalchemy.orm import Session

from annotate import clock
from annotate.codebook.actions import create_label
from annotate.database import Base, Database, new_id
from annotate.following import queries as following
from annotate.following.subjects import SubjectKind
from annotate.notes.anchors.queries import count_choices, history_of, unplaced_notes
from annotate.notes.indexing import count_missing, missing_notes
from annotate.notes.labelled import move_notes
from annotate.notes.models import Note
from annotate.notes.queries import has_notes
from annotate.notifications.queries import count_news
from annotate.personal_data.queries import due_for_deletion
from tests.cast import Cast
from tests.sharing import write_note
from tests.texts import keep_trial

WITHOUT = {
    ("notes", "version_id"): "no version is ever deleted, and a version's notes are looked for by their trial",
}
"""Foreign keys that need no index, and why."""


def _keys() -> Iterator[ForeignKeyConstraint]:
    for table in Base.metadata.sorted_tables:
        yield from sorted(table.foreign_key_constraints, key=lambda key: tuple(key.column_keys))


def _indexed(table: Table) -> list[tuple[str, ...]]:
    """Give the columns of every index that holds all rows that fill its first column, those of constraints too."""
    indexes = [index.columns for index in table.indexes if _holds_all(index)]
    constraints = [each.columns for each in table.constraints if isinstance(each, UniqueConstraint)]
    return [tuple(column.name for column in columns) for columns in (*indexes, *constraints, table.primary_key.columns)]


def _holds_all(index: Index) -> bool:
    condition = index.dialect_options["sqlite"]["where"]
    return condition is None or str(condition) == f"{index.columns[0].name} IS NOT NULL"


def test_every_foreign_key_leads_an_index() -> None:
    without = {
        (key.table.name, *key.column_keys)
        for key in _keys()
        if not any(names[: len(key.column_keys)] == tuple(key.column_keys) for names in _indexed(key.table))
    }
    assert without == set(WITHOUT)


@pytest.mark.parametrize(
    "key",
    [key for key in _keys() if (key.table.name, *key.column_keys) not in WITHOUT],
    ids=lambda key: f"{key.table.name}.{'.'.join(key.column_keys)}",
)
def test_rows_that_refer_to_a_deleted_one_are_found_by_an_index(migrated: Database, key: ForeignKeyConstraint) -> None:
    columns = [key.table.c[name] for name in key.column_keys]
    statement = select(*columns).where(*(column == "x" for column in columns))
    with migrated.reader() as session:
        assert not _read_whole(session, lambda: session.execute(statement))


@pytest.mark.usefixtures("database")
def test_notes_that_a_new_version_has_to_place_are_found_by_their_trial(session: Session) -> None:
    version = keep_trial(session).current_version
    assert not _read_whole(session, lambda: unplaced_notes(session, version, 10))


def test_what_hangs_on_a_note_is_found_by_the_note(session: Session, cast: Cast) -> None:
    note = write_note(session, cast.viewer("alice"), keep_trial(session))
    assert not _read_whole(session, lambda: (count_choices(session, note), history_of(session, note)))


def test_the_few_notes_with_a_label_are_found_by_an_index_in_a_database_with_statistics(
    session: Session, cast: Cast
) -> None:
    alice = cast.viewer("alice")
    write_note(session, alice, keep_trial(session))
    row = dict(session.execute(select(*Note.__table__.columns)).mappings().one())
    at = clock.now()
    alike = [
        row | {"id": new_id(), "client_key": new_id(), "number": None, "updated_at": at + timedelta(seconds=number)}
        for number in range(1_000)
    ]
    session.execute(insert(Note), alike)
    label = create_label(session, alice, has_notes, name="Dose", hue=1)
    session.execute(text("ANALYZE"))
    assert not _read_whole(session, lambda: move_notes(session, label, None))


@pytest.mark.usefixtures("database")
def test_notes_that_are_not_in_the_search_index_are_found_in_their_order(session: Session) -> None:
    assert not _read_whole(session, lambda: (missing_notes(session, 10), count_missing(session)))


def test_what_is_new_and_who_follows_is_found_by_an_index(session: Session, cast: Cast) -> None:
    trial = keep_trial(session)
    counted = _read_whole(session, lambda: count_news(session, cast.viewer("alice")))
    assert set(counted) <= {"SCAN anon_1"}, "the hundred rows at most that the index gave"
    assert not _read_whole(
        session, lambda: following.follow_of(session, cast.viewer("alice"), SubjectKind.TRIAL, trial.id)
    )
    assert not _read_whole(session, lambda: following.trial_is_followed(session, trial.id))
    assert not _read_whole(session, lambda: following.conditions_are_followed(session))
    assert not _read_whole(session, lambda: following.followers_of(session, trial.id, "", 10))
    assert not _read_whole(session, lambda: following.wide_follows(session, "", 10))


def test_accounts_that_are_due_are_found_without_looking_at_the_others(session: Session) -> None:
    assert not _read_whole(session, lambda: due_for_deletion(session, clock.now()))


def _read_whole(session: Session, ask: Callable[[], object]) -> list[str]:
    """Give the steps in the plans of what is asked that read a whole table; PostgreSQL is told not to do so with small ones."""
    asked: list[tuple[str, Any]] = []
    connection = session.connection()

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    ask()
    event.remove(connection, "before_cursor_execute", note)
    lite = connection.dialect.name == "sqlite"
    if not lite:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    explain, whole = ("EXPLAIN QUERY PLAN", "SCAN ") if lite else ("EXPLAIN", "Seq Scan")
    steps = [
        str(row[-1])
        for statement, given in asked
        for row in connection.exec_driver_sql(f"{explain} {statement}", given)
    ]
    assert steps
    return [step for step in steps if whole in step]
