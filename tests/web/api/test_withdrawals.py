"""Withdrawing one's own reply by program and taking that back, under the words that were read."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate import clock
from annotate.activity.kinds import ActivityKind
from annotate.activity.models import Activity
from annotate.database import Database
from annotate.replies import withdrawing
from tests.cast import Cast
from tests.programs import Program, Programs
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, change_share, reply, share, thread_ids, unlock

VIEWS = ("POST api.withdraw_reply", "DELETE api.bring_back_reply")


@pytest.fixture
def shared(app: Flask, database: Database, cast: Cast) -> Shared:
    """A link of Alice's, under whose note Bob has replied."""
    shared = share(database, cast.viewer("alice"))
    reply(unlock(cast.client("bob"), app, shared), shared, "Bob to Alice")
    return shared


@pytest.fixture
def bob(programs: Programs) -> Program:
    return programs.of("bob")


@pytest.fixture
def own(bob: Program, shared: Shared) -> str:
    """The address of Bob's reply."""
    (thread,) = bob.get("/api/threads").get_json()["threads"]
    return f"/api/replies/{thread['replies'][0]['id']}"


def tag(program: Program, path: str) -> str:
    etag: str = program.get(path).get_json()["etag"]
    return etag


def kinds(database: Database) -> list[str]:
    """Give what was recorded of replies, the oldest first."""
    with database.reader() as session:
        rows = session.scalars(select(Activity.kind).where(Activity.kind.like("reply.%")).order_by(Activity.seq))
        return list(rows)


def test_works__the_words_go_and_come_back(
    bob: Program, alice: Program, own: str, shared: Shared, database: Database
) -> None:
    before = bob.get(own).get_json()
    withdrawn = bob.ask("POST", f"{own}/withdrawal", If_Match=before["etag"])
    assert withdrawn.status_code == 200
    shown = withdrawn.get_json()
    assert (shown["body"], bool(shown["withdrawn_at"]), shown["etag"]) == (
        "",
        True,
        before["etag"].replace('"r-', '"w-'),
    )
    assert withdrawn.headers["ETag"] == bob.get(own).headers["ETag"]
    assert "Bob to Alice" not in alice.get("/api/threads").text

    back = bob.ask("DELETE", f"{own}/withdrawal", If_Match=shown["etag"])
    assert (back.status_code, back.get_json()) == (200, before)
    assert "Bob to Alice" in alice.get("/api/threads").text
    assert kinds(database) == [ActivityKind.REPLY_CAME, ActivityKind.REPLY_WITHDRAWN, ActivityKind.REPLY_RESTORED]


def test_works__what_is_sent_again_is_done_once(bob: Program, own: str, database: Database) -> None:
    words = tag(bob, own)
    for method, wanted in (("POST", ""), ("DELETE", "Bob to Alice")):
        for stated in (words, words.replace("r-", "w-"), bob.get(own).headers["ETag"]):
            answer = bob.ask(method, f"{own}/withdrawal", If_Match=stated)
            assert (answer.status_code, answer.get_json()["body"]) == (200, wanted)
    assert len(kinds(database)) == 3


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_validates__it_states_the_words_that_were_read(bob: Program, own: str, database: Database, method: str) -> None:
    old = tag(bob, own)
    bob.ask("PATCH", own, {"body": "Second"}, If_Match=old)
    if method == "DELETE":
        bob.ask("POST", f"{own}/withdrawal", If_Match=tag(bob, own))
    before = bob.get(own).get_json()
    path = f"{own}/withdrawal"
    for stated in ({}, {"If_Match": "*"}):
        assert bob.ask(method, path, **stated).status_code == 428
    for stale in (old, f"W/{tag(bob, own)}", tag(bob, own).replace("r-", "n-").replace("w-", "n-"), '"x"'):
        problem = bob.ask(method, path, If_Match=stale)
        assert problem.status_code in {412, 428}, stale
        if problem.status_code == 412:
            assert (problem.get_json()["yours"], problem.get_json()["current"]) == (None, before)
    assert bob.get(own).get_json() == before, "nothing was changed"


def test_whose__nobody_else_withdraws_it_and_an_author_never(
    bob: Program, alice: Program, own: str, programs: Programs, database: Database
) -> None:
    words = tag(bob, own)
    thread = thread_ids(database)[0]
    sent = {"client_key": "k", "body": "Alice to Bob"}
    answered = alice.ask("POST", f"/api/threads/{thread}/replies", sent).get_json()
    alices = f"/api/replies/{answered['id']}"
    for method in ("POST", "DELETE"):
        for program in (alice, programs.of("charlie")):
            assert program.ask(method, f"{own}/withdrawal", If_Match=words).status_code == 404
        for program in (alice, bob):
            assert program.ask(method, f"{alices}/withdrawal", If_Match=answered["etag"]).status_code == 404
    assert bob.get(own).get_json()["body"] == "Bob to Alice"


def test_method__no_other_is_answered(client: FlaskClient, alice: Program) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)


def test_it_works_after_the_link_has_ended_and_until_the_words_are_deleted(
    bob: Program, own: str, shared: Shared, database: Database
) -> None:
    change_share(database, shared.id, revoked_at=clock.now())
    words = tag(bob, own)
    assert bob.ask("POST", f"{own}/withdrawal", If_Match=words).status_code == 200
    assert bob.ask("DELETE", f"{own}/withdrawal", If_Match=words).get_json()["body"] == "Bob to Alice"
    bob.ask("POST", f"{own}/withdrawal", If_Match=words)
    with time_machine.travel(clock.now() + withdrawing.UNDO - timedelta(days=1), tick=False):
        withdrawing.purge_due(database)
    assert bob.ask("DELETE", f"{own}/withdrawal", If_Match=words).status_code == 200
    bob.ask("POST", f"{own}/withdrawal", If_Match=words)
    with time_machine.travel(clock.now() + withdrawing.UNDO + timedelta(days=1), tick=False):
        withdrawing.purge_due(database)
    gone = bob.ask("DELETE", f"{own}/withdrawal", If_Match=words)
    assert (gone.status_code, "deleted" in gone.get_json()["detail"]) == (404, True)
