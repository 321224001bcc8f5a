"""GET /labels and what is done with labels."""

import re

import pytest
from flask.testing import FlaskClient

from tests.bad_input import refused
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods

VIEWS = (
    "GET codebook.labels",
    "POST codebook.create_label",
    "GET codebook.label_edits",
    "POST codebook.edit_label",
    "GET codebook.label_deletion",
    "POST codebook.delete_label",
)


def label_id(client: FlaskClient, name: str) -> str:
    found = re.search(
        rf'/labels/([^/"]+)/edits">Edit<span class="visually-hidden"> {name}<', client.get("/labels").text
    )
    assert found is not None
    return found[1]


def names(client: FlaskClient) -> list[str]:
    return re.findall(r"/deletion\">Delete<span class=\"visually-hidden\"> ([^<]+)<", client.get("/labels").text)


STARTERS = ["Important", "Dose", "Eligibility", "Outcome", "Question"]


def test_works__there_are_labels_to_start_with(cast: Cast) -> None:
    assert names(cast.client("alice")) == STARTERS


def test_works__a_new_label_joins_them(cast: Cast) -> None:
    alice = cast.client("alice")
    assert alice.post("/labels", data={"name": "Safety", "hue": "5"}).status_code == 303
    assert names(alice) == [*STARTERS, "Safety"]


def test_works__a_starter_is_renamed_recoloured_and_deleted_like_any_other(cast: Cast) -> None:
    alice = cast.client("alice")
    path = f"/labels/{label_id(alice, 'Dose')}"
    assert 'value="Dose"' in alice.get(f"{path}/edits").text
    assert alice.post(f"{path}/edits", data={"name": "Dosage", "hue": "8"}).status_code == 303
    assert names(alice) == ["Important", "Dosage", "Eligibility", "Outcome", "Question"]
    path = f"/labels/{label_id(alice, 'Dosage')}"
    assert "Delete the label “Dosage”?" in alice.get(f"{path}/deletion").text
    assert alice.post(f"{path}/deletion").status_code == 303
    assert names(alice) == ["Important", "Eligibility", "Outcome", "Question"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 41},
        {"name": "dose"},
        {"name": "a\0"},
        {"hue": "9"},
        {"hue": "zero"},
        {"hue": ""},
        {"hue": "1" * 400},
    ],
)
def test_validates__bad_names_and_colours_are_refused(cast: Cast, wrong: dict[str, str]) -> None:
    alice = cast.client("alice")
    sent = {"name": "Safety", "hue": "2", **wrong}
    assert alice.post("/labels", data=sent).status_code == 422
    assert alice.post(f"/labels/{label_id(alice, 'Outcome')}/edits", data=sent).status_code == 422
    assert names(alice) == STARTERS


def test_validates__nothing_that_is_no_form_makes_a_label(cast: Cast) -> None:
    alice = cast.client("alice")
    for path in ("/labels", f"/labels/{label_id(alice, 'Dose')}/edits"):
        refused(alice, path, {"name": "Safety", "hue": "2"}, lambda: names(alice))


def test_whose__nobody_else_sees_or_changes_them(cast: Cast, client: FlaskClient) -> None:
    alice, charlie = cast.client("alice"), cast.client("charlie")
    alice.post("/labels", data={"name": "Secret", "hue": "5"})
    path = f"/labels/{label_id(alice, 'Secret')}"
    assert "Secret" not in charlie.get("/labels").text
    for verb in ("edits", "deletion"):
        assert charlie.get(f"{path}/{verb}").status_code == 404
        assert charlie.post(f"{path}/{verb}", data={"name": "Mine", "hue": "1"}).status_code == 404
        assert client.post(f"{path}/{verb}").status_code == 401
        assert charlie.post(f"/labels/unknown/{verb}", data={"name": "Mine", "hue": "1"}).status_code == 404
    assert "Secret" in names(alice)
    assert client.get("/labels").location.startswith("/sign-in")
    assert client.post("/labels", data={"name": "x", "hue": "1"}).status_code == 401


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_notes_stay_when_their_label_goes(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(label="starter-dose"), cast.client("alice")
    path = f"/labels/{label_id(alice, 'Dose')}/deletion"
    assert "1 note uses it" in alice.get(path).text
    alice.post(path)
    page = alice.get(f"/notes/{note}").text
    assert "Adults" in page
    assert "Dose" not in page
