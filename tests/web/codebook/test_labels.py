"""GET /labels and what is done with labels."""

import re

import pytest
from flask.testing import FlaskClient

from tests.bad_input import refused
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID

VIEWS = (
    "GET codebook.labels",
    "POST codebook.create_label",
    "GET codebook.label_edits",
    "POST codebook.edit_label",
    "POST codebook.move_label",
    "GET codebook.label_merger",
    "POST codebook.merge_label",
    "GET codebook.label_deletion",
    "POST codebook.delete_label",
    "POST codebook.restore_label",
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


def test_works__a_label_moves_by_a_button_and_the_order_holds_where_one_chooses(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(), cast.client("alice")
    for _ in range(2):
        moved = alice.post(f"/labels/{label_id(alice, 'Question')}/position", data={"direction": "up"})
        assert moved.location.endswith(f"/labels#label-{label_id(alice, 'Question')}")
    order = ["Important", "Dose", "Question", "Eligibility", "Outcome"]
    assert names(alice) == order
    assert re.findall(r'data-hue="\d">([^<]+)</span></label>', alice.get(f"/notes/{note}/label").text) == order
    assert re.findall(r'data-hue="\d">([^<]+)</span></label>', alice.get(f"/notes/{note}/edits").text) == order
    assert (
        re.findall(r'<li data-label="[^"]+" data-hue="\d"[^>]*>([^<]+)', alice.get(f"/trials/{REGISTRY_ID}").text)
        == order
    )
    alice.post(f"/labels/{label_id(alice, 'Important')}/position", data={"direction": "down"})
    assert names(alice)[:2] == ["Dose", "Important"]


def test_works__a_slash_makes_a_group_that_moves_as_a_whole(cast: Cast) -> None:
    alice = cast.client("alice")
    for name in ("Safety / Death", "Safety/Hospital"):
        assert alice.post("/labels", data={"name": name, "hue": "5"}).status_code == 303
    page = alice.get("/labels").text
    assert '<h2 class="item-title" dir="auto">Safety</h2>' in page
    assert "<bdi>Death</bdi>" in page
    path = f"/labels/{label_id(alice, 'Safety/Death')}/position"
    assert alice.post(path, data={"direction": "up", "group": "1"}).status_code == 303
    assert names(alice)[-3:] == ["Safety/Death", "Safety/Hospital", "Question"]


def test_works__what_a_label_is_for_is_shown_where_one_chooses(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(), cast.client("alice")
    said = {"description": "Any <b>amount</b>", "when_not": "Not its timing"}
    assert alice.post("/labels", data={"name": "Amount", "hue": "5", **said}).status_code == 303
    path = f"/labels/{label_id(alice, 'Amount')}/edits"
    for page in (path, "/labels", f"/notes/{note}/label", f"/notes/{note}/edits"):
        shown = alice.get(page).text
        assert "Any &lt;b&gt;amount&lt;/b&gt;" in shown
        assert "Not its timing" in shown


def test_works__a_merger_gives_its_notes_another_label_and_is_undone(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(label="starter-dose"), cast.client("alice")
    dose, outcome = label_id(alice, "Dose"), label_id(alice, "Outcome")
    assert "1 note takes the other label" in alice.get(f"/labels/{dose}/merger").text
    assert alice.post(f"/labels/{dose}/merger", data={"into": outcome}).status_code == 303
    assert "Dose" not in names(alice)
    assert 'data-hue="7">Outcome' in alice.get(f"/notes/{note}").text
    assert "merged into “Outcome”" in alice.get("/labels").text
    assert alice.post(f"/labels/{dose}/restoration").status_code == 303
    assert 'data-hue="3">Dose' in alice.get(f"/notes/{note}").text
    assert "Changed lately" not in alice.get("/labels").text


def test_works__starters_are_merged_like_any_others(cast: Cast) -> None:
    alice = cast.client("alice")
    assert alice.post("/labels/starter-dose/merger", data={"into": "starter-outcome"}).status_code == 303
    assert names(alice) == ["Important", "Eligibility", "Outcome", "Question"]


def test_works__an_edit_and_a_deletion_are_undone(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(label="starter-dose"), cast.client("alice")
    path = f"/labels/{label_id(alice, 'Dose')}"
    alice.post(f"{path}/edits", data={"name": "Dosage", "hue": "8"})
    assert "renamed, before “Dose”" in alice.get("/labels").text
    alice.post(f"{path}/restoration")
    assert names(alice) == STARTERS
    for _ in range(2):
        assert alice.post(f"{path}/deletion").status_code == 303
    assert "Dose" not in alice.get(f"/notes/{note}").text
    alice.post(f"{path}/restoration")
    assert names(alice) == STARTERS
    assert 'data-hue="3">Dose' in alice.get(f"/notes/{note}").text


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
        {"name": "Safety/"},
        {"description": "x" * 501},
        {"when_not": "x" * 501},
    ],
)
def test_validates__bad_names_and_colours_are_refused(cast: Cast, wrong: dict[str, str]) -> None:
    alice = cast.client("alice")
    sent = {"name": "Safety", "hue": "2", **wrong}
    assert alice.post("/labels", data=sent).status_code == 422
    assert alice.post(f"/labels/{label_id(alice, 'Outcome')}/edits", data=sent).status_code == 422
    assert names(alice) == STARTERS


def test_validates__a_label_moves_up_or_down_and_nowhere_else(cast: Cast) -> None:
    alice = cast.client("alice")
    for sent in ({}, {"direction": "sideways"}, {"direction": "a\0"}):
        answer = alice.post(f"/labels/{label_id(alice, 'Dose')}/position", data=sent)
        assert answer.status_code == 422
        assert "Say whether it moves up or down." in answer.text
    assert names(alice) == STARTERS


def test_validates__a_label_is_merged_into_another_that_is_there(cast: Cast) -> None:
    alice = cast.client("alice")
    dose = label_id(alice, "Dose")
    for into in ("", dose, "unknown", "a\0"):
        assert alice.post(f"/labels/{dose}/merger", data={"into": into}).status_code == 422
    assert names(alice) == STARTERS


def test_validates__nothing_is_restored_beside_a_label_of_that_name(cast: Cast) -> None:
    alice = cast.client("alice")
    alice.post("/labels", data={"name": "Visits", "hue": "3"})
    path = f"/labels/{label_id(alice, 'Visits')}"
    alice.post(f"{path}/deletion")
    alice.post("/labels", data={"name": "visits", "hue": "3"})
    answer = alice.post(f"{path}/restoration")
    assert answer.status_code == 422
    assert "You have a label “Visits” already." in answer.text
    assert names(alice) == [*STARTERS, "visits"]


def test_validates__nothing_that_is_no_form_makes_a_label(cast: Cast) -> None:
    alice = cast.client("alice")
    for path in ("/labels", f"/labels/{label_id(alice, 'Dose')}/edits"):
        refused(alice, path, {"name": "Safety", "hue": "2"}, lambda: names(alice))


def test_whose__nobody_else_sees_or_changes_them(cast: Cast, client: FlaskClient) -> None:
    alice, charlie = cast.client("alice"), cast.client("charlie")
    alice.post("/labels", data={"name": "Secret", "hue": "5"})
    path = f"/labels/{label_id(alice, 'Secret')}"
    assert "Secret" not in charlie.get("/labels").text
    for verb in ("edits", "deletion", "merger"):
        assert charlie.get(f"{path}/{verb}").status_code == 404
        assert charlie.post(f"{path}/{verb}", data={"name": "Mine", "hue": "1"}).status_code == 404
        assert client.post(f"{path}/{verb}").status_code == 401
        assert charlie.post(f"/labels/unknown/{verb}", data={"name": "Mine", "hue": "1"}).status_code == 404
    for verb in ("position", "restoration"):
        assert charlie.post(f"{path}/{verb}", data={"direction": "up"}).status_code == 404
        assert client.post(f"{path}/{verb}", data={"direction": "up"}).status_code == 401
    charlie.post("/labels", data={"name": "Mine", "hue": "5"})
    into = label_id(charlie, "Mine")
    assert alice.post(f"{path}/merger", data={"into": into}).status_code == 422
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
