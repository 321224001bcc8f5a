"""Frozen tables: they stay what they were, and are compared with today."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from annotate.database import Database
from annotate.errors import Conflict
from annotate.evidence.models import FrozenTable
from annotate.notes.models import Note
from tests.cast import Cast
from tests.evidence import MadeTable, changed_table
from tests.rungs import refuse_other_methods

VIEWS = (
    "GET evidence.frozen_tables",
    "POST evidence.freeze",
    "GET evidence.frozen_table",
    "POST evidence.change_frozen",
    "GET evidence.frozen_comparison",
    "POST evidence.delete_frozen",
    "POST evidence.restore_frozen",
)


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


@pytest.fixture
def made(database: Database, cast: Cast) -> MadeTable:
    return changed_table(database, cast.viewer("alice"))


def freeze(client: FlaskClient, made: MadeTable) -> str:
    answer = client.post(f"/tables/{made.id}/frozen", data={"name": "As submitted"})
    assert answer.status_code == 303
    return answer.location


def cells(page: str) -> str:
    return page.partition("<tbody>")[2].partition("</tbody>")[0]


def test_works__it_stays_what_it_was_whatever_is_deleted(
    alice: FlaskClient, made: MadeTable, database: Database
) -> None:
    assert "2 cells wait" in alice.get(f"/tables/{made.id}/frozen").text
    frozen = freeze(alice, made)
    before = cells(alice.get(frozen).text)
    assert "Patients are eligible after surgery" in before
    alice.post(f"/notes/{made.changed}/deletion")
    alice.post(f"/labels/{made.dose}/deletion")
    alice.post(f"/tables/{made.id}/rows", data={"ids": "", "remove": []})
    with database.transaction() as session:
        session.execute(update(Note).where(Note.id == made.kept).values(body="Others"))
        session.execute(delete(Note).where(Note.id == made.gone))
    page = alice.get(frozen).text
    assert cells(page) == before
    assert re.search(r"<code class=\"evidence-digest\">[0-9a-f]{64}</code>", page)
    assert "Restore a backup" not in page


def test_works__a_comparison_shows_what_has_changed_since(
    alice: FlaskClient, made: MadeTable, database: Database
) -> None:
    frozen = freeze(alice, made)
    assert "Nothing has changed since." in alice.get(f"{frozen}/comparison").text
    alice.post(f"/notes/{made.changed}/deletion")
    alice.post(f"/tables/{made.id}/trials/{made.registry_id}/not-reported", data={"labels": [made.risk]})
    page = alice.get(f"{frozen}/comparison").text
    assert "emptied" in page
    assert "another answer in an empty cell" in page
    assert "2 cells are not what they were" in page
    alice.post(f"/tables/{made.id}/deletion")
    assert alice.get(f"{frozen}/comparison").status_code == 404
    assert alice.get(frozen).status_code == 200


def test_works__whoever_tries_to_change_it_is_told_why(alice: FlaskClient, made: MadeTable, database: Database) -> None:
    frozen = freeze(alice, made)
    refused = alice.post(frozen, data={"name": "Another"})
    assert refused.status_code == 409
    assert "This table is frozen, so it never changes" in refused.text
    with pytest.raises(Conflict, match="frozen"), database.transaction() as session:
        session.query(FrozenTable).one().name = "Another"


def test_works__values_that_were_tampered_with_are_told(
    alice: FlaskClient, made: MadeTable, database: Database
) -> None:
    frozen = freeze(alice, made)
    with database.transaction() as session:
        session.execute(update(FrozenTable).values(digest="0" * 64))
    assert "These values are not those that were frozen" in alice.get(frozen).text


def test_works__it_is_deleted_and_restored(alice: FlaskClient, made: MadeTable) -> None:
    frozen = freeze(alice, made)
    assert alice.post(f"{frozen}/deletion").location == "/tables"
    assert alice.get(frozen).status_code == 404
    assert "As submitted" in alice.get("/tables").text
    assert alice.post(f"{frozen}/restoration").location == frozen
    assert alice.get(frozen).status_code == 200


def test_validates__it_needs_a_name(alice: FlaskClient, made: MadeTable) -> None:
    assert alice.post(f"/tables/{made.id}/frozen", data={"name": " "}).status_code == 422
    assert "As submitted" not in alice.get("/tables").text


def test_whose__nobody_else_sees_it(cast: Cast, client: FlaskClient, made: MadeTable) -> None:
    frozen, bob = freeze(cast.client("alice"), made), cast.client("bob")
    for path in (f"/tables/{made.id}/frozen", frozen, f"{frozen}/comparison"):
        assert bob.get(path).status_code == 404
        assert client.get(path).status_code == 303
    for path in (f"/tables/{made.id}/frozen", frozen, f"{frozen}/deletion", f"{frozen}/restoration"):
        assert bob.post(path, data={"name": "Mine"}).status_code == 404
        assert client.post(path).status_code == 401


def test_method__nothing_else_is_answered(alice: FlaskClient) -> None:
    refuse_other_methods(alice, VIEWS)
