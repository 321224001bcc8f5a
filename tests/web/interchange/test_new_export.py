"""GET /notes/exports/new: the sheet on which the format of an export is chosen, and the ways to it."""

from html import unescape

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from annotate.interchange.formats import FORMATS
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.sharing import share
from tests.texts import REGISTRY_ID

VIEWS = ("GET interchange.new_export",)
URL = "/notes/exports/new"


def test_works__it_offers_every_format_for_what_is_asked_for(cast: Cast, noting: Noting) -> None:
    alice = cast.client("alice")
    notes = [noting.note(body="One"), noting.note(body="Two")]
    page = alice.get(URL).text
    for key in FORMATS:
        assert f'name="format" value="{key}"' in page
    assert "<bdi>All my notes</bdi>: 2 notes" in page
    assert "“one”</bdi>: 1 note," in alice.get(f"{URL}?q=one").text
    assert f"<bdi>Notes on {REGISTRY_ID}</bdi>: 2 notes" in alice.get(f"{URL}?q=trial:{REGISTRY_ID}").text
    named = alice.get(f"{URL}?note={notes[0]}&note=unknown").text
    assert f'<input type="hidden" name="note" value="{notes[0]}">' in named
    assert "Chosen notes</bdi>: 1 note" in named


def test_works__pages_lead_to_it(cast: Cast, noting: Noting, database: Database) -> None:
    alice = cast.client("alice")
    assert URL not in alice.get("/notes").text, "there is nothing yet"
    assert URL not in alice.get(f"/trials/{REGISTRY_ID}").text
    noting.note()
    assert f'href="{URL}"' in alice.get("/notes").text
    assert f'href="{URL}?q=trial:{REGISTRY_ID}"' in alice.get(f"/trials/{REGISTRY_ID}").text


def test_works__a_link_s_page_leads_its_owner_to_it(cast: Cast, database: Database) -> None:
    shared, alice = share(database, cast.viewer("alice")), cast.client("alice")
    assert f'href="{URL}?link={shared.id}"' in alice.get(f"/shares/{shared.id}").text
    page = alice.get(f"{URL}?link={shared.id}").text
    assert "Notes of the link for A colleague</bdi>: 1 note" in page
    assert f'name="link" value="{shared.id}"' in page


@pytest.mark.parametrize("query", ["state:odd", "label:odd", "tga:odd adults"])
def test_validates__an_unclear_search_is_told_and_leads_nowhere(cast: Cast, noting: Noting, query: str) -> None:
    noting.note()
    answer = cast.client("alice").get(URL, query_string={"q": query})
    assert answer.status_code == 422
    assert "This search is not clear, so there is no file." in unescape(answer.text)
    assert "<form" not in answer.text.split("<main", 1)[-1]


def test_validates__odd_values_find_nothing(cast: Cast, noting: Noting) -> None:
    noting.note()
    alice = cast.client("alice")
    for note in ("unknown", "%00", ""):
        assert "Chosen notes</bdi>: 0 notes" in alice.get(f"{URL}?note={note}").text
    for link in ("unknown", "%00", ""):
        assert alice.get(f"{URL}?link={link}").status_code == 404


def test_whose__it_counts_nothing_of_others(cast: Cast, client: FlaskClient, noting: Noting) -> None:
    note, charlie = noting.note(), cast.client("charlie")
    assert ": 0 notes" in charlie.get(URL).text
    assert ": 0 notes" in charlie.get(f"{URL}?note={note}").text
    assert client.get(URL).location.startswith("/sign-in")


def test_whose__a_link_of_others_is_missing(cast: Cast, database: Database) -> None:
    shared = share(database, cast.viewer("alice"))
    told = [cast.client("charlie").get(f"{URL}?link={share_id}") for share_id in (shared.id, "A" * 22)]
    assert [answer.status_code for answer in told] == [404, 404]


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)
