"""Revision 0024: topics, which lie elsewhere on SQLite from then on, and how far imports of archives came."""

from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from annotate import schema
from annotate.database import opened
from annotate.registry.archives.actions import find_import, remember
from tests.databases import new_url
from tests.studies import keep_study


def test_topics_stay_and_archives_are_forgotten(tmp_path: Path) -> None:
    with opened(new_url(tmp_path)) as fresh:
        schema.upgrade(fresh)
        with fresh.transaction() as session:
            keep_study(session)
            before = _topics(session)
            remember(session, "of a directory", 3, 2, 0)
        schema.downgrade(fresh, "0023")
        assert "archive_imports" not in inspect(fresh.engine).get_table_names()
        with fresh.reader() as session:
            assert _topics(session) == before
        schema.upgrade(fresh)
        with fresh.reader() as session:
            assert before
            assert _topics(session) == before
            assert find_import(session, "of a directory") is None


def _topics(session: Session) -> list[tuple[str, ...]]:
    return sorted(tuple(row) for row in session.execute(text("SELECT trial_id, kind, key, name FROM trial_topics")))
