"""GET /replies: my threads as author and as respondent, unread ones first, page by page."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate.database import Database
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.sharing import answer, reply, share, thread_ids, unlock

VIEWS = ("GET replies.inbox",)


def threads_on(page: str) -> list[str]:
    return re.findall(r'class="item-title"><a href="/replies/([\w-]{22})"', page)


def test_works__both_sides_are_in_it(app: Flask, cast: Cast, database: Database) -> None:
    mine = share(database, cast.viewer("alice"))
    theirs = share(database, cast.viewer("bob"), trial_id=mine.trial_id)
    reply(unlock(cast.client("bob"), app, mine), mine, "Bob to Alice")
    reply(unlock(cast.client("alice"), app, theirs), theirs, "Alice to Bob")
    page = cast.client("alice").get("/replies").text
    assert "Bob to Alice" in page
    assert "You: <bdi>Alice to Bob</bdi>" in page
    assert "under your note" in page
    assert "under a note of theirs" in page
    assert threads_on(page) == thread_ids(database), "the unread one first, though it is older"


@pytest.mark.parametrize(
    "after",
    ["x", "1~~", "1~2026-01-01~x", "2~2026-01-01T00:00:00+00:00~x", "0~0001-01-01T00:00:00+01:00~x", "~\x00"],
)
def test_validates__a_cursor_that_no_page_made_is_not_found(cast: Cast, after: str) -> None:
    assert cast.client("alice").get("/replies", query_string={"after": after}).status_code == 404


def test_whose__it_needs_signing_in(client: FlaskClient) -> None:
    assert client.get("/replies").status_code == 303


def test_whose__others_see_nothing_of_it(app: Flask, cast: Cast, database: Database) -> None:
    shared = share(database, cast.viewer("alice"))
    reply(unlock(cast.client("bob"), app, shared), shared, "Bob to Alice")
    assert threads_on(cast.client("charlie").get("/replies").text) == []


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_an_empty_one_says_what_to_do(cast: Cast) -> None:
    assert "No replies yet" in cast.client("charlie").get("/replies").text


def test_an_excerpt_shows_words_and_no_markdown(app: Flask, cast: Cast, database: Database) -> None:
    shared = share(database, cast.viewer("alice"))
    reply(unlock(cast.client("bob"), app, shared), shared, "See **table 2**:\n\n- 5 mg/kg*2")
    assert "See table 2: - 5 mg/kg*2" in cast.client("alice").get("/replies").text


def test_of_each_thread_the_last_reply_alone_is_read(
    app: Flask, cast: Cast, database: Database, loaded: list[str]
) -> None:
    shared = share(database, cast.viewer("alice"))
    bob = unlock(cast.client("bob"), app, shared)
    for words in ("First", "Second", "Third"):
        reply(bob, shared, words)
    loaded.clear()
    assert "Third" in cast.client("alice").get("/replies").text
    assert loaded == ["Third"]


def test_every_thread_comes_once_and_the_queries_stay_the_same(
    app: Flask, cast: Cast, database: Database, queries: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.replies.queries.PAGE_SIZE", 3)
    monkeypatch.setattr("annotate.replies.presenters.PAGE_SIZE", 3)
    shared = share(database, cast.viewer("alice"))
    for number in range(8):
        reply(unlock(app.test_client(), app, shared), shared, f"Guest {number}", name="A guest")
    ids = thread_ids(database)
    alice = cast.client("alice")
    for thread in (ids[0], ids[3], ids[6]):
        answer(alice, thread, "Read and answered")
    seen, counts, address = [], [], "/replies"
    while address:
        queries.clear()
        page = alice.get(address).text
        counts.append(len(queries))
        seen += threads_on(page)
        older = re.search(r'href="(/replies\?after=[^"]+)" rel="next"', page)
        address = older.group(1).replace("&amp;", "&") if older else ""
    assert seen == [ids[7], ids[5], ids[4], ids[2], ids[1], ids[6], ids[3], ids[0]]
    assert len(set(counts)) == 1
    assert counts[0] <= 7


def test_a_page_after_the_last_thread_says_so(cast: Cast) -> None:
    page = cast.client("alice").get("/replies", query_string={"after": "0~2026-01-01T00:00:00+00:00~x"})
    assert page.status_code == 200
    assert "There are no older replies." in page.text
