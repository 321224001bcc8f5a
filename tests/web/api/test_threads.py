"""Threads and replies by program: each side of an exchange, as on the pages, and no other."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from annotate import clock
from annotate.database import Database, new_id
from annotate.replies.models import Reply
from annotate.replies.withdrawing import withdraw
from tests.cast import Cast
from tests.programs import Program, Programs
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, change_share, reply, share, thread_ids, unlock

VIEWS = (
    "GET api.threads",
    "GET api.thread",
    "GET api.replies",
    "POST api.create_reply",
    "GET api.reply",
    "PATCH api.change_reply",
)


@pytest.fixture
def shared(app: Flask, database: Database, cast: Cast) -> Shared:
    """A link of Alice's over two notes; Bob has answered under the first, and a guest under the second."""
    shared = share(database, cast.viewer("alice"), bodies=("One note", "Another note"), words=("160 mg", "240 mg"))
    reply(unlock(cast.client("bob"), app, shared), shared, "Bob to Alice")
    reply(unlock(app.test_client(), app, shared), shared, "A guest to Alice", name="Gina", note=1)
    return shared


@pytest.fixture
def bob(programs: Programs) -> Program:
    return programs.of("bob")


def listed(program: Program, query: str = "") -> list[dict[str, Any]]:
    answer = program.get(f"/api/threads{query}")
    assert answer.status_code == 200, answer.text
    threads: list[dict[str, Any]] = answer.get_json()["threads"]
    return threads


def test_works__an_author_reads_every_thread_and_a_respondent_their_own(
    shared: Shared, alice: Program, bob: Program
) -> None:
    assert [(each["other"], each["as_author"]) for each in listed(alice)] == [("Gina (guest)", True), ("Bob", True)]
    (mine,) = listed(bob)
    assert (mine["other"], mine["as_author"], mine["note"]["body"]) == ("Alice", False, "One note")
    assert [(each["who"], each["mine"], each["body"]) for each in mine["replies"]] == [("Bob", True, "Bob to Alice")]
    assert "guest" not in bob.get("/api/threads").text


def test_works__it_answers_once_and_only_the_other_side_reads_it(
    shared: Shared, alice: Program, bob: Program, database: Database
) -> None:
    thread = thread_ids(database)[0]
    sent = {"client_key": "k", "body": "Alice to Bob"}
    answers = [alice.ask("POST", f"/api/threads/{thread}/replies", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].data == answers[1].data == alice.get(answers[0].location).data
    (mine,) = listed(bob)
    theirs = mine["replies"][1]
    assert (theirs["body"], theirs["mine"], theirs["revision"], theirs["etag"]) == ("Alice to Bob", False, None, None)
    assert bob.get(answers[0].location).status_code == 404
    assert bob.get(f"/api/threads/{thread}").get_json() == mine


def test_works__a_reply_is_changed_by_whoever_wrote_it(shared: Shared, alice: Program, bob: Program) -> None:
    (mine,) = listed(bob)
    path, tag = f"/api/replies/{mine['replies'][0]['id']}", mine["replies"][0]["etag"]
    assert bob.ask("PATCH", path, {"body": "Second"}).status_code == 428
    changed = bob.ask("PATCH", path, {"body": "Second"}, If_Match=tag)
    assert (changed.status_code, changed.get_json()["revision"]) == (200, 2)
    assert bob.ask("PATCH", path, {"body": "Second\n"}, If_Match=tag).status_code == 200, "its answer got lost"
    stale = bob.ask("PATCH", path, {"body": "Third"}, If_Match=tag)
    problem = stale.get_json()
    assert (stale.status_code, problem["yours"]["body"], problem["current"]["body"]) == (412, "Third", "Second")
    assert (problem["base"]["body"], problem["current"]["etag"]) == ("Bob to Alice", bob.get(path).get_json()["etag"])
    for method, sent in (("GET", None), ("PATCH", {"body": "Alice's"})):
        assert alice.ask(method, path, sent, If_Match=tag).status_code == 404
    assert alice.get(path, If_None_Match="*").status_code == 404
    assert bob.get(path, If_None_Match=bob.get(path).headers["ETag"]).status_code == 304


def test_works__a_withdrawn_reply_has_its_time_and_no_words(
    shared: Shared, alice: Program, bob: Program, database: Database
) -> None:
    (before,) = listed(bob)[0]["replies"]
    path = f"/api/replies/{before['id']}"
    with database.transaction() as session:
        withdraw(session, session.get_one(Reply, before["id"]))
    unchanged = bob.get(path, If_None_Match=before["etag"])
    assert (unchanged.status_code, unchanged.get_json()["body"]) == (200, "")
    for program in (alice, bob):
        (thread,) = (each for each in listed(program) if each["other"] in {"Bob", "Alice"})
        assert not thread["unread"]
        every = program.get(f"/api/threads/{thread['id']}/replies").get_json()["replies"]
        for shown in (*thread["replies"], *every):
            assert (shown["body"], bool(shown["withdrawn_at"])) == ("", True)
    tag = bob.get(path).headers["ETag"]
    for stated in (before["etag"], tag):
        assert bob.ask("PATCH", path, {"body": "x"}, If_Match=stated).status_code in {400, 403, 412}
    with database.reader() as session:
        assert session.get_one(Reply, before["id"]).body == ""


@pytest.mark.parametrize("body", ["", " \n ", "x" * 10_001])
def test_validates__what_cannot_be_sent_is_named(shared: Shared, bob: Program, body: str) -> None:
    (mine,) = listed(bob)
    asked = [
        ("POST", f"/api/threads/{mine['id']}/replies", {"client_key": "k", "body": body}),
        ("PATCH", f"/api/replies/{mine['replies'][0]['id']}", {"body": body}),
    ]
    for method, path, sent in asked:
        answer = bob.ask(method, path, sent, If_Match=mine["replies"][0]["etag"])
        assert (answer.status_code, answer.get_json()["errors"][0]["pointer"]) == (422, "#/body")


def test_whose__a_thread_of_others_looks_like_none(shared: Shared, programs: Programs, database: Database) -> None:
    charlie = programs.of("charlie")
    sent = {"client_key": "k", "body": "In between"}
    for thread in (*thread_ids(database), "A" * 22):
        assert charlie.get(f"/api/threads/{thread}").status_code == 404
        assert charlie.ask("POST", f"/api/threads/{thread}/replies", sent).status_code == 404
    assert listed(charlie) == listed(charlie, f"?note={shared.note_ids[0]}") == []


def test_method__reading_marks_nothing_as_read(shared: Shared, alice: Program) -> None:
    for _ in range(2):
        assert [each["unread"] for each in listed(alice)] == [True, True]


def test_method__no_other_is_answered(client: FlaskClient, alice: Program) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)


