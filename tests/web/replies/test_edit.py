"""Editing one's own reply, on an account's pages and on a shared one: the other side reads the present text alone."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate import clock
from annotate.database import Database
from annotate.replies.models import Reply, ReplyRevision
from tests.bad_input import refused
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, answer, change_share, reply, share, thread_ids, unlock

VIEWS = (
    "GET replies.edits",
    "POST replies.edit",
    "GET replies.revisions",
    "POST replies.restore",
    "GET replies.shared_edits",
    "POST replies.shared_edit",
    "GET replies.shared_revisions",
    "POST replies.shared_restore",
)


@pytest.fixture
def shared(app: Flask, database: Database, cast: Cast) -> Shared:
    """A share of Alice's under whose note Bob has replied, and she has answered."""
    made = share(database, cast.viewer("alice"))
    reply(unlock(cast.client("bob"), app, made), made, "What Bob said")
    answer(cast.client("alice"), thread_ids(database)[0], "What Alice said")
    return made


@pytest.fixture
def replies(shared: Shared, database: Database) -> dict[str, str]:
    """The ids of the replies, by who wrote them."""
    with database.reader() as session:
        rows = session.execute(select(Reply.from_author, Reply.id))
        return {"alice" if from_author else "bob": reply_id for from_author, reply_id in rows}


def body_of(database: Database, reply_id: str) -> str:
    with database.reader() as session:
        return session.get_one(Reply, reply_id).body


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_works__the_other_side_reads_the_new_words_and_when(
    cast: Cast, database: Database, shared: Shared, replies: dict[str, str], who: str
) -> None:
    me, other = cast.client(who), cast.client({"alice": "bob", "bob": "alice"}[who])
    path = f"/own-replies/{replies[who]}/edits"
    form = me.get(path).text
    assert f"What {who.title()} said</textarea>" in form
    done = me.post(path, data={"revision": "1", "body": "Put differently"})
    thread = thread_ids(database)[0]
    assert (done.status_code, done.location) == (303, f"/replies/{thread}#reply-{replies[who]}")
    for page in (f"/replies/{thread}", f"/trials/{shared.registry_id}" if who == "bob" else f"/shared/{shared.id}"):
        told = other.get(page).text
        assert "Put differently" in told
        assert "<span>edited <" in told
        assert f"What {who.title()} said" not in told
    history = me.get(f"/own-replies/{replies[who]}/revisions").text
    assert f"<del>What {who.title()} said</del><ins>Put differently</ins>" in history
    assert f'href="/own-replies/{replies[who]}/revisions">edited' in me.get(f"/replies/{thread}").text


def test_works__an_earlier_text_is_put_back(cast: Cast, database: Database, replies: dict[str, str]) -> None:
    bob, path = cast.client("bob"), f"/own-replies/{replies['bob']}"
    bob.post(f"{path}/edits", data={"revision": "1", "body": "Other words"})
    assert bob.post(f"{path}/revisions/1/restoration", data={"revision": "2"}).status_code == 303
    assert body_of(database, replies["bob"]) == "What Bob said"
    with database.reader() as session:
        kept = session.scalars(select(ReplyRevision.body).order_by(ReplyRevision.number)).all()
    assert kept == ["What Bob said", "Other words"]
    assert bob.post(f"{path}/revisions/9/restoration", data={"revision": "3"}).status_code == 404


def test_works__a_guest_edits_on_the_shared_page(app: Flask, cast: Cast, database: Database, shared: Shared) -> None:
    guest = unlock(app.test_client(), app, shared)
    reply(guest, shared, "What the guest said", name="A guest")
    page = guest.get(f"/shared/{shared.id}").text
    edits = re.search(rf'href="(/shared/{shared.id}/own-replies/[^"]+/edits)"', page)
    assert edits
    assert "What the guest said</textarea>" in guest.get(edits[1]).text
    done = guest.post(edits[1], data={"revision": "1", "body": "Put differently"})
    assert done.location == f"/shared/{shared.id}#note-{shared.note_ids[0]}"
    history = edits[1].replace("edits", "revisions")
    assert f'href="{history}">edited' in guest.get(f"/shared/{shared.id}").text
    assert "What the guest said" in guest.get(history).text
    assert guest.post(f"{history}/1/restoration", data={"revision": "2"}).status_code == 303
    assert "What the guest said" in guest.get(f"/shared/{shared.id}").text
    for path in (edits[1], history):
        assert unlock(app.test_client(), app, shared).get(path).status_code == 404
        assert cast.client("bob").get(path).status_code == 404
        assert app.test_client().get(path).status_code == 404


