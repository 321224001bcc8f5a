"""Saved searches of notes: saved from the list, opened, renamed, deleted and restored."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from annotate.notes.saved import actions
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods

VIEWS = (
    "GET notes.searches",
    "GET notes.new_search",
    "POST notes.save_search",
    "GET notes.search_name",
    "POST notes.rename_search",
    "POST notes.delete_search",
    "POST notes.restore_search",
)

URL = "/notes/searches"


@pytest.fixture
def alice(cast: Cast, noting: Noting) -> FlaskClient:
    noting.note(body="Low dose")
    return cast.client("alice")


def listed(client: FlaskClient) -> list[str]:
    page = client.get(URL).text.partition("Deleted lately")[0]
    return re.findall(r'<h2 class="item-title"><a href="[^"]*" dir="auto">([^<]*)</a>', page)


def chips(client: FlaskClient, address: str = "/notes") -> list[tuple[str, str, bool]]:
    """Give the address and the name of each saved search that the list shows, and if it is the present one."""
    row = re.search(
        r'<ul class="chips desk-chips" aria-label="Saved searches">.*?</ul>', client.get(address).text, re.DOTALL
    )
    found = re.findall(r'href="([^"]*)" rel="nofollow"( aria-current="true")?><bdi>(.*?)</bdi>', row[0] if row else "")
    return [(unescape(href), name, bool(current)) for href, current, name in found]


def ids(client: FlaskClient) -> set[str]:
    return set(re.findall(r'id="search-([\w-]+)"', client.get(URL).text))


def save(client: FlaskClient, name: str, **asked: str) -> str:
    """Save a search, and give its id."""
    before = ids(client)
    saved = client.post(URL, data={"name": name, **asked})
    assert saved.status_code == 303, saved.text
    return (ids(client) - before).pop()


def test_works__it_is_saved_from_the_list_and_opened_there(alice: FlaskClient) -> None:
    asked = alice.get("/notes?q=low+label:none&by=trial").text
    found = re.search(r'href="(/notes/searches/new\?[^"]*)"', asked)
    assert found
    form = alice.get(unescape(found[1])).text
    assert 'value="label:none low"' in form
    assert "label:none low · by trial" in form
    saved = alice.post(URL, data={"name": " Low <b>doses</b> ", "q": "label:none low", "by": "trial"})
    assert (saved.status_code, saved.location) == (303, "/notes?q=label%3Anone+low&by=trial")
    assert "The search is saved." in alice.get(saved.location).text
    assert chips(alice) == [("/notes?q=label%3Anone+low&by=trial", "Low &lt;b&gt;doses&lt;/b&gt;", False)]
    opened = alice.get(saved.location).text
    assert chips(alice, saved.location)[0][2]
    assert "Save this search" not in opened
    assert "Save this search" in alice.get("/notes?q=label%3Anone+low").text


def test_works__it_is_renamed(alice: FlaskClient) -> None:
    at = f"{URL}/{save(alice, 'Doses', q='dose')}/name"
    save(alice, "Walks", q="walk")
    assert 'value="Doses"' in alice.get(at).text
    refused = alice.post(at, data={"name": "walks"})
    assert refused.status_code == 422
    assert "You have a saved search “Walks” already" in refused.text
    assert 'value="walks"' in refused.text, "what was typed is still there"
    assert alice.post(at, data={"name": "All doses"}).location == URL
    assert listed(alice) == ["All doses", "Walks"]


def test_works__deleting_it_can_be_undone(alice: FlaskClient) -> None:
    saved = save(alice, "Doses", q="dose")
    for _ in range(2):
        assert alice.post(f"{URL}/{saved}/deletion").location == URL
    assert (listed(alice), chips(alice)) == ([], [])
    assert "Deleted lately" in alice.get(URL).text
    assert alice.get(f"{URL}/{saved}/name").status_code == 404
    assert alice.post(f"{URL}/{saved}/restoration").location == URL
    assert listed(alice) == ["Doses"]
    alice.post(f"{URL}/{saved}/deletion")
    save(alice, "Doses", q="another")
    refused = alice.post(f"{URL}/{saved}/restoration")
    assert refused.status_code == 422
    assert "You have a saved search “Doses” already" in refused.text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": ""}, "Give the search a name"),
        ({"name": "  "}, "Give the search a name"),
        ({"name": "x" * 81}, "80 characters long"),
        ({"name": "a\0b"}, "cannot be stored"),
        ({"q": "a\0b"}, "cannot be stored"),
        ({"q": ""}, "nothing to save"),
        ({"q": "", "by": "trial"}, "nothing to save"),
        ({"q": "state:odd"}, "not clear, so it was not saved"),
        ({"q": "word " * 200}, "too long to be saved"),
    ],
)
def test_validates__what_is_wrong_is_said(alice: FlaskClient, form: dict[str, str], words: str) -> None:
    refused = alice.post(URL, data={"name": "Doses", "q": "dose"} | form)
    assert refused.status_code == 422
    assert words in refused.text
    assert listed(alice) == []


@pytest.mark.parametrize("query", ["q=%00", "q=%ed%a0%80", "&&&=", "q=" + "%22" * 600, "_external=1&endpoint=x&q=a"])
def test_validates__no_address_is_an_error(alice: FlaskClient, query: str) -> None:
    assert alice.get(f"{URL}/new?{query}").status_code == 200


def test_validates__there_is_a_most(alice: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_SEARCHES", 1)
    save(alice, "One", q="one")
    refused = alice.post(URL, data={"name": "Two", "q": "two"})
    assert refused.status_code == 422
    assert "You have 1 saved searches of notes, which is the most" in refused.text
    assert alice.post(URL, data={"name": "One again", "q": "one"}).status_code == 303


def test_whose__a_stranger_is_asked_to_sign_in_and_comes_back(client: FlaskClient) -> None:
    asked = client.get(f"{URL}/new?q=dose")
    assert asked.status_code == 303
    assert "q%3Ddose" in asked.location


def test_whose__only_one_s_own(alice: FlaskClient, cast: Cast, noting: Noting) -> None:
    saved = save(alice, "What Alice looks for", q="secret")
    noting.note("bob")
    bob = cast.client("bob")
    for page in (URL, "/notes", "/notes?q=secret"):
        assert "looks for" not in bob.get(page).text
    assert bob.get(f"{URL}/{saved}/name").status_code == 404
    for what in ("name", "deletion", "restoration"):
        assert bob.post(f"{URL}/{saved}/{what}", data={"name": "Mine"}).status_code == 404
    assert bob.post(URL, data={"name": "What Alice looks for", "q": "secret"}).status_code == 303
    assert listed(alice) == ["What Alice looks for"]


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_it_is_offered_for_searches_alone(alice: FlaskClient) -> None:
    for address in ("/notes", "/notes?by=trial", "/notes?q=state:odd"):
        assert "Save this search" not in alice.get(address).text
    assert "Save this search" in alice.get("/notes?q=nothing-has-this").text
    assert "There is nothing to save" in alice.get(f"{URL}/new").text


def test_a_label_that_was_renamed_is_said_where_it_is_opened(alice: FlaskClient) -> None:
    save(alice, "Old", q="label:unknown")
    assert "You have no label called “unknown”." in alice.get(chips(alice)[0][0]).text
