"""GET /replies: my threads by note, as author and as respondent, unread ones first, page by page."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate import clock
from annotate.database import Database
from annotate.replies.models import Reply
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, answer, change_share, reply, share, thread_ids, unlock

VIEWS = ("GET replies.inbox", "GET replies.under_note")


def conversations(app: Flask, database: Database, shared: Shared, number: int, *, note: int = 0) -> list[str]:
    """Let guests reply under a note, and give the threads that they began, the first one first."""
    before = len(thread_ids(database))
    for guest in range(number):
        reply(unlock(app.test_client(), app, shared), shared, f"Guest {guest}", name="A guest", note=note)
    return thread_ids(database)[before:]


def counted(page: str) -> list[str]:
    """Give the numbers that the filters of a page show."""
    return re.findall(r'<span class="chip-count">([\d,]+)</span>', page)


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
    assert "<span>your note</span>" in page
    assert "a note of <bdi>Bob" in page
    assert threads_on(page) == thread_ids(database), "the unread one first, though it is older"


@pytest.mark.parametrize(
    "after",
    ["x", "1~~", "1~2026-01-01~x", "2~2026-01-01T00:00:00+00:00~x", "0~0001-01-01T00:00:00+01:00~x", "~\x00"],
)
def test_validates__a_cursor_that_no_page_made_is_not_found(cast: Cast, after: str) -> None:
    assert cast.client("alice").get("/replies", query_string={"after": after}).status_code == 404
    assert cast.client("alice").get("/notes/x/replies", query_string={"after": after}).status_code == 404


@pytest.mark.parametrize("show", ["x", "ALL", "\x00", "9" * 5000])
def test_validates__an_unknown_filter_is_none(app: Flask, cast: Cast, database: Database, show: str) -> None:
    ids = conversations(app, database, share(database, cast.viewer("alice")), 1)
    page = cast.client("alice").get("/replies", query_string={"show": show})
    assert (page.status_code, threads_on(page.text)) == (200, ids)


def test_whose__it_needs_signing_in(client: FlaskClient, app: Flask, cast: Cast, database: Database) -> None:
    shared = share(database, cast.viewer("alice"))
    conversations(app, database, shared, 1)
    assert client.get("/replies").status_code == 303
    assert app.test_client().get(f"/notes/{shared.note_ids[0]}/replies").status_code == 303


def test_whose__others_see_nothing_of_it(app: Flask, cast: Cast, database: Database) -> None:
    shared = share(database, cast.viewer("alice"))
    reply(unlock(cast.client("bob"), app, shared), shared, "Bob to Alice")
    page = cast.client("charlie").get("/replies").text
    assert threads_on(page) == counted(page) == []
    assert cast.client("charlie").get(f"/notes/{shared.note_ids[0]}/replies").status_code == 404


def test_whose__a_respondent_sees_their_own_under_a_note_of_many(app: Flask, cast: Cast, database: Database) -> None:
    shared = share(database, cast.viewer("alice"))
    conversations(app, database, shared, 3)
    reply(unlock(cast.client("bob"), app, shared), shared, "Bob to Alice")
    mine = thread_ids(database)[-1:]
    for path in ("/replies", f"/notes/{shared.note_ids[0]}/replies"):
        page = cast.client("bob").get(path).text
        assert threads_on(page) == mine
        assert "more conversation" not in page
    assert counted(cast.client("bob").get("/replies").text) == ["1", "0", "0"]


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


def test_threads_under_one_note_stand_together_and_the_note_once(
    app: Flask, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.replies.inbox.queries.MOST_UNDER_NOTE", 2)
    shared = share(database, cast.viewer("alice"), bodies=("One", "Two"), words=("160 mg", "240 mg"))
    first = conversations(app, database, shared, 3)
    second = conversations(app, database, shared, 1, note=1)
    answer(cast.client("alice"), first[2], "Read and answered")
    page = cast.client("alice").get("/replies").text
    assert threads_on(page) == [first[1], first[0], second[0]], "its latest reply is what a note stands by"
    assert page.count("160 mg</a></h2>") == page.count("240 mg</a></h2>") == 1
    assert f'href="/notes/{shared.note_ids[0]}/replies">1 more conversation<' in page
    every = cast.client("alice").get(f"/notes/{shared.note_ids[0]}/replies").text
    assert threads_on(every) == [first[1], first[0], first[2]]


def test_filters_leave_what_is_unread_and_what_is_mine_to_answer(app: Flask, cast: Cast, database: Database) -> None:
    shared = share(database, cast.viewer("alice"))
    alice, bob = cast.client("alice"), unlock(cast.client("bob"), app, shared)
    guests = conversations(app, database, shared, 3)
    reply(bob, shared, "Bob to Alice")
    bobs = thread_ids(database)[-1]
    answer(alice, guests[0], "Read and answered")
    alice.post(f"/threads/{guests[1]}/reading", data={"seen": last_reply(database, guests[1])})
    answer(alice, bobs, "Alice to Bob")
    found = {show: alice.get(f"/replies?show={show}").text for show in ("all", "unread", "answer")}
    assert counted(found["all"]) == counted(found["answer"]) == ["4", "1", "2"]
    assert threads_on(found["unread"]) == [guests[2]]
    assert threads_on(found["answer"]) == [guests[2], guests[1]]
    assert 'href="/replies?show=answer" aria-current="page"' in found["answer"]
    assert threads_on(bob.get("/replies?show=answer").text) == [bobs]
    change_share(database, shared.id, can_reply=False)
    page = bob.get("/replies?show=answer").text
    assert "Nothing waits for your answer." in page
    assert counted(page) == ["1", "1", "0"], "what cannot be answered waits for nobody"
    change_share(database, shared.id, revoked_at=clock.now())
    assert counted(bob.get("/replies").text) == ["1", "0", "0"]
    assert "Nothing is unread." in bob.get("/replies?show=unread").text


def test_every_thread_comes_once_and_the_queries_stay_the_same(
    app: Flask, cast: Cast, database: Database, queries: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("inbox.queries", "inbox.presenters"):
        monkeypatch.setattr(f"annotate.replies.{module}.PAGE_SIZE", 3)
    monkeypatch.setattr("annotate.replies.queries.PAGE_SIZE", 3)
    monkeypatch.setattr("annotate.replies.inbox.presenters.THREADS_PAGE_SIZE", 3)
    viewer, texts = cast.viewer("alice"), tuple(f"Note {number}" for number in range(8))
    shared = share(database, viewer, bodies=texts, words=("",) * 8)
    ids = [conversations(app, database, shared, 1, note=number)[0] for number in range(8)]
    alice = cast.client("alice")
    for thread in (ids[0], ids[3], ids[6]):
        answer(alice, thread, "Read and answered")
    seen, counts = walk(alice, "/replies", queries)
    assert seen == [ids[7], ids[5], ids[4], ids[2], ids[1], ids[6], ids[3], ids[0]]
    assert len(set(counts)) == 1
    assert counts[0] <= 9
    assert walk(alice, "/replies?show=unread", queries)[0] == [ids[7], ids[5], ids[4], ids[2], ids[1]]
    under = [*conversations(app, database, shared, 7), ids[0]]
    seen, counts = walk(alice, f"/notes/{shared.note_ids[0]}/replies", queries)
    assert (sorted(seen), seen[-1]) == (sorted(under), ids[0]), "the one that is read comes last"
    assert len(set(counts)) == 1


def walk(client: FlaskClient, address: str, queries: list[str]) -> tuple[list[str], list[int]]:
    """Go through the pages of a list, and give the threads on them, and how many queries each took."""
    seen, counts = [], []
    while address:
        queries.clear()
        page = client.get(address).text
        counts.append(len(queries))
        seen += threads_on(page)
        older = re.search(r'href="([^"]+)" rel="next"', page)
        address = html.unescape(older.group(1)) if older else ""
    return seen, counts


def last_reply(database: Database, thread_id: str) -> str:
    with database.reader() as session:
        wanted = select(Reply.id).where(Reply.thread_id == thread_id).order_by(Reply.created_at.desc()).limit(1)
        return session.scalars(wanted).one()


def test_a_page_after_the_last_thread_says_so(cast: Cast) -> None:
    page = cast.client("alice").get("/replies", query_string={"after": "0~2026-01-01T00:00:00+00:00~x"})
    assert page.status_code == 200
    assert "There are no older replies." in page.text
