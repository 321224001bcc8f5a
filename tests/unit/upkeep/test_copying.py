"""``annotate db copy``: every row arrives as it was, or none does."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from annotate import schema
from annotate.accounts.models import Account
from annotate.database import Base, Database, opened
from annotate.jobs import actions, queries
from annotate.jobs.job import Job
from annotate.upkeep import copying
from tests.databases import new_url
from tests.instances import Instance
from tests.sharing import try_passcode
from tests.unit.upkeep.backing import hold_lease


@pytest.fixture
def instance(lite_instance: Instance) -> Instance:
    """The source: a file of SQLite, whatever the tests run on."""
    return lite_instance


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Database]:
    with opened(new_url(tmp_path)) as database:
        yield database


def move(instance: Instance, target: Database) -> tuple[int, str]:
    address = target.engine.url.render_as_string(hide_password=False)
    ended = instance.annotate("db", "copy", instance.annotate.database_url, ANNOTATE_DATABASE_URL=address)
    return ended.exit_code, ended.output


def rows(database: Database) -> dict[str, list[str]]:
    with database.engine.connect() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in Base.metadata.sorted_tables
        }


@pytest.mark.slow
def test_every_row_arrives_as_it_was(instance: Instance, target: Database) -> None:
    code, said = move(instance, target)
    assert code == 0, said
    with instance.database() as source:
        there = rows(source)
        assert rows(target) == there
    assert re.fullmatch(r"Copied and compared [0-9,]+ rows of [0-9]+ tables\.", said.splitlines()[-1])
    assert schema.current(target) == schema.newest()


def test_leases_stay_where_the_workers_are(instance: Instance, target: Database) -> None:
    hold_lease(instance)
    schema.upgrade(target)
    with target.transaction() as session:
        assert actions.claim(session, Job("wal", timedelta(hours=1), lambda _: ""), "host/8")
    code, said = move(instance, target)
    assert code == 0, said
    with target.reader() as session:
        assert list(queries.all_leases(session)) == ["wal"]


def test_the_moved_data_serve(instance: Instance, target: Database) -> None:
    move(instance, target)
    with instance.app() as app:
        app.extensions["annotate.database"] = target
        assert try_passcode(app.test_client(), app, instance.first).status_code == 303
        assert "NCT04561557" in app.test_client().get("/trials?q=telitacicept").text


def test_a_target_that_holds_anything_is_left_alone(instance: Instance, target: Database) -> None:
    move(instance, target)
    before = rows(target)
    code, said = move(instance, target)
    assert (code, rows(target)) == (1, before)
    assert "holds data already" in said


def test_a_row_that_does_not_arrive_as_it_was_leaves_the_target_empty(
    instance: Instance, target: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = copying._batches  # noqa: SLF001 - what goes wrong between two databases

    def mangled(*words: object) -> Iterator[list[dict[str, object]]]:
        for batch in real(*words):  # type: ignore[arg-type]  # handed on as they came
            yield [row | ({"name": "Somebody else"} if "password_hash" in row else {}) for row in batch]

    monkeypatch.setattr(copying, "_batches", mangled)
    code, said = move(instance, target)
    assert code == 1
    assert "A row of accounts did not arrive as it was" in said
    assert all(not found for found in rows(target).values())
    monkeypatch.undo()
    assert move(instance, target)[0] == 0, "and it can be tried again"


def test_what_cannot_be_a_source_is_one_clear_line(instance: Instance, target: Database, tmp_path: Path) -> None:
    address = target.engine.url.render_as_string(hide_password=False)
    for wrong in (str(tmp_path / "nothing.sqlite3"), "nosuch://x"):
        ended = instance.annotate("db", "copy", wrong, ANNOTATE_DATABASE_URL=address)
        assert ended.exit_code == 1
        assert "Error: " in ended.output
    assert not (tmp_path / "nothing.sqlite3").exists()
    same = instance.annotate(
        "db", "copy", instance.annotate.database_url, ANNOTATE_DATABASE_URL=instance.annotate.database_url
    )
    assert "the same database" in same.output
    with instance.database() as source:
        schema.downgrade(source, "0001")
    assert "annotate db upgrade" in move(instance, target)[1]


def test_a_source_with_more_than_annotate_knows_is_not_torn_apart(instance: Instance, target: Database) -> None:
    with instance.database() as source, source.engine.begin() as connection:
        connection.execute(text("CREATE TABLE guests_of_honour (id INTEGER)"))
    assert "guests_of_honour" in move(instance, target)[1]
    with target.reader() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 0
