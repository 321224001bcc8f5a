"""Lists that are paged by key: what stands after a place is what comes after it, and an index is entered there."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, literal, select
from sqlalchemy.orm import Session

from annotate.database import Database, UtcDateTime
from annotate.keyset import newer, older
from annotate.notes.models import Note

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_PLACES = st.tuples(st.integers(0, 3), st.sampled_from("abcd"))
_ENGINE = create_engine("sqlite://")


@given(_PLACES, _PLACES)
def test_a_row_is_older_or_newer_than_another_or_it_is_that(one: tuple[int, str], other: tuple[int, str]) -> None:
    at, than = (literal(_EPOCH + timedelta(seconds=each[0]), UtcDateTime()) for each in (one, other))
    asked = select(
        older(at, literal(one[1]), than, other[1]),  # type: ignore[arg-type]  # columns of nothing, for their values
        newer(at, literal(one[1]), than, other[1]),  # type: ignore[arg-type]  # as above
    )
    with _ENGINE.connect() as connection:
        assert tuple(map(bool, connection.execute(asked).one())) == (one < other, one > other)


def test_an_index_is_entered_at_the_place(migrated: Database) -> None:
    which = older(Note.created_at, Note.id, _EPOCH, "a")
    statement = select(Note.id).where(Note.account_id == "x", which).order_by(Note.created_at.desc(), Note.id.desc())
    with Session(migrated.engine) as session:
        plan = _plan(session, str(statement.compile(session.connection(), compile_kwargs={"literal_binds": True})))
    assert "created_at" in plan, plan


def _plan(session: Session, statement: str) -> str:
    lite = session.get_bind().dialect.name == "sqlite"
    if not lite:
        session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
    explained = session.connection().exec_driver_sql(f"{'EXPLAIN QUERY PLAN' if lite else 'EXPLAIN'} {statement}")
    lines = [str(row[-1]) for row in explained]
    return next(line for line in lines if ("SEARCH" if lite else "Index Cond") in line)
