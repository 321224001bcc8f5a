"""Saved searches: saved from the page of results, listed, renamed, deleted and restored, followed."""

import re

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from annotate.following import actions
from tests.cast import Cast
from tests.following import bring_in, save_search
from tests.rungs import refuse_other_methods
from tests.studies import numbered

VIEWS = (
    "GET following.searches",
    "GET following.new_search",
    "POST following.save_search",
    "GET following.search_name",
    "POST following.rename_search",
    "POST following.delete_search",
    "POST following.restore_search",
)

URL = "/searches"
NEW = "/searches/new"


@pytest.fixture(autouse=True)
def _trial(database: Database) -> None:
    bring_in(database, numbered(1), title="A trial of rest", conditions=["Gout"])


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


def listed(client: FlaskClient) -> list[str]:
    page = client.get(URL).text.partition("Deleted lately")[0]
    return re.findall(r'<h2 class="item-title"><a href="[^"]*" dir="auto">([^<]*)</a>', page)


def test_works__it_is_saved_from_its_results(alice: FlaskClient) -> None:
    results = alice.get("/trials?q=rest&condition=Gout&page=1").text
    found = re.search(r'href="(/searches/new\?[^"]*)"', results)
    assert found
    form = alice.get(found[1].replace("&amp;", "&")).text
    assert 'value="condition=gout&amp;q=rest"' in form
    assert "“rest” · condition: gout" in form
    saved = alice.post(URL, data={"name": " Rest  cures ", "query": "q=rest&condition=gout", "follow": "y"})
    assert (saved.status_code, saved.location) == (303, URL)
    assert listed(alice) == ["Rest cures"]
    page = alice.get(URL).text
    assert 'href="/trials?condition=gout&amp;q=rest"' in page
    assert "Unfollow" in page
    assert "Rest cures" in alice.get("/following").text


def test_works__it_is_renamed(alice: FlaskClient, cast: Cast, database: Database) -> None:
    search_id = save_search(database, cast.viewer("alice"), "q=rest", "Rest")
    at = f"{URL}/{search_id}/name"
    assert 'value="Rest"' in alice.get(at).text
    assert alice.post(at, data={"name": ""}).status_code == 422
    assert alice.post(at, data={"name": "<b>Rest</b>"}).status_code == 303
    assert listed(alice) == ["&lt;b&gt;Rest&lt;/b&gt;"]


def test_works__deleting_ends_its_follow_and_both_can_be_undone(alice: FlaskClient) -> None:
    alice.post(URL, data={"name": "Rest", "query": "q=rest", "follow": "y"})
    found = re.search(r"/searches/([\w-]+)/deletion", alice.get(URL).text)
    assert found
    for _ in range(2):
        assert alice.post(f"{URL}/{found[1]}/deletion").location == URL
    assert listed(alice) == []
    assert "Deleted lately" in alice.get(URL).text
    assert "Rest" not in alice.get("/following").text
    assert alice.post("/following", data={"search": found[1]}).status_code == 404
    assert alice.get(f"{URL}/{found[1]}/name").status_code == 404
    assert alice.post(f"{URL}/{found[1]}/restoration").location == URL
    assert listed(alice) == ["Rest"]
    assert "Unfollow" in alice.get(URL).text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": ""}, "Give the search a name"),
        ({"name": "  "}, "Give the search a name"),
        ({"name": "x" * 81}, "80 characters long"),
        ({"name": "a\0b"}, "cannot be stored"),
        ({"query": "q=" + "x" * 1200}, "too long to be saved"),
    ],
)
def test_validates__what_is_wrong_is_said(alice: FlaskClient, form: dict[str, str], words: str) -> None:
    refused = alice.post(URL, data={"name": "Rest", "query": "q=rest"} | form)
    assert refused.status_code == 422
    assert words in refused.text
    assert listed(alice) == []


@pytest.mark.parametrize("query", ["q=%00", "q=%ed%a0%80", "&&&=", "q=" + "%22" * 300, "_external=1&endpoint=x&q=a"])
def test_validates__no_address_is_an_error(alice: FlaskClient, query: str) -> None:
    assert alice.get(f"{NEW}?{query}").status_code == 200
    assert alice.get(f"/trials?{query}").status_code == 200
    assert alice.post(URL, data={"name": "Odd", "query": query}).status_code in {303, 422}
    assert alice.get(URL).status_code == 200


def test_whose__a_stranger_is_asked_to_sign_in_and_comes_back(client: FlaskClient) -> None:
    asked = client.get(f"{NEW}?q=rest")
    assert asked.status_code == 303
    assert "q%3Drest" in asked.location


def test_whose__only_one_s_own(cast: Cast, database: Database) -> None:
    search_id = save_search(database, cast.viewer("alice"), "q=rest", "What Alice looks for")
    bob = cast.client("bob")
    assert "looks for" not in bob.get(URL).text
    for what in ("name", "deletion", "restoration"):
        assert bob.post(f"{URL}/{search_id}/{what}", data={"name": "Mine"}).status_code == 404
    assert bob.post("/following", data={"search": search_id}).status_code == 404
    assert listed(cast.client("alice")) == ["What Alice looks for"]


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_filters_are_saved_and_the_order_is_not(alice: FlaskClient) -> None:
    bring = "/trials?q=rest+OR+sleep&status=RECRUITING&sort=start&page=1&exact=1"
    found = re.search(r'href="(/searches/new\?[^"]*)"', alice.get(bring).text)
    assert found
    form = alice.get(found[1].replace("&amp;", "&")).text
    assert 'value="exact=1&amp;q=rest+OR+sleep&amp;status=RECRUITING"' in form
    assert "“rest OR sleep” · these words alone · status: Recruiting" in form


def test_it_is_offered_where_nothing_is_found(alice: FlaskClient) -> None:
    for nothing in ("q=zzzzzzzz", "condition=gout&phase=PHASE4"):
        page = alice.get(f"/trials?{nothing}").text
        assert "Save the search to be told when one comes in" in page
        assert "Save this search" in page
    assert "Save this search" not in alice.get("/trials?sort=start").text


def test_all_trials_are_no_search(alice: FlaskClient) -> None:
    assert "Save this search" not in alice.get("/trials").text
    assert "nothing to save" in alice.get(f"{NEW}?page=2&q=").text
    refused = alice.post(URL, data={"name": "All", "query": "page=2"})
    assert refused.status_code == 422
    assert "nothing to save" in refused.text


def test_the_same_search_is_saved_once(alice: FlaskClient) -> None:
    for name, query in (("One", "q=rest&condition=gout"), ("Two", "condition=Gout&q=+rest")):
        assert alice.post(URL, data={"name": name, "query": query}).status_code == 303
    assert listed(alice) == ["Two"]


def test_there_is_a_most(alice: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_SEARCHES", 1)
    alice.post(URL, data={"name": "One", "query": "q=one"})
    refused = alice.post(URL, data={"name": "Two", "query": "q=two"})
    assert refused.status_code == 422
    assert "You have 1 saved searches, which is the most" in refused.text
    assert alice.post(URL, data={"name": "One again", "query": "q=one"}).status_code == 303
