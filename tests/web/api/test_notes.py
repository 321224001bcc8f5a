"""GET /api/notes: my notes, by key and by what is asked for."""

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from tests.cast import Cast
from tests.changing import change_under
from tests.noting import Noting
from tests.programs import Program, Programs
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID

VIEWS = ("GET api.notes",)


def bodies(program: Program, query: str = "") -> list[str]:
    answer = program.get(f"/api/notes{query}")
    assert answer.status_code == 200, answer.text
    return [note["body"] for note in answer.get_json()["notes"]]


@pytest.fixture
def three(noting: Noting) -> None:
    noting.note(body="One")
    noting.note(body="Two", on="160 mg", label="starter-dose")
    noting.note("bob", body="Bob's own")
    noting.note(body="Three", on="")


ASKED = {
    "": ["Three", "Two", "One"],
    "?q=two": ["Two"],
    "?q=160": ["Two"],
    f"?trial={REGISTRY_ID.lower()}": ["Three", "Two", "One"],
    "?trial=NCT00000000": [],
    "?label=none": ["Three", "One"],
    "?label=unknown": [],
    "?state=exact": ["Two", "One"],
    "?state=orphaned": [],
    "?q=tw+-160": [],
    "?q=one+OR+label:dose": ["Two", "One"],
    "?limit=1": ["Three"],
    "?limit=0": ["Three"],
    "?limit=-5": ["Three"],
    "?limit=1000000000": ["Three", "Two", "One"],
}


@pytest.mark.usefixtures("three")
def test_works__it_lists_mine_newest_first(alice: Program) -> None:
    assert {query: bodies(alice, query) for query in ASKED} == ASKED


def test_validates__what_cannot_be_asked_for_is_named(alice: Program) -> None:
    for query, pointer in (
        ("state=gone", "state"),
        ("limit=few", "limit"),
        ("limit=9e9", "limit"),
        ("labels=x", "labels"),
        ("q=%25", "q"),
        ("q=state:odd", "q"),
        ("q=tga:dose", "q"),
    ):
        answer = alice.get(f"/api/notes?{query}")
        assert answer.status_code == 422
        assert [each["pointer"] for each in answer.get_json()["errors"]] == [f"#/{pointer}"]


def test_validates__a_cursor_that_no_answer_made_is_not_found(alice: Program) -> None:
    for after in ("x", "~", "2026~", "2026-01-01T00:00:00~x", "%00", "1~2~3"):
        assert alice.get(f"/api/notes?after={after}").status_code == 404, after


def test_whose__it_lists_nobody_else_s(programs: Programs, noting: Noting) -> None:
    noting.note(body="Alice's own")
    assert bodies(programs.of("bob")) == []


def test_method__no_other_is_answered(client: FlaskClient, alice: Program) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)


@pytest.mark.usefixtures("three")
def test_it_finds_by_a_label(alice: Program) -> None:
    labels = {label["name"]: label["id"] for label in alice.get("/api/labels").get_json()["labels"]}
    assert bodies(alice, f"?label={labels['Dose']}") == ["Two"]


def test_each_note_stands_on_one_page(noting: Noting, alice: Program) -> None:
    for number in range(5):
        noting.note(body=str(number))
    seen: list[str] = []
    after = ""
    for _ in range(3):
        page = alice.ask("GET", f"/api/notes?limit=2&after={after.replace('+', '%2B')}").get_json()
        seen += [note["body"] for note in page["notes"]]
        after = page["next"] or ""
    assert (seen, after) == (["4", "3", "2", "1", "0"], "")


def test_it_says_where_each_stands(alice: Program, database: Database, cast: Cast) -> None:
    change_under(database, cast.viewer("alice"))
    shown = alice.get("/api/notes?state=asking").get_json()["notes"]
    assert {note["anchor"]["state"] for note in shown} == {"orphaned", "changed"}


def test_it_asks_for_a_fixed_number_of_rows(noting: Noting, alice: Program, queries: list[str]) -> None:
    counted = []
    for number in (1, 4):
        for _ in range(number):
            noting.note(label="starter-dose")
        alice.get("/api/notes")
        queries.clear()
        alice.get("/api/notes")
        counted.append(len([statement for statement in queries if statement.startswith("SELECT")]))
    assert counted == [3, 3]
