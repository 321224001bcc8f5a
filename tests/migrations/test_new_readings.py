"""Revision 0027: which edition read a record; earlier releases know no digests of results."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from annotate import schema
from annotate.core.document import document_from_json, document_to_json
from annotate.database import Database, opened
from annotate.trials.models import Trial, TrialVersion
from tests.databases import new_url
from tests.texts import keep_trial


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Database]:
    with opened(new_url(tmp_path)) as database:
        yield database


@pytest.mark.slow
def test_what_is_stored_was_read_by_the_first_edition(fresh: Database) -> None:
    schema.upgrade(fresh)
    with fresh.transaction() as session:
        keep_trial(session)
    schema.downgrade(fresh, "0019")
    schema.upgrade(fresh)
    with fresh.reader() as session:
        assert session.scalars(select(Trial.edition)).all() == [1]
        assert session.execute(select(TrialVersion.edition, TrialVersion.rereads)).all() == [(1, None)]


def test_the_way_back_keeps_cut_sections_and_the_digest_of_the_plan(fresh: Database) -> None:
    schema.upgrade(fresh)
    with fresh.transaction() as session:
        keep_trial(session)
        version = session.scalars(select(TrialVersion)).one()
        plan = version.digest = "a" * 64
        version.digest += f".{'b' * 64}"
        structure = document_to_json(document_from_json(version.document, version.text))
        structure["sections"][-1]["cut"] = True
        version.document = structure
    schema.downgrade(fresh, "0020")
    schema.upgrade(fresh)
    with fresh.reader() as session:
        version = session.scalars(select(TrialVersion)).one()
        assert version.digest == plan
        assert [section.is_cut for section in document_from_json(version.document, version.text).sections][-1]
