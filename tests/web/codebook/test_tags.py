"""GET /tags and what is done with tags."""

import re

import pytest
from flask.testing import FlaskClient

from tests.bad_input import refused
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods

VIEWS = (
    "GET codebook.tags",
    "GET codebook.tag_edits",
    "POST codebook.edit_tag",
    "GET codebook.tag_merger",
    "POST codebook.merge_tag",
    "GET codebook.tag_deletion",
    "POST codebook.delete_tag",
)


def tags(client: FlaskClient) -> dict[str, str]:
    """Give the ids of tags by their names."""
    found = re.findall(r'data-tag="([^"]+)">.*?/tags/([^/"]+)/edits', client.get("/tags").text)
    return dict(found)


@pytest.fixture
def note(noting: Noting) -> str:
    return noting.note(tags="dose, #to discuss")


def shown(client: FlaskClient, note: str) -> list[str]:
    return re.findall(r'<bdi class="tag">#([^<]+)</bdi>', client.get(f"/notes/{note}").text)


def test_works__they_are_listed_with_their_notes(cast: Cast, note: str) -> None:
    alice = cast.client("alice")
    assert list(tags(alice)) == ["dose", "to discuss"]
    page = alice.get("/tags").text
    assert 'href="/notes?q=tag:dose">1 note</a>' in page
    assert note in alice.get("/notes", query_string={"q": 'tag:"to discuss"'}).text
    assert shown(alice, note) == ["dose", "to discuss"]
    assert "No tags yet." in cast.client("charlie").get("/tags").text


def test_works__a_tag_is_renamed_merged_and_deleted(cast: Cast, note: str) -> None:
    alice = cast.client("alice")
    path = f"/tags/{tags(alice)['dose']}"
    assert 'value="dose"' in alice.get(f"{path}/edits").text
    assert alice.post(f"{path}/edits", data={"name": "Dosage"}).status_code == 303
    assert shown(alice, note) == ["Dosage", "to discuss"]
    assert "1 note gets the other tag" in alice.get(f"{path}/merger").text
    assert alice.post(f"{path}/merger", data={"into": tags(alice)["to discuss"]}).status_code == 303
    assert shown(alice, note) == ["to discuss"]
    path = f"/tags/{tags(alice)['to discuss']}"
    assert "There is no other tag" in alice.get(f"{path}/merger").text
    assert "1 note has it." in alice.get(f"{path}/deletion").text
    assert alice.post(f"{path}/deletion").status_code == 303
    assert shown(alice, note) == []
    assert tags(alice) == {}


@pytest.mark.parametrize("name", ["", " # ", "x" * 41, "a,b", "a\0", "TO discuss"])
def test_validates__bad_names_are_refused(cast: Cast, note: str, name: str) -> None:
    alice = cast.client("alice")
    path = f"/tags/{tags(alice)['dose']}/edits"
    assert alice.post(path, data={"name": name}).status_code == 422
    assert shown(alice, note) == ["dose", "to discuss"]


def test_validates__a_tag_is_merged_into_another_that_is_there(cast: Cast, note: str) -> None:
    alice = cast.client("alice")
    dose = tags(alice)["dose"]
    for into in ("", dose, "unknown", "a\0"):
        assert alice.post(f"/tags/{dose}/merger", data={"into": into}).status_code == 422
    assert shown(alice, note) == ["dose", "to discuss"]


@pytest.mark.usefixtures("note")
def test_validates__nothing_that_is_no_form_merges_one(cast: Cast) -> None:
    alice = cast.client("alice")
    found = tags(alice)
    refused(alice, f"/tags/{found['dose']}/merger", {"into": found["to discuss"]}, lambda: list(tags(alice)))


def test_whose__nobody_else_sees_or_changes_them(cast: Cast, client: FlaskClient, note: str) -> None:
    alice, charlie = cast.client("alice"), cast.client("charlie")
    path = f"/tags/{tags(alice)['dose']}"
    assert tags(charlie) == {}
    for verb in ("edits", "merger", "deletion"):
        sent = {"name": "Mine", "into": tags(alice)["to discuss"]}
        assert charlie.get(f"{path}/{verb}").status_code == 404
        assert charlie.post(f"{path}/{verb}", data=sent).status_code == 404
        assert client.get(f"{path}/{verb}").location.startswith("/sign-in")
        assert client.post(f"{path}/{verb}", data=sent).status_code == 401
    assert shown(alice, note) == ["dose", "to discuss"]
    assert client.get("/tags").location.startswith("/sign-in")


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_the_form_of_a_note_holds_its_tags_and_gives_back_what_was_refused(cast: Cast, note: str) -> None:
    alice = cast.client("alice")
    assert 'value="dose, to discuss"' in alice.get(f"/notes/{note}/edits").text
    sent = {"body": "Adults", "revision": "1", "label": "", "tags": f"dose, {'x' * 41}"}
    answer = alice.post(f"/notes/{note}/edits", data=sent)
    assert answer.status_code == 422
    assert f'value="{sent["tags"]}"' in answer.text
    assert "A tag can be 40 characters long" in answer.text
    assert shown(alice, note) == ["dose", "to discuss"]
    assert alice.post(f"/notes/{note}/edits", data={**sent, "tags": "New, dose"}).status_code == 303
    assert shown(alice, note) == ["dose", "New"]
    del sent["tags"]
    assert alice.post(f"/notes/{note}/edits", data={**sent, "body": "Others"}).status_code == 303
    assert shown(alice, note) == ["dose", "New"], "a form from before there were tags takes none away"