@pytest.mark.parametrize("body", ["", " \n", "x" * 10_001, "a\x00b"])
def test_validates__words_that_cannot_be_taken(
    cast: Cast, database: Database, replies: dict[str, str], body: str
) -> None:
    path = f"/own-replies/{replies['bob']}/edits"
    answered = cast.client("bob").post(path, data={"revision": "1", "body": body})
    assert answered.status_code == 422
    assert 'name="revision" value="1"' in answered.text
    assert body_of(database, replies["bob"]) == "What Bob said"


def test_validates__nothing_bad_breaks_it(cast: Cast, database: Database, replies: dict[str, str]) -> None:
    bob, path = cast.client("bob"), f"/own-replies/{replies['bob']}"
    check: Callable[[], object] = lambda: body_of(database, replies["bob"])  # noqa: E731 - a name for what must not change
    refused(bob, f"{path}/edits", {"revision": "1", "body": "x"}, check)
    refused(bob, f"{path}/revisions/1/restoration", {"revision": "1"}, check)


def test_whose__nobody_edits_or_reads_the_history_of_what_others_wrote(
    client: FlaskClient, cast: Cast, database: Database, shared: Shared, replies: dict[str, str]
) -> None:
    for who, other in (("alice", "bob"), ("bob", "alice"), ("bob", "charlie")):
        for base in (f"/own-replies/{replies[who]}", f"/shared/{shared.id}/own-replies/{replies[who]}"):
            assert cast.client(other).get(f"{base}/edits").status_code == 404
            assert cast.client(other).get(f"{base}/revisions").status_code == 404
            assert cast.client(other).post(f"{base}/edits", data={"revision": "1", "body": "x"}).status_code == 404
            restored = cast.client(other).post(f"{base}/revisions/1/restoration", data={"revision": "1"})
            assert restored.status_code == 404
    assert client.get(f"/own-replies/{replies['bob']}/edits").status_code == 303
    assert client.post(f"/own-replies/{replies['bob']}/edits", data={"body": "x"}).status_code == 401
    assert body_of(database, replies["bob"]) == "What Bob said"


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_stale_edit_shows_both_texts(cast: Cast, database: Database, replies: dict[str, str]) -> None:
    bob, path = cast.client("bob"), f"/own-replies/{replies['bob']}"
    bob.post(f"{path}/edits", data={"revision": "1", "body": "From one window"})
    for answered in (
        bob.post(f"{path}/edits", data={"revision": "1", "body": "What Bob said then"}),
        bob.post(f"{path}/revisions/1/restoration", data={"revision": "1"}),
    ):
        assert answered.status_code == 409
        assert "<del>From one window</del><ins>What Bob said" in answered.text
        assert f'action="{path}/edits"' in answered.text
    sent = {"revision": "2", "body": "Both", "mine": "What Bob said then", "take": "mine"}
    assert bob.post(f"{path}/edits", data=sent).status_code == 303
    assert body_of(database, replies["bob"]) == "What Bob said then"


def test_when_the_link_has_ended_words_stay_as_they_are(
    cast: Cast, database: Database, shared: Shared, replies: dict[str, str]
) -> None:
    change_share(database, shared.id, revoked_at=clock.now())
    bob, path = cast.client("bob"), f"/own-replies/{replies['bob']}"
    assert bob.post(f"{path}/edits", data={"revision": "1", "body": "Too late"}).status_code == 403
    assert "edits" not in bob.get(f"/replies/{thread_ids(database)[0]}").text
    assert "What Bob said" in bob.get(f"{path}/revisions").text
    assert (
        cast.client("alice")
        .post(f"/own-replies/{replies['alice']}/edits", data={"revision": "1", "body": "An author always may"})
        .status_code
        == 303
    )
