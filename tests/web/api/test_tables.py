"""Evidence tables for programs: read with their cells, made, and frozen ones read."""

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from tests.cast import Cast
from tests.evidence import MadeTable, changed_table
from tests.programs import Program, Programs
from tests.rungs import refuse_other_methods

VIEWS = (
    "GET api.tables",
    "POST api.make_new_table",
    "GET api.table",
    "GET api.frozen_tables",
    "GET api.frozen_table",
)
URL = "/api/tables"


@pytest.fixture
def made(database: Database, cast: Cast) -> MadeTable:
    return changed_table(database, cast.viewer("alice"))


def test_works__a_table_is_read_with_its_cells(alice: Program, made: MadeTable) -> None:
    (listed,) = alice.get(URL).get_json()["tables"]
    assert (listed["id"], listed["trials"], listed["columns"]) == (made.id, 1, 4)
    shown = alice.get(f"{URL}/{made.id}").get_json()
    assert [column["key"] for column in shown["columns"]][:2] == ["fact:status", f"label:{made.dose}"]
    status, dose, criteria, risk = shown["rows"][0]["cells"]
    assert (status["notes"], risk["notes"]) == ([], [])
    assert {note["note"] for note in dose["notes"]} == {made.gone, made.kept}
    (changed,) = criteria["notes"]
    assert (changed["state"], changed["now"]) == ("changed", "Patients are not eligible after surgery")


def test_works__a_table_is_made_once(alice: Program, made: MadeTable) -> None:
    sent = {"client_key": "k", "name": "Arms", "columns": ["phase", made.risk], "trials": [made.registry_id]}
    first, again = (alice.ask("POST", URL, sent) for _ in range(2))
    assert (first.status_code, first.get_json()) == (201, again.get_json())
    assert [each["name"] for each in alice.get(f"{URL}?limit=1").get_json()["tables"]] == ["Arms"]


def test_works__a_frozen_table_is_read_as_it_was(alice: Program, cast: Cast, made: MadeTable) -> None:
    before = alice.get(f"{URL}/{made.id}").get_json()["rows"]
    cast.client("alice").post(f"/tables/{made.id}/frozen", data={"name": "As submitted"})
    cast.client("alice").post(f"/notes/{made.changed}/deletion")
    (frozen,) = alice.get("/api/frozen-tables").get_json()["frozen"]
    assert (frozen["name"], frozen["table"], len(frozen["sha256"])) == ("As submitted", made.id, 64)
    assert alice.get(f"/api/frozen-tables/{frozen['id']}").get_json()["rows"] == before
    assert alice.get(f"{URL}/{made.id}").get_json()["rows"] != before


def test_validates__columns_and_trials(alice: Program, made: MadeTable) -> None:
    good = {"client_key": "k", "name": "Arms", "columns": ["phase"], "trials": [made.registry_id]}
    bad: tuple[dict[str, object], ...] = (
        {"columns": ["odd"]},
        {"columns": []},
        {"trials": ["NCT99999999"]},
        {"trials": []},
        {"name": ""},
    )
    for wrong in bad:
        assert alice.ask("POST", URL, {**good, **wrong}).status_code == 422
    assert alice.get(f"{URL}?after=nonsense").status_code == 404


def test_whose__they_are_my_own(programs: Programs, client: FlaskClient, made: MadeTable) -> None:
    bob = programs.of("bob")
    assert bob.get(URL).get_json()["tables"] == []
    assert bob.get(f"{URL}/{made.id}").status_code == 404
    assert bob.get("/api/frozen-tables/nonsense").status_code == 404
    assert client.get(f"{URL}/{made.id}").status_code == 401


def test_method__no_other_is_answered(client: FlaskClient, alice: Program) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)
