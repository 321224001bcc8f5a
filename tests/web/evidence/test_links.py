"""A link over a table: made of the notes in it, and what its visitors see."""

import re

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from annotate.trials.queries import find_trial
from tests.cast import Cast
from tests.evidence import MadeTable, changed_table, put_label
from tests.rungs import refuse_other_methods
from tests.sharing import write_note

VIEWS = ("GET evidence.new_table_link", "POST evidence.create_table_link", "GET reading.shared_table")

LINK = {"recipient": "Bob", "expiry": "7d", "kind": "generated", "client_key": "k", "can_reply": "y"}


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


@pytest.fixture
def made(database: Database, cast: Cast) -> MadeTable:
    return changed_table(database, cast.viewer("alice"))


def open_link(alice: FlaskClient, visitor: FlaskClient, made: MadeTable) -> str:
    """Make a link over the table, open it, and return the address that it begins with."""
    page = alice.post(f"/tables/{made.id}/shares", data=LINK)
    assert page.status_code == 201
    address, passcode = re.findall(r'<input class="input mono"[^>]*value="([^"]*)"', page.text)[:2]
    opened = visitor.post(address.partition("localhost")[2], data={"passcode": passcode})
    assert opened.status_code == 303
    return opened.location


def test_works__visitors_read_the_table_and_exactly_its_notes(
    alice: FlaskClient, client: FlaskClient, made: MadeTable, database: Database, cast: Cast
) -> None:
    alice.post(f"/tables/{made.id}/trials/{made.registry_id}/not-reported", data={"labels": [made.risk]})
    assert "with 3 notes in it" in alice.get(f"/tables/{made.id}/shares/new").text
    at = open_link(alice, client, made)
    assert at.endswith("/table")
    with database.transaction() as session:
        later = write_note(
            session, cast.viewer("alice"), find_trial(session, made.registry_id), words="Arm A", body="LATER"
        )
        put_label(session, later.id, made.risk)
    alice.post(f"/tables/{made.id}/name", data={"name": "RENAMED"})
    page = client.get(at).text
    assert "Patients are eligible after surgery" in page
    assert "looked for, not reported" in page
    assert "LATER" not in page
    assert "RENAMED" not in page
    assert "wait" not in page.partition("<table")[2]
    href = re.search(r'href="(/shared/[^"]*)#note-' + made.changed, page)
    assert href
    beside = client.get(href[1]).text
    assert "The whole table" in beside
    assert "LATER" not in beside
    assert made.id not in page + beside
    assert "Link for <bdi>Bob</bdi>" in alice.get(f"/tables/{made.id}").text
    alice.post(f"/notes/{made.changed}/deletion")
    assert "Patients are eligible after surgery" not in client.get(at).text


def test_works__it_stays_what_was_given_when_the_table_is_deleted(
    alice: FlaskClient, client: FlaskClient, made: MadeTable
) -> None:
    at = open_link(alice, client, made)
    alice.post(f"/tables/{made.id}/deletion")
    assert "Patients are eligible after surgery" in client.get(at).text


def test_validates__an_empty_table_and_a_bad_form_make_no_link(alice: FlaskClient, made: MadeTable) -> None:
    assert alice.post(f"/tables/{made.id}/shares", data=LINK | {"recipient": ""}).status_code == 422
    alice.post(f"/tables/{made.id}/columns", data={"columns": [made.risk], "places": ["1"]})
    refused = alice.post(f"/tables/{made.id}/shares", data=LINK)
    assert refused.status_code == 422
    assert "there is nothing to share yet" in refused.text
    assert "Link for" not in alice.get("/shares").text


def test_whose__nobody_else_makes_it_and_nobody_reads_without_the_passcode(
    cast: Cast, client: FlaskClient, made: MadeTable
) -> None:
    bob = cast.client("bob")
    assert bob.get(f"/tables/{made.id}/shares/new").status_code == 404
    assert bob.post(f"/tables/{made.id}/shares", data=LINK).status_code == 404
    assert client.get(f"/tables/{made.id}/shares/new").status_code == 303
    at = open_link(cast.client("alice"), client, made)
    for other in (bob, cast.client("alice")):
        assert other.get(at).status_code == 404
    assert client.get("/shared/nonsense/table").status_code == 404


def test_method__nothing_else_is_answered(alice: FlaskClient) -> None:
    refuse_other_methods(alice, VIEWS)
