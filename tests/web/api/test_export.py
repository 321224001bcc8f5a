"""GET /api/notes/export: my notes as a file."""

import pytest
from flask.testing import FlaskClient

from annotate.interchange.formats import FORMATS
from tests.noting import Noting
from tests.programs import Program, Programs
from tests.rungs import refuse_other_methods
from tests.unit.interchange.readers import csv_rows

VIEWS = ("GET api.export",)
URL = "/api/notes/export"


def test_works__it_is_the_file_of_the_page(alice: Program, noting: Noting) -> None:
    noting.note(body="Adults")
    noting.note(body="Others")
    for key in FORMATS:
        got = alice.get(f"{URL}?format={key}")
        assert (got.status_code, got.headers["Content-Type"]) == (200, FORMATS[key].media_type)
        got.close()
    got = alice.get(f"{URL}?format=csv&q=adults&order=date")
    assert [row["note"] for row in csv_rows(got.get_data())] == ["Adults"]
    got.close()
    assert len(alice.get(URL).get_json()["notes"]) == 2


@pytest.mark.parametrize(
    ("query", "field"), [("format=odd", "format"), ("order=odd", "order"), ("limit=3", "limit"), ("q=state:odd", "")]
)
def test_validates__what_is_wrong_is_named(alice: Program, query: str, field: str) -> None:
    got = alice.get(f"{URL}?{query}")
    assert got.status_code == 422
    assert [error["pointer"] for error in got.get_json().get("errors", [])] == ([f"#/{field}"] if field else [])


def test_whose__it_holds_my_own(noting: Noting, programs: Programs, client: FlaskClient) -> None:
    noting.note()
    got = programs.of("bob").get(URL)
    assert got.get_json()["notes"] == []
    got.close()
    assert client.get(URL).status_code == 401


def test_method__no_other_is_answered(client: FlaskClient, alice: Program) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)
