"""Withdrawing one's own reply and undoing it, on an account's pages and on a shared one: nobody else reads the words."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from annotate import clock
from annotate.database import Database
from annotate.personal_data.stored import stored_by
from annotate.replies import withdrawing
from annotate.replies.indexing import index_missing
from annotate.replies.models import Reply, ReplyRevision, WithdrawnReply
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, answer, change_share, reply, share, thread_ids, unlock

VIEWS = (
    "GET replies.withdrawal",
    "POST replies.withdraw",
    "POST replies.bring_back",
    "GET replies.shared_withdrawal",
    "POST replies.shared_withdraw",
    "POST replies.shared_bring_back",
)

SAID, BEFORE = "Quokka in the second arm", "Wombat in the first arm"


@pytest.fixture
def shared(app: Flask, database: Database, cast: Cast) -> Shared:
    """A share of Alice's under whose note Bob has replied."""
    made = share(database, cast.viewer("alice"))
    reply(unlock(cast.client("bob"), app, made), made, SAID)
    return made


@pytest.fixture
def own(shared: Shared, database: Database) -> str:
    """The address of Bob's reply."""
    return f"/own-replies/{only_reply(database).id}"


def only_reply(database: Database) -> Reply:
    with database.reader() as session:
        return session.scalars(select(Reply)).one()


def counts(page: str) -> list[str]:
    return re.findall(r'<span class="chip-count">([\d,]+)</span>', page)


def archive(client: FlaskClient) -> str:
    """Give all texts of somebody's archive."""
    with zipfile.ZipFile(io.BytesIO(client.get("/account/archive").get_data())) as files:
        return "\n".join(files.read(name).decode() for name in files.namelist())


def test_works__the_words_are_gone_for_the_author_and_the_time_stays(
    cast: Cast, database: Database, shared: Shared, own: str
) -> None:
    alice, bob = cast.client("alice"), cast.client("bob")
    thread = thread_ids(database)[0]
    bob.post(f"{own}/edits", data={"revision": "1", "body": BEFORE})
    bob.post(f"{own}/edits", data={"revision": "2", "body": SAID})
    assert counts(alice.get("/replies").text) == ["1", "1", "1"]
    asked = bob.get(f"{own}/withdrawal").text
    assert SAID in asked
    assert "If they have already read it, or copied it, that cannot be taken back." in asked
    assert SAID in alice.get(f"/replies/{thread}").text, "asking withdraws nothing"
    done = bob.post(f"{own}/withdrawal")
    assert (done.status_code, done.location) == (303, f"/replies/{thread}#reply-{only_reply(database).id}")
    pages = ("/replies", f"/replies/{thread}", f"/trials/{shared.registry_id}", f"/notes/{shared.note_ids[0]}")
    lists = ("/activity", "/", f"/shares/{shared.id}", f"/notes/{shared.note_ids[0]}/replies", "/notes?q=Quokka")
    for path in (*pages, *lists):
        page = alice.get(path).text
        assert "Quokka" not in page.replace('value="Quokka"', "").replace("?q=Quokka", ""), path
        assert "Wombat" not in page, path
    for path in pages:
        assert "Reply withdrawn" in alice.get(path).text, path
    assert "A private reply was withdrawn" in alice.get("/activity").text
    assert counts(alice.get("/replies").text) == ["1", "0", "0"], "nothing waits that is not there"


def test_works__its_writer_brings_it_back_from_the_thread_or_the_trash(
    cast: Cast, database: Database, shared: Shared, own: str
) -> None:
    alice, bob = cast.client("alice"), cast.client("bob")
    thread = f"/replies/{thread_ids(database)[0]}"
    before = only_reply(database)
    for where in (thread, "/trash/replies"):
        bob.post(f"{own}/withdrawal")
        page = bob.get(where).text
        assert f'action="{own}/restoration"' in page
        assert (SAID in page) is (where == "/trash/replies")
        assert bob.post(f"{own}/restoration").status_code == 303
        assert SAID in alice.get(thread).text
        assert counts(alice.get("/replies").text) == ["1", "1", "1"], "it is news still"
    after = only_reply(database)
    assert (after.body, after.created_at, after.revision) == (before.body, before.created_at, before.revision)
    assert "A withdrawn reply was brought back" in alice.get("/activity").text


def test_works__once_is_enough_and_so_is_undoing(cast: Cast, database: Database, own: str) -> None:
    bob = cast.client("bob")
    assert bob.post(f"{own}/restoration").status_code == 303, "nothing to undo"
    for _ in range(2):
        assert bob.post(f"{own}/withdrawal").status_code == 303
    assert "This reply is withdrawn" in bob.get(f"{own}/withdrawal").text
    with database.reader() as session:
        assert session.scalars(select(WithdrawnReply.body)).all() == [SAID]


def test_works__a_guest_withdraws_on_the_shared_page(app: Flask, cast: Cast, database: Database) -> None:
    shared = share(database, cast.viewer("alice"))
    guest = unlock(app.test_client(), app, shared)
    reply(guest, shared, SAID, name="A guest")
    page = guest.get(f"/shared/{shared.id}").text
    found = re.search(rf'href="(/shared/{shared.id}/own-replies/[^"]+)/withdrawal"', page)
    assert found
    path, thread = found[1], f"/replies/{thread_ids(database)[0]}"
    assert SAID in guest.get(f"{path}/withdrawal").text
    done = guest.post(f"{path}/withdrawal")
    assert (done.status_code, done.location) == (303, f"/shared/{shared.id}#note-{shared.note_ids[0]}")
    assert SAID not in cast.client("alice").get(thread).text
    page = guest.get(f"/shared/{shared.id}").text
    assert "You withdrew this reply" in page
    assert f'action="{path}/restoration"' in page
    assert SAID not in page
    for other in (unlock(app.test_client(), app, shared), app.test_client(), cast.client("bob")):
        assert other.get(f"{path}/withdrawal").status_code == 404
        assert other.post(f"{path}/restoration").status_code == 404
    assert guest.post(f"{path}/restoration").status_code == 303
    assert SAID in cast.client("alice").get(thread).text


