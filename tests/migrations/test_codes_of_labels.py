"""The revision of codes: up, down and up with a label that remembers one."""

from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import text

from annotate import clock, schema
from annotate.database import Database, UtcDateTime, opened
from annotate.resources import MIGRATIONS
from tests.databases import new_url

CODES = "0038"
BEFORE = str(ScriptDirectory(str(MIGRATIONS)).get_revision(CODES).down_revision)

_ACCOUNT = """
    INSERT INTO accounts (id, email, name, kind, failures, stored, created_at)
    VALUES ('alice', 'alice@example.org', 'Alice', 'person', 0, 0, :at)
"""
_LABEL = """
    INSERT INTO labels (id, account_id, name, hue, description, when_not, position, created_at)
    VALUES ('a', 'alice', 'Dose', 1, '', '', 0, :at)
"""


def _execute(database: Database, statement: str) -> None:
    with database.engine.begin() as connection:
        at = UtcDateTime().process_bind_param(clock.now(), connection.dialect)
        connection.execute(text(statement), {"at": at} if ":at" in statement else {})


def _one(database: Database, columns: str) -> tuple[object, ...]:
    with database.engine.connect() as connection:
        return tuple(connection.execute(text(f"SELECT {columns} FROM labels")).one())  # noqa: S608 - columns of this file


def test_labels_outlive_the_way_back(tmp_path: Path) -> None:
    with opened(new_url(tmp_path)) as database:
        schema.upgrade(database, BEFORE)
        _execute(database, _ACCOUNT)
        _execute(database, _LABEL)
        schema.upgrade(database, CODES)
        assert _one(database, "name, code") == ("Dose", None)
        _execute(database, """UPDATE labels SET code = '{"colour"\\: ""}'""")
        schema.downgrade(database, BEFORE)
        assert _one(database, "id, name, hue") == ("a", "Dose", 1)
        schema.upgrade(database, CODES)
        assert _one(database, "name, code") == ("Dose", None)
