"""GET /trials/<id>/versions/<n>: one version of a trial."""

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID, SECTIONS

VIEWS = ("GET reading.version",)

URL = f"/trials/{REGISTRY_ID}"
OLDER = {**SECTIONS, "summary": ("Summary", ["One dose of 80 mg is tried."])}


@pytest.fixture
def noting(cast: Cast, database: Database) -> Noting:
    """A trial whose record has changed once."""
    return Noting(cast, database, OLDER, SECTIONS)


def test_works__an_older_version_says_so_and_leads_to_the_current_one(client: FlaskClient, noting: Noting) -> None:
    page = client.get(f"{URL}/versions/1").text
    assert "You are reading version 1 of 2" in page
    assert f'<a href="{URL}">read the current version' in page
    assert "One dose of 80 mg is tried." in page
    assert "160 mg and 240 mg" not in page


@pytest.mark.parametrize("number", ["0", "3", "-1", "one", str(10**40), "1.0"])
def test_validates__an_unknown_version_is_not_found(client: FlaskClient, noting: Noting, number: str) -> None:
    assert client.get(f"{URL}/versions/{number}").status_code == 404


def test_whose__nobody_elses_notes_are_in_it(cast: Cast, client: FlaskClient, noting: Noting) -> None:
    noting.note(body="A secret thought")
    for other in (cast.client("charlie"), client):
        for number in (1, 2):
            assert "secret" not in other.get(f"{URL}/versions/{number}").text


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_the_current_version_has_an_address_of_its_own(client: FlaskClient, noting: Noting) -> None:
    page = client.get(f"{URL}/versions/2").text
    assert "You are reading version" not in page
    assert "160 mg and 240 mg" in page


def test_a_note_can_be_made_on_an_older_version_and_stays_on_it(cast: Cast, database: Database, noting: Noting) -> None:
    alice = cast.client("alice")
    page = alice.get(f"{URL}/versions/1").text
    version = page.split('data-version="', 1)[1].split('"', 1)[0]
    assert version != noting.version
    note = alice.post(f"{URL}/notes", data={"version": version, "start": "0", "end": "5", "exact": "Title"}).location
    card = alice.get(note).text
    assert f'href="{URL}/versions/1#title"' in card
    assert "which is not the current one" in card
    assert f'href="{URL}/versions/1{note.replace("/notes/", "#note-")}"' in alice.get(URL).text


def test_notes_of_the_current_version_are_listed_openly_on_an_older_one(cast: Cast, noting: Noting) -> None:
    note = noting.note(on="160 mg and 240 mg", body="Compare")
    page = cast.client("alice").get(f"{URL}/versions/1").text
    assert f'id="note-{note}"' not in page
    assert "On other versions of this record" in page
    assert f'href="{URL}#note-{note}"' in page