def test_validates__what_is_withdrawn_is_neither_changed_nor_read_until_that_is_undone(
    cast: Cast, database: Database, own: str
) -> None:
    bob = cast.client("bob")
    bob.post(f"{own}/edits", data={"revision": "1", "body": BEFORE})
    bob.post(f"{own}/withdrawal")
    for path in (f"{own}/edits", f"{own}/revisions"):
        page = bob.get(path)
        assert page.status_code == 403
        assert "You have withdrawn this reply." in page.text
    assert bob.post(f"{own}/edits", data={"revision": "2", "body": "x"}).status_code == 403
    assert bob.post(f"{own}/revisions/1/restoration", data={"revision": "2"}).status_code == 403
    assert only_reply(database).body == ""
    bob.post(f"{own}/restoration")
    history = bob.get(f"{own}/revisions").text
    assert "Quokka" in history
    assert "Wombat" in history


def test_whose__nobody_withdraws_what_others_wrote_nor_what_an_author_answered(
    client: FlaskClient, cast: Cast, database: Database, shared: Shared, own: str
) -> None:
    answer(cast.client("alice"), thread_ids(database)[0], "What Alice said")
    with database.reader() as session:
        alices = f"/own-replies/{session.scalars(select(Reply.id).where(Reply.from_author)).one()}"
    for path, who in ((own, "alice"), (own, "charlie"), (alices, "bob"), (alices, "alice")):
        for base in (path, f"/shared/{shared.id}{path}"):
            assert cast.client(who).get(f"{base}/withdrawal").status_code == 404
            assert cast.client(who).post(f"{base}/withdrawal").status_code == 404
            assert cast.client(who).post(f"{base}/restoration").status_code == 404
    assert client.get(f"{own}/withdrawal").status_code == 303
    assert client.post(f"{own}/withdrawal").status_code == 401
    assert client.post(f"{own}/restoration").status_code == 401
    with database.reader() as session:
        assert session.scalar(select(func.count()).where(Reply.withdrawn_at.is_not(None))) == 0


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_reply_is_withdrawn_and_brought_back_after_the_link_has_ended(
    cast: Cast, database: Database, shared: Shared, own: str
) -> None:
    change_share(database, shared.id, revoked_at=clock.now())
    bob, thread = cast.client("bob"), f"/replies/{thread_ids(database)[0]}"
    assert bob.post(f"{own}/withdrawal").status_code == 303
    assert SAID not in cast.client("alice").get(thread).text
    assert bob.post(f"{own}/restoration").status_code == 303
    assert SAID in cast.client("alice").get(thread).text


def test_after_thirty_days_the_words_are_deleted(cast: Cast, database: Database, own: str) -> None:
    bob = cast.client("bob")
    bob.post(f"{own}/edits", data={"revision": "1", "body": BEFORE})
    bob.post(f"{own}/withdrawal")
    assert withdrawing.purge_due(database) == 0
    with time_machine.travel(clock.now() + timedelta(days=30, minutes=1), tick=False):
        assert withdrawing.purge_due(database) == 1
        assert withdrawing.purge_due(database) == 0
    with database.reader() as session:
        assert not session.scalars(select(WithdrawnReply)).all()
        assert not session.scalars(select(ReplyRevision)).all()
    assert bob.post(f"{own}/restoration").status_code == 404
    assert "You have withdrawn no reply." in bob.get("/trash/replies").text
    assert only_reply(database).withdrawn_at is not None


def test_programs_and_archives_follow(cast: Cast, database: Database, own: str) -> None:
    alice, bob = cast.client("alice"), cast.client("bob")
    held = stored(database, cast.viewer("bob").id)
    bob.post(f"{own}/withdrawal")
    assert stored(database, cast.viewer("bob").id) == held, "what waits in the trash counts"
    mine, theirs = archive(bob), archive(alice)
    assert SAID in mine
    assert SAID not in theirs
    for text in (mine, theirs):
        assert '"withdrawn_at": "' in text
        assert " UTC, withdrawn\n" in text


def stored(database: Database, account_id: str) -> int:
    with database.reader() as session:
        return stored_by(session, account_id)


def test_the_same_form_sent_again_does_not_send_it_again(
    app: Flask, cast: Cast, database: Database, shared: Shared
) -> None:
    bob, path = cast.client("bob"), f"/shared/{shared.id}/notes/{shared.note_ids[0]}/replies"
    data = {"body": "Said once", "client_key": "a key of its own"}
    bob.post(path, data=data)
    with database.reader() as session:
        reply_id = session.scalars(select(Reply.id).where(Reply.body == "Said once")).one()
    bob.post(f"/own-replies/{reply_id}/withdrawal")
    assert bob.post(path, data=data).status_code == 303
    assert "Said once" not in cast.client("alice").get(f"/replies/{thread_ids(database)[0]}").text


def test_the_search_of_the_note_s_author_knows_no_withdrawn_word(cast: Cast, database: Database, own: str) -> None:
    index_missing(database)  # as the job does: the note was written without the page
    alice, bob = cast.client("alice"), cast.client("bob")

    def is_found() -> bool:
        return "No notes match" not in alice.get("/notes?q=quokka").text

    assert is_found()
    bob.post(f"{own}/withdrawal")
    assert not is_found()
    bob.post(f"{own}/restoration")
    assert is_found()
