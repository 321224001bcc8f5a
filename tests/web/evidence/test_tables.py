"""Tables: made from pasted ids, from a search and from notes; read, renamed, deleted and restored."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate.database import Database
from annotate.evidence.models import EvidenceTable
from tests.cast import Cast
from tests.evidence import MadeTable, changed_table
from tests.following import bring_in
from tests.rungs import refuse_other_methods
from tests.studies import numbered

VIEWS = (
    "GET evidence.tables",
    "GET evidence.new_table",
    "POST evidence.make_table",
    "GET evidence.table",
    "GET evidence.table_name",
    "POST evidence.rename_table",
    "POST evidence.delete_table",
    "POST evidence.restore_table",
)

URL = "/tables"


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


@pytest.fixture
def made(database: Database, cast: Cast) -> MadeTable:
    return changed_table(database, cast.viewer("alice"))


def test_works__a_table_is_made_of_pasted_ids(alice: FlaskClient, made: MadeTable, database: Database) -> None:
    form = alice.get(f"{URL}/new").text
    key = re.search(r'name="client_key"[^>]*value="([^"]*)"', form)
    assert key
    sent = {
        "name": " Doses  in gout ",
        "ids": f"see https://clinicaltrials.gov/study/{made.registry_id}, {made.registry_id.lower()}\nNCT99999999",
        "columns": ["phase", made.dose],
        "client_key": key[1],
    }
    refused = alice.post(URL, data=sent)
    assert refused.status_code == 422
    assert '<code dir="auto">see</code> This is no registry id' in refused.text
    assert '<code dir="auto">NCT99999999</code> This trial is not here yet' in refused.text
    assert "Doses  in gout" in refused.text
    assert made.registry_id.lower() in refused.text

    first = alice.post(URL, data=sent | {"partly": "y"})
    again = alice.post(URL, data=sent | {"partly": "y"})
    assert (first.status_code, again.location) == (303, first.location)
    page = alice.get(first.location).text
    assert '<h1 dir="auto">Doses in gout</h1>' in page
    assert "1 trial, 1 filled cell" in page
    with database.reader() as session:
        assert len(session.scalars(select(EvidenceTable)).all()) == 2


def test_works__cells_quote_the_record_and_say_when_it_says_something_else(alice: FlaskClient, made: MadeTable) -> None:
    page = alice.get(f"{URL}/{made.id}").text
    assert "2 of 2 cells no longer say what you quoted" in page
    assert f'href="/trials/{made.registry_id}?table={made.id}#note-{made.changed}"' in page
    assert "Patients are eligible after surgery" in page
    assert "<em>the words changed</em>" in page
    assert "<em>the text was removed</em>" in page
    assert "<td><bdi>not looked for</bdi></td>" in page


def test_works__a_note_says_on_its_page_that_it_is_in_a_table(alice: FlaskClient, made: MadeTable) -> None:
    assert "Only you, in 1 table" in alice.get(f"/notes/{made.changed}").text
    alice.post(f"{URL}/{made.id}/deletion")
    assert "in 1 table" not in alice.get(f"/notes/{made.changed}").text


def test_works__a_search_offers_its_trials(alice: FlaskClient, database: Database) -> None:
    bring_in(database, numbered(1), title="A trial of rest", conditions=["Gout"])
    results = alice.get("/trials?q=rest&condition=Gout").text
    found = re.search(r'href="(/tables/new\?search=[^"]*)"', results)
    assert found
    form = alice.get(found[1].replace("&amp;", "&")).text
    assert "1 trial of the search “rest” · condition: gout" in form
    assert numbered(1) in form


def test_works__my_notes_offer_their_trials_and_labels(alice: FlaskClient, made: MadeTable) -> None:
    assert "/tables/new?q=label%3Adosing" in alice.get("/notes?q=label:dosing").text
    form = alice.get(f"{URL}/new?q=label:dosing").text
    assert made.registry_id in form
    assert f'value="{made.dose}" checked' in form
    assert f'value="{made.eligibility}" checked' not in form


def test_works__it_is_listed_renamed_deleted_and_restored(alice: FlaskClient, made: MadeTable) -> None:
    at = f"{URL}/{made.id}"
    assert 'value="Doses"' in alice.get(f"{at}/name").text
    assert alice.post(f"{at}/name", data={"name": "<b>Arms</b>"}).location == at
    assert "&lt;b&gt;Arms&lt;/b&gt;" in alice.get(URL).text
    for _ in range(2):
        assert alice.post(f"{at}/deletion").location == URL
    assert alice.get(at).status_code == 404
    assert "Deleted lately" in alice.get(URL).text
    assert alice.post(f"{at}/restoration").location == at
    assert alice.get(at).status_code == 200


def test_validates__names_columns_and_trials(alice: FlaskClient, made: MadeTable) -> None:
    good = {"name": "A", "ids": made.registry_id, "columns": [made.dose], "client_key": "k"}
    for wrong, said in (
        ({"name": " "}, "Give it a name"),
        ({"name": "a" * 121}, "A name can be 120 characters long"),
        ({"name": "a\0"}, "cannot be stored"),
        ({"ids": ""}, "Give at least one registry id"),
        ({"columns": []}, "Choose at least one label or fact"),
        ({"columns": ["nonsense"]}, "not there any more"),
        ({"client_key": ""}, "arrived incomplete"),
    ):
        answer = alice.post(URL, data=good | wrong)
        assert answer.status_code == 422, wrong
        assert said in answer.text
    assert alice.post(f"{URL}/{made.id}/name", data={"name": ""}).status_code == 422
    assert alice.get(f"{URL}?after=nonsense").status_code == 404


def test_whose__nobody_sees_the_tables_of_others(cast: Cast, client: FlaskClient, made: MadeTable) -> None:
    bob = cast.client("bob")
    for path in (f"{URL}/{made.id}", f"{URL}/{made.id}/name"):
        assert bob.get(path).status_code == 404
        assert client.get(path).status_code == 303
    for act in ("name", "deletion", "restoration"):
        assert bob.post(f"{URL}/{made.id}/{act}", data={"name": "Mine"}).status_code == 404
        assert client.post(f"{URL}/{made.id}/{act}").status_code == 401
    assert "Doses" not in bob.get(URL).text
    assert (
        bob.post(
            URL, data={"name": "A", "ids": made.registry_id, "columns": [made.dose], "client_key": "k"}
        ).status_code
        == 422
    )


def test_method__nothing_else_is_answered(alice: FlaskClient) -> None:
    refuse_other_methods(alice, VIEWS)


def test_the_page_asks_as_much_of_any_table(alice: FlaskClient, made: MadeTable, queries: list[str]) -> None:
    alice.get(f"{URL}/{made.id}")
    queries.clear()
    alice.get(f"{URL}/{made.id}")
    few = len(queries)
    assert few <= 16, queries
