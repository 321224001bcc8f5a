"""The revision of the codebook: up, down and up with labels of two people, one of them deleted meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from annotate import clock, schema
from annotate.database import Database, UtcDateTime, opened
from annotate.resources import MIGRATIONS
from tests.databases import new_url

CODEBOOK = "0029"
BEFORE = str(ScriptDirectory(str(MIGRATIONS)).get_revision(CODEBOOK).down_revision)

_ACCOUNTS = """
    INSERT INTO accounts (id, email, name, kind, failures, stored, created_at)
    VALUES ('alice', 'alice@example.org', 'Alice', 'person', 0, 0, :at),
           ('bob', 'bob@example.org', 'Bob', 'person', 0, 0, :at)
"""
_LABELS = """
    INSERT INTO labels (id, account_id, name, hue, created_at)
    VALUES ('b', 'alice', 'Dose', 1, :at), ('a', 'alice', 'Outcome', 2, :at), ('c', 'bob', 'Dose', 3, :at)
"""
_DELETED = """
    INSERT INTO labels (id, account_id, name, hue, description, when_not, position, created_at, deleted_at, merged_into_id)
    VALUES ('d', 'alice', 'Dose', 1, '', '', 7, :at, :at, 'a')
"""


@pytest.fixture
def before(tmp_path: Path) -> Iterator[Database]:
    with opened(new_url(tmp_path)) as database:
        schema.upgrade(database, BEFORE)
        _execute(database, _ACCOUNTS)
        _execute(database, _LABELS)
        yield database


def _execute(database: Database, statement: str) -> None:
    with database.engine.begin() as connection:
        at = UtcDateTime().process_bind_param(clock.now(), connection.dialect)
        connection.execute(text(statement), {"at": at})


def _labels(database: Database, columns: str) -> list[tuple[object, ...]]:
    with database.engine.connect() as connection:
        statement = f"SELECT {columns} FROM labels ORDER BY account_id, id"  # noqa: S608 - columns of this file
        return [tuple(row) for row in connection.execute(text(statement))]


def test_labels_stand_as_they_were_made_and_outlive_the_way_back(before: Database) -> None:
    schema.upgrade(before, CODEBOOK)
    assert _labels(before, "id, position, description") == [("a", 0, ""), ("b", 1, ""), ("c", 0, "")]
    _execute(before, _DELETED)
    schema.downgrade(before, BEFORE)
    assert _labels(before, "id, name") == [("a", "Outcome"), ("b", "Dose"), ("c", "Dose")]
    schema.upgrade(before, CODEBOOK)
    assert _labels(before, "id, position") == [("a", 0), ("b", 1), ("c", 0)]
