"""SQLite's write-ahead log can be emptied, unless somebody reads."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate import schema
from annotate.database import Database, opened
from annotate.wal import empty_wal, wal_bytes
from tests.databases import new_url
from tests.texts import keep_trial


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[Database]:
    with opened(new_url(tmp_path, lite=True)) as database:
        schema.upgrade(database)
        yield database


def test_it_is_cut_to_nothing_once_nobody_reads_from_it(lite: Database) -> None:
    with lite.reader() as slow:
        slow.connection().exec_driver_sql("SELECT count(*) FROM trials").scalar()
        with lite.transaction() as session:
            keep_trial(session)
        assert wal_bytes(lite.engine.url)
        assert not empty_wal(lite)
    assert empty_wal(lite)
    assert wal_bytes(lite.engine.url) == 0


def test_there_is_none_on_postgresql() -> None:
    assert wal_bytes("postgresql+psycopg://localhost/annotate") is None
