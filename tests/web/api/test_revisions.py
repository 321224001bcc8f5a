"""GET /api/notes/<id>/revisions: a note's earlier texts."""

from flask import Flask
from flask.testing import FlaskClient

from tests.noting import Noting
from tests.programs import Program, Programs
from tests.rungs import refuse_other_methods

VIEWS = ("GET api.revisions",)


def test_works__it_lists_them_newest_first_by_key(noting: Noting, alice: Program) -> None:
    note = noting.note(body="0")
    for number in range(1, 5):
        path = f"/api/notes/{note}"
        assert alice.ask("PATCH", path, {"body": str(number)}, If_Match=f'"n-{note}-{number}"').status_code == 200
    seen: list[str] = []
    after = ""
    for _ in range(2):
        page = alice.get(f"/api/notes/{note}/revisions?limit=2{after}").get_json()
        seen += [text["body"] for text in page["revisions"]]
        after = f"&after={page['next']}" if page["next"] else ""
    assert (seen, after) == (["3", "2", "1", "0"], "")


def test_validates__what_cannot_be_asked_for_is_refused(noting: Noting, alice: Program) -> None:
    path = f"/api/notes/{noting.note()}/revisions"
    assert alice.get(f"{path}?after=x").status_code == 404
    assert alice.get(f"{path}?before=2").status_code == 422


def test_whose__others_find_nothing(app: Flask, noting: Noting, programs: Programs) -> None:
    path = f"/api/notes/{noting.note()}/revisions"
    assert programs.of("bob").get(path).status_code == 404
    assert Program(app).get(path).status_code == 401


def test_method__no_other_is_answered(client: FlaskClient, alice: Program) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)


def test_a_note_that_never_changed_has_none(noting: Noting, alice: Program) -> None:
    path = f"/api/notes/{noting.note()}/revisions"
    assert alice.get(path).get_json() == {"revisions": [], "next": None}
