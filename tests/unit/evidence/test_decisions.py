"""The state of cells over versions of a record: an accepted wording carries on, and asks again when it changes."""

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.evidence.contents import TableContent, read_content
from annotate.evidence.decisions import CellDecision, SeenNote, decide
from annotate.evidence.freezing import freeze
from annotate.evidence.models import FrozenTable
from annotate.evidence.queries import find_table
from annotate.upkeep.evidence import violations_of_tables
from tests.cast import Cast
from tests.changing import NEW, add_version, anchor_of
from tests.evidence import MadeTable, changed_table
from tests.texts import Sections

ANEW: Sections = {
    **NEW,
    "eligibility": ("Eligibility Criteria", ["Adults", "Patients are never eligible after surgery", "≥18 Years"]),
}


@pytest.fixture
def alice(cast: Cast) -> Viewer:
    return cast.viewer("alice")


@pytest.fixture
def made(database: Database, alice: Viewer) -> MadeTable:
    return changed_table(database, alice)


def content(session: Session, alice: Viewer, made: MadeTable) -> TableContent:
    return read_content(session, alice, find_table(session, alice, made.id))


def test_accepted_words_carry_on_until_they_change(database: Database, alice: Viewer, made: MadeTable) -> None:
    seen = SeenNote(made.changed, anchor_of(database, made.changed).id)
    with database.transaction() as session:
        done = decide(session, alice, find_table(session, alice, made.id), [seen], CellDecision.ACCEPT)
    assert (done.done, done.passed_over) == (1, 0)
    add_version(database, NEW)
    with database.reader() as session:
        found = content(session, alice, made)
        (note,) = next(cell for (_, label_id), cell in found.cells.items() if label_id == made.eligibility).notes
    assert (note.decided, note.now) == ("accepted", "Patients are not eligible after surgery")
    assert found.stale == 1
    add_version(database, ANEW)
    with database.reader() as session:
        assert content(session, alice, made).stale == 2


def test_a_check_finds_what_is_frozen_and_other_than_it_was(database: Database, alice: Viewer, made: MadeTable) -> None:
    with database.transaction() as session:
        freeze(session, alice, find_table(session, alice, made.id), "As submitted")
    with database.reader() as session:
        assert [found for found in violations_of_tables(session) if found] == []
    with database.transaction() as session:
        session.execute(update(FrozenTable).values(digest="0" * 64))
    with database.reader() as session:
        (found,) = [found for found in violations_of_tables(session) if found]
    assert "its values are not those that were frozen" in found.what
