"""GET /trash, and deleting for good."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from annotate import clock
from annotate.database import Database
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.sharing import reply, share, thread_ids, unlock

VIEWS = ("GET trash.trash", "GET trash.erasure", "POST trash.erase")


def test_works__it_lists_what_was_deleted_when_and_where(cast: Cast, noting: Noting) -> None:
    alice = cast.client("alice")
    kept, gone = noting.note(body="Kept"), noting.note(body="Thrown away", on="160 mg", label="starter-dose")
    alice.post(f"/notes/{gone}/deletion")
    page = alice.get("/trash").text
    assert "Thrown away" in page
    assert "160 mg" in page
    assert "Dose" in page
    assert "<span>deleted " in page
    assert "deleted permanently in 29 days 23 hours" in page
    assert "Kept" not in page
    assert 'href="/trash"' in alice.get("/notes").text
    assert alice.post(f"/notes/{gone}/restoration").status_code == 303
    assert "The trash is empty." in alice.get("/trash").text
    assert kept in alice.get("/notes").text


def test_works__deleting_for_good_asks_first(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(body="A thought"), cast.client("alice")
    path = f"/trash/{note}/erasure"
    assert alice.get(path).status_code == alice.post(path).status_code == 404, "it is not in the trash"
    alice.post(f"/notes/{note}/deletion")
    asked = alice.get(path).text
    assert "Delete this note permanently?" in asked
    assert "A thought" in asked
    assert "A thought" in alice.get("/trash").text, "asking deletes nothing"
    done = alice.post(path)
    assert (done.status_code, done.location) == (303, "/trash")
    assert "A thought" not in alice.get("/trash").text
    for gone in (f"/notes/{note}", path):
        assert alice.get(gone).status_code == 404
    assert alice.post(f"/notes/{note}/restoration").status_code == 404


@pytest.mark.parametrize("after", ["nonsense", "~", "\0"])
def test_validates__a_cursor_that_no_page_made_is_not_found(cast: Cast, after: str) -> None:
    assert cast.client("alice").get("/trash", query_string={"after": after}).status_code == 404


def test_whose__nobody_else_sees_or_erases(client: FlaskClient, cast: Cast, noting: Noting) -> None:
    note = noting.note(body="A secret thought")
    cast.client("alice").post(f"/notes/{note}/deletion")
    charlie, path = cast.client("charlie"), f"/trash/{note}/erasure"
    assert "secret" not in charlie.get("/trash").text
    assert charlie.get(path).status_code == charlie.post(path).status_code == 404
    assert client.get("/trash").location.startswith("/sign-in")
    assert client.post(path).status_code == 401
    assert "A secret thought" in cast.client("alice").get("/trash").text


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_what_comes_back_is_as_it_was(app: Flask, cast: Cast, database: Database) -> None:
    shared = share(database, cast.viewer("alice"), bodies=("A thought",))
    alice, bob = cast.client("alice"), unlock(cast.client("bob"), app, shared)
    reply(bob, shared, "What Bob said")
    note = shared.note_ids[0]
    alice.post(f"/notes/{note}/edits", data={"revision": "1", "body": "A better thought"})
    alice.post(f"/notes/{note}/deletion")
    assert "thought" not in bob.get(f"/shared/{shared.id}").text, "out of the link at once"
    assert "restored with 1 private conversation and 1 active link" in alice.get("/trash").text
    alice.post(f"/notes/{note}/restoration")
    page = bob.get(f"/shared/{shared.id}").text
    assert "A better thought" in page
    assert "What Bob said" in page
    card = alice.get(f"/notes/{note}").text
    assert "In 1 link" in card
    assert "What Bob said" in card
    assert "A thought" in re.sub("<[^>]+>", "", alice.get(f"/notes/{note}/revisions").text)


def test_a_respondent_keeps_their_own_words(app: Flask, cast: Cast, database: Database) -> None:
    shared = share(database, cast.viewer("alice"), bodies=("A thought",))
    reply(unlock(cast.client("bob"), app, shared), shared, "What Bob said")
    alice, thread = cast.client("alice"), thread_ids(database)[0]
    alice.post(f"/notes/{shared.note_ids[0]}/deletion")
    alice.post(f"/trash/{shared.note_ids[0]}/erasure")
    for path in ("/replies", f"/replies/{thread}"):
        page = cast.client("bob").get(path)
        assert "What Bob said" in page.text
        assert "A thought" not in page.text
        assert "160 mg" not in page.text
    assert "What Bob said" not in alice.get("/replies").text
    assert alice.get(f"/replies/{thread}").status_code == 404
    assert alice.get("/notes").status_code == alice.get(f"/trials/{shared.registry_id}").status_code == 200


def test_pages_follow_one_another_with_as_many_queries(cast: Cast, noting: Noting, queries: list[str]) -> None:
    alice, seen, counts = cast.client("alice"), [], []
    at = clock.now()
    for number in range(35):
        note = noting.note(body=f"Words {number}")
        with time_machine.travel(at + timedelta(seconds=number // 2), tick=False):
            alice.post(f"/notes/{note}/deletion")
    path = "/trash"
    while path:
        queries.clear()
        page = alice.get(path).text
        counts.append(len(queries))
        seen += re.findall(r"<p>(Words \d+)</p>", page)
        older = re.search(r'href="(/trash\?[^"]+)" rel="next"', page)
        path = older[1].replace("&amp;", "&") if older else ""
    assert sorted(seen) == sorted(f"Words {number}" for number in range(35))
    assert counts[0] == counts[1] <= 6
