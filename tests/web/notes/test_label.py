"""GET and POST /notes/<id>/label: giving a note another label."""

from flask.testing import FlaskClient

from tests.bad_input import refused
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods

VIEWS = ("GET notes.label", "POST notes.relabel")


def test_works__a_note_gets_a_label_and_loses_it(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(), cast.client("alice")
    form = alice.get(f"/notes/{note}/label").text
    assert "Outcome" in form
    alice.post(f"/notes/{note}/label", data={"label": "starter-outcome"})
    page = alice.get(f"/notes/{note}").text
    assert 'data-hue="7">Outcome' in page
    assert 'data-revision="1"' in page
    alice.post(f"/notes/{note}/label", data={"label": ""})
    assert "Outcome" not in alice.get(f"/notes/{note}").text


def test_validates__an_unknown_label_is_refused(cast: Cast, noting: Noting) -> None:
    note = noting.note(label="starter-dose")
    for label in ("unknown", "x" * 10_000, "a\0"):
        answer = cast.client("alice").post(f"/notes/{note}/label", data={"label": label})
        assert answer.status_code == 422
    assert "Dose" in cast.client("alice").get(f"/notes/{note}").text


def test_validates__nothing_that_is_no_form_changes_it(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(label="starter-dose"), cast.client("alice")
    refused(alice, f"/notes/{note}/label", {"label": ""}, lambda: "Dose" in alice.get(f"/notes/{note}").text)


def test_whose__nobody_else_labels_it(cast: Cast, client: FlaskClient, noting: Noting) -> None:
    note = noting.note()
    assert cast.client("charlie").get(f"/notes/{note}/label").status_code == 404
    assert cast.client("charlie").post(f"/notes/{note}/label", data={"label": "starter-dose"}).status_code == 404
    assert client.get(f"/notes/{note}/label").location.startswith("/sign-in")
    assert client.post(f"/notes/{note}/label", data={"label": "starter-dose"}).status_code == 401
    assert "Dose" not in cast.client("alice").get(f"/notes/{note}").text


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)