def test_it_lists_those_of_one_note_by_key(shared: Shared, alice: Program, bob: Program) -> None:
    first, second = shared.note_ids
    assert [each["other"] for each in listed(alice, f"?note={first}")] == ["Bob"]
    assert listed(bob, f"?note={second}") == []
    page = alice.get("/api/threads?limit=1").get_json()
    assert [each["other"] for each in page["threads"]] == ["Gina (guest)"]
    rest = alice.get("/api/threads?limit=1&after=" + page["next"].replace("+", "%2B")).get_json()
    assert ([each["other"] for each in rest["threads"]], rest["next"]) == (["Bob"], None)
    assert alice.get("/api/threads?after=x").status_code == 404


def test_a_long_thread_brings_its_last_replies_and_the_way_to_the_others(
    shared: Shared, alice: Program, bob: Program, programs: Programs, database: Database
) -> None:
    thread = thread_ids(database)[0]
    path = f"/api/threads/{thread}/replies"
    with database.transaction() as session:
        at = clock.now()
        rows = [
            # Two of each instant, as a clock may have it.
            {"id": new_id(), "thread_id": thread, "from_author": bool(number % 2), "body": f"{number}",
             "client_key": new_id(), "created_at": at + timedelta(seconds=number // 2)}
            for number in range(119)
        ]  # fmt: skip
        session.execute(insert(Reply), rows)
    by_itself = alice.get(f"/api/threads/{thread}").get_json()
    parts = [alice.get(f"{path}?limit=100").get_json()]
    parts.append(alice.get(f"{path}?limit=100&after=" + parts[0]["next"].replace("+", "%2B")).get_json())
    every = [each["body"] for part in parts for each in part["replies"]][::-1]
    assert (len(every), parts[1]["next"]) == (len(set(every)), None)
    assert set(every) == {"Bob to Alice", *map(str, range(119))}
    assert [each["body"] for each in by_itself["replies"]] == every[-100:]

    listed_one = listed(alice, f"?note={shared.note_ids[0]}")[0]
    assert [each["body"] for each in listed_one["replies"]] == every[-10:]
    before = alice.get(f"{path}?after=" + listed_one["earlier"].replace("+", "%2B")).get_json()
    assert [each["body"] for each in before["replies"]] == every[-11:-41:-1]
    assert listed(bob)[0]["earlier"] is not None

    change_share(database, shared.id, unlock_epoch=2)
    own = [body for body in every if body == "Bob to Alice" or int(body) % 2 == 0]
    assert [each["body"] for each in listed(bob)[0]["replies"]] == own[-10:], (
        "those that Bob may still read are counted"
    )
    assert [each["body"] for each in bob.get(path + "?limit=100").get_json()["replies"]] == own[::-1]
    assert programs.of("charlie").get(path).status_code == 404
    assert alice.get(path + "?after=x").status_code == 404


def test_when_the_link_ends_the_respondent_keeps_their_own_words(
    shared: Shared, alice: Program, bob: Program, database: Database
) -> None:
    thread = thread_ids(database)[0]
    alice.ask("POST", f"/api/threads/{thread}/replies", {"client_key": "k", "body": "Alice to Bob"})
    change_share(database, shared.id, can_reply=False)
    assert bob.ask("POST", f"/api/threads/{thread}/replies", {"client_key": "k", "body": "More"}).status_code == 403
    change_share(database, shared.id, unlock_epoch=2)
    (mine,) = listed(bob)
    assert (mine["note"], mine["can_reply"], [each["body"] for each in mine["replies"]]) == (
        None,
        False,
        ["Bob to Alice"],
    )
    assert len(listed(alice, f"?note={shared.note_ids[0]}")[0]["replies"]) == 2
    own = mine["replies"][0]
    assert bob.ask("PATCH", f"/api/replies/{own['id']}", {"body": "x"}, If_Match=own["etag"]).status_code == 403


def test_it_asks_for_a_fixed_number_of_rows(
    app: Flask, shared: Shared, cast: Cast, alice: Program, queries: list[str]
) -> None:
    counted = []
    for name in ("charlie", "dana"):
        alice.get("/api/threads")
        queries.clear()
        alice.get("/api/threads")
        counted.append(len([statement for statement in queries if statement.startswith(("SELECT", "WITH"))]))
        reply(unlock(cast.client(name), app, shared), shared, f"{name} to Alice")
    assert counted[0] == counted[1]
