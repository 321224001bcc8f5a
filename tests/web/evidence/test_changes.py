"""Cells that no longer say what they quote: accepted or kept, alone or alike, and undone."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from annotate.database import Database
from annotate.evidence.models import KeptQuote
from tests.cast import Cast
from tests.changing import NEW, add_version, anchor_of
from tests.evidence import MadeTable, changed_table
from tests.rungs import refuse_other_methods
from tests.texts import Sections

VIEWS = ("GET evidence.changes", "POST evidence.decide", "POST evidence.withdraw_decision")

ANEW: Sections = {
    **NEW,
    "eligibility": ("Eligibility Criteria", ["Adults", "Patients are never eligible after surgery", "≥18 Years"]),
}


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


@pytest.fixture
def made(database: Database, cast: Cast) -> MadeTable:
    return changed_table(database, cast.viewer("alice"))


def seen(database: Database, note_id: str) -> str:
    return f"{note_id}~{anchor_of(database, note_id).id}"


def stale(client: FlaskClient, made: MadeTable) -> str:
    found = re.search(r"(\d+) of (\d+) cells? no longer", client.get(f"/tables/{made.id}").text)
    return found[1] if found else "0"


def decide(client: FlaskClient, made: MadeTable, decision: str, *notes: str, back: str = "") -> str:
    sent = {"decision": decision, "notes": list(notes), "back": back}
    return client.post(f"/tables/{made.id}/decisions", data=sent).location


def test_works__new_words_are_accepted_and_that_is_undone(
    alice: FlaskClient, made: MadeTable, database: Database
) -> None:
    page = alice.get(f"/tables/{made.id}/changes").text
    assert "<ins>not " in page
    row = f"/tables/{made.id}/trials/{made.registry_id}"
    assert decide(alice, made, "accept", seen(database, made.changed), back=f"row:{made.registry_id}") == row
    assert anchor_of(database, made.changed).choice == "accepted"
    assert stale(alice, made) == "1"
    assert "Patients are not eligible after surgery" in alice.get(f"/tables/{made.id}").text
    assert "You accepted the new words" in alice.get(row).text
    alice.post(f"/tables/{made.id}/decisions/{made.changed}/withdrawal")
    assert anchor_of(database, made.changed).choice is None
    assert stale(alice, made) == "2"


def test_works__all_are_kept_until_the_record_says_something_else_again(
    alice: FlaskClient, made: MadeTable, database: Database
) -> None:
    decide(alice, made, "keep", seen(database, made.changed), seen(database, made.gone))
    assert stale(alice, made) == "0"
    assert "<em>kept as quoted</em>" in alice.get(f"/tables/{made.id}").text
    assert anchor_of(database, made.changed).choice is None
    add_version(database, NEW)
    assert stale(alice, made) == "0"  # the record says what it said
    add_version(database, ANEW)
    assert stale(alice, made) == "1"
    with database.transaction() as session:
        session.execute(delete(KeptQuote))
    assert stale(alice, made) == "2"


def test_works__what_stands_otherwise_by_now_is_passed_over(
    alice: FlaskClient, made: MadeTable, database: Database
) -> None:
    old = seen(database, made.changed)
    add_version(database, ANEW)
    decide(alice, made, "accept", old, seen(database, made.gone))
    page = alice.get(f"/tables/{made.id}/changes").text
    assert "2 others were left" in page
    assert stale(alice, made) == "2"


def test_validates__a_decision_needs_cells_and_what_to_do(
    alice: FlaskClient, made: MadeTable, database: Database
) -> None:
    at = f"/tables/{made.id}/decisions"
    assert alice.post(at, data={"decision": "keep"}).status_code == 422
    assert alice.post(at, data={"decision": "burn", "notes": [seen(database, made.changed)]}).status_code == 422
    assert alice.post(at, data={"decision": "keep", "notes": ["x~y"] * 400}).status_code == 422
    assert decide(alice, made, "keep", "nonsense", back="row:../x") == f"/tables/{made.id}/changes"
    assert alice.post(f"{at}/{made.kept}/withdrawal").status_code == 404


def test_whose__nobody_else_decides(cast: Cast, client: FlaskClient, made: MadeTable, database: Database) -> None:
    bob, at = cast.client("bob"), f"/tables/{made.id}"
    assert bob.get(f"{at}/changes").status_code == 404
    assert client.get(f"{at}/changes").status_code == 303
    sent = {"decision": "keep", "notes": [seen(database, made.changed)]}
    for path in (f"{at}/decisions", f"{at}/decisions/{made.changed}/withdrawal"):
        assert bob.post(path, data=sent).status_code == 404
        assert client.post(path, data=sent).status_code == 401
    theirs = changed_table(database, cast.viewer("bob"), registry_id="NCT00000007")
    bob.post(f"/tables/{theirs.id}/decisions", data=sent)
    assert stale(cast.client("alice"), made) == "2"


def test_method__nothing_else_is_answered(alice: FlaskClient) -> None:
    refuse_other_methods(alice, VIEWS)
