"""Lists while others write: who reads every page gets each thing that was there at the beginning once."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import Flask

from annotate import clock
from annotate.database import Database, new_id
from annotate.trials.queries import find_trial
from tests.cast import Cast
from tests.noting import Noting
from tests.programs import Program, Programs
from tests.sharing import reply, share, unlock
from tests.texts import REGISTRY_ID

Write = Callable[[int], object]


def read_all(program: Program, path: str, key: str, write: Write) -> list[str]:
    """Read every page of two, and let somebody write after each."""
    found: list[str] = []
    after, page = "", 0
    while True:
        answer = program.get(f"{path}limit=2{after}").get_json()
        found += [each.get("id") or str(each["revision"]) for each in answer[key]]
        write(page)
        if answer["next"] is None:
            return found
        after, page = f"&after={quote(answer['next'])}", page + 1
        assert page < 20


@pytest.fixture
def notes(noting: Noting) -> list[str]:
    return [noting.note() for _ in range(7)]


def test_of_notes_none_is_lost_and_none_comes_twice(alice: Program, noting: Noting, notes: list[str]) -> None:
    def write(page: int) -> None:
        noting.note()
        alice.ask("PATCH", f"/api/notes/{notes[page]}", {"label": "starter-dose"}, If_Match=f'"n-{notes[page]}-1"')

    assert read_all(alice, "/api/notes?", "notes", write) == notes[::-1]


def test_of_links_none_is_lost_and_none_comes_twice(alice: Program, notes: list[str]) -> None:
    def make(_page: int) -> str:
        ends = (clock.now() + timedelta(days=1)).isoformat()
        sent = {"client_key": new_id(), "name": "Bob", "notes": notes[:1], "expires_at": ends}
        made: str = alice.send("/api/links", json=sent).get_json()["link"]["id"]
        return made

    links = [make(0) for _ in range(5)]
    assert read_all(alice, "/api/links?", "links", make) == links[::-1]


def test_of_threads_in_the_order_of_their_beginning_none_is_lost(
    app: Flask, database: Database, cast: Cast, programs: Programs
) -> None:
    shared = share(database, cast.viewer("alice"), bodies=("Thought",) * 7, words=("",) * 7)
    bob = unlock(cast.client("bob"), app, shared)
    for note in range(6):
        reply(bob, shared, "An answer", note=note)
    alice = programs.of("alice")
    whole = alice.get("/api/threads?order=begun&limit=30").get_json()["threads"]

    def write(page: int) -> None:
        """Answer in a thread that is still to be read, which moves it to the head of the inbox, and begin another."""
        bobs = programs.of("bob")
        bobs.send(f"/api/threads/{whole[-1]['id']}/replies", json={"client_key": new_id(), "body": "Once more"})
        if page == 0:
            reply(bob, shared, "An answer", note=6)

    read = read_all(alice, "/api/threads?order=begun&", "threads", write)
    assert read == [thread["id"] for thread in whole]
    assert read_all(alice, "/api/threads?order=begun&", "threads", lambda _: None)[1:] == read
    assert alice.get("/api/threads?order=oddly").status_code == 422


def test_of_replies_and_revisions_none_is_lost(
    app: Flask, database: Database, cast: Cast, programs: Programs, noting: Noting
) -> None:
    alice, note = programs.of("alice"), noting.note()

    def change(number: int) -> None:
        text = {"body": f"Text {number}"}
        tag = alice.get(f"/api/notes/{note}").get_json()["etag"]
        assert alice.ask("PATCH", f"/api/notes/{note}", text, If_Match=tag).status_code == 200

    for number in range(7):
        change(number)
    kept = [str(each["revision"]) for each in alice.get(f"/api/notes/{note}/revisions").get_json()["revisions"]]
    assert read_all(alice, f"/api/notes/{note}/revisions?", "revisions", lambda page: change(100 + page)) == kept
    with database.reader() as session:
        trial_id = find_trial(session, REGISTRY_ID).id
    shared = share(database, cast.viewer("alice"), words=("",), trial_id=trial_id)
    reply(unlock(cast.client("bob"), app, shared), shared, "An answer")
    thread = alice.get("/api/threads").get_json()["threads"][0]["id"]

    def say(_page: int) -> str:
        sent = {"client_key": new_id(), "body": "Words"}
        said: str = alice.send(f"/api/threads/{thread}/replies", json=sent).get_json()["id"]
        return said

    replies = [say(0) for _ in range(5)]
    assert read_all(alice, f"/api/threads/{thread}/replies?", "replies", say)[:5] == replies[::-1]
