"""GET /replies/<thread id> and its POSTs: author and respondent answer each other, and mark what they read."""

import html
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate import clock
from annotate.database import Database
from annotate.notes.models import Note
from annotate.replies.models import Reply
from annotate.shares.access import end_access
from annotate.shares.models import Share, ShareNote, Unlock
from tests.cast import Cast
from tests.programs import Programs
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, answer, change_share, reply, share, thread_ids, unlock

VIEWS = ("GET replies.thread", "POST replies.answer", "POST replies.read")


@pytest.fixture
def shared(app: Flask, database: Database, cast: Cast) -> Shared:
    """A share of Alice's under whose note Bob has replied."""
    made = share(database, cast.viewer("alice"))
    reply(unlock(cast.client("bob"), app, made), made, "What Bob said")
    return made


@pytest.fixture
def thread(shared: Shared, database: Database) -> str:
    return thread_ids(database)[0]


def bodies(database: Database) -> list[str]:
    with database.reader() as session:
        return list(session.scalars(select(Reply.body).order_by(Reply.created_at)))


def test_works__both_sides_answer_and_read(cast: Cast, database: Database, thread: str) -> None:
    alice, bob = cast.client("alice"), cast.client("bob")
    page = alice.get(f"/replies/{thread}").text
    assert "What Bob said" in page
    assert "160 mg" in page
    assert "Private: only you and Bob" in page
    assert "Only Bob will read your reply." in page
    done = answer(alice, thread, "What Alice said")
    assert (done.status_code, done.location) == (303, f"/replies/{thread}#end")
    page = bob.get(f"/replies/{thread}").text
    assert "What Alice said" in page
    assert "Only Alice, who wrote this note, will read your reply." in page
    assert answer(bob, thread, "What Bob said then").status_code == 303
    assert bodies(database) == ["What Bob said", "What Alice said", "What Bob said then"]


@pytest.mark.parametrize("body", ["", " \n", "x" * 10_001, "a\x00b"])
def test_validates__words_that_cannot_be_taken(cast: Cast, database: Database, thread: str, body: str) -> None:
    page = answer(cast.client("alice"), thread, body)
    assert page.status_code == 422
    assert page.text.count('class="errors form-errors"') == 1
    assert len(bodies(database)) == 1


@pytest.mark.parametrize("seen", ["", "x", "A" * 22, "a\x00b", "x" * 5000])
def test_validates__marking_an_unknown_reply_marks_nothing(cast: Cast, thread: str, seen: str) -> None:
    alice = cast.client("alice")
    assert alice.post(f"/threads/{thread}/reading", data={"seen": seen}).status_code == 303
    assert 'class="count"' in alice.get("/replies").text


def test_whose__nobody_else_has_a_thread(client: FlaskClient, cast: Cast, database: Database, thread: str) -> None:
    charlie = cast.client("charlie")
    for path in (f"/replies/{thread}", f"/replies/{'A' * 22}"):
        assert charlie.get(path).status_code == 404
        assert client.get(path).status_code == 303
    for path in (f"/threads/{thread}/replies", f"/threads/{thread}/reading"):
        data = {"body": "x", "client_key": "k", "seen": "x"}
        assert charlie.post(path, data=data).status_code == 404
        assert client.post(path, data=data).status_code == 401
    assert bodies(database) == ["What Bob said"]


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_answers_stand_under_the_note_too(cast: Cast, shared: Shared, thread: str) -> None:
    alice, bob = cast.client("alice"), cast.client("bob")
    card = alice.get(f"/trials/{shared.registry_id}").text
    assert "What Bob said" in card
    assert f'action="/threads/{thread}/replies"' in card
    done = alice.post(f"/threads/{thread}/replies", data={"body": "From the card", "client_key": "k", "place": "card"})
    assert done.location == f"/trials/{shared.registry_id}#note-{shared.note_ids[0]}"
    assert "From the card" in bob.get(f"/shared/{shared.id}").text


def test_ten_thousand_characters_are_taken_whole(cast: Cast, database: Database, thread: str) -> None:
    words = "\U0001f9ea" * 10_000
    assert answer(cast.client("alice"), thread, words).status_code == 303
    assert bodies(database)[1] == words


def test_the_same_answer_sent_twice_is_kept_once(cast: Cast, database: Database, thread: str) -> None:
    for client in (cast.client("alice"), cast.client("alice"), cast.client("bob")):
        client.post(f"/threads/{thread}/replies", data={"body": "Said", "client_key": "the same", "place": "thread"})
    assert bodies(database) == ["What Bob said", "Said", "Said"], "one of each side"


def test_other_words_under_the_same_key_are_not_lost(cast: Cast, database: Database, thread: str) -> None:
    for words in ("Yes", "No, wait", "Yes", "No, wait"):
        data = {"body": words, "client_key": "the same", "place": "thread"}
        assert cast.client("alice").post(f"/threads/{thread}/replies", data=data).status_code == 303
    assert bodies(database) == ["What Bob said", "Yes", "No, wait"]


def test_unread_marks_come_and_go(
    cast: Cast, database: Database, shared: Shared, thread: str, loaded: list[str]
) -> None:
    alice, bob = cast.client("alice"), cast.client("bob")
    unread = '<span class="count"><span aria-hidden="true">1</span><span class="visually-hidden">1 unread</span></span>'
    assert unread in alice.get("/replies").text
    assert unread not in bob.get("/replies").text
    page = alice.get(f"/replies/{thread}").text
    assert unread in alice.get("/replies").text, "looking changes nothing"
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    loaded.clear()
    done = alice.post(f"/threads/{thread}/reading", data={"seen": seen.group(1)})
    assert (done.status_code, done.location) == (303, f"/replies/{thread}")
    assert not loaded, "no reply is loaded to mark it as read"
    assert unread not in alice.get("/replies").text
    answer(alice, thread, "An answer")
    assert unread in bob.get("/replies").text
    page = bob.get(f"/shared/{shared.id}").text
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    target = f"/shared/{shared.id}/notes/{shared.note_ids[0]}/reading"
    assert bob.post(target, data={"seen": seen.group(1)}).status_code == 303
    assert unread not in bob.get("/replies").text


def test_answering_marks_what_was_there_as_read(cast: Cast, thread: str) -> None:
    alice = cast.client("alice")
    answer(alice, thread, "An answer")
    assert 'class="count"' not in alice.get("/replies").text


def test_what_came_in_after_the_page_stays_unread(cast: Cast, shared: Shared, thread: str) -> None:
    alice, bob = cast.client("alice"), cast.client("bob")
    seen = re.search(r'name="seen" value="([^"]+)"', alice.get(f"/replies/{thread}").text)
    assert seen
    reply(bob, shared, "One more thing")
    alice.post(f"/threads/{thread}/reading", data={"seen": seen.group(1)})
    assert 'class="count"' in alice.get("/replies").text


ENDINGS = (
    "revoked", "expired", "suspended", "paused", "a new passcode", "the note taken out", "the note deleted", "left", "ended by Alice"
)  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_when_it_ends_the_respondent_keeps_their_own_words_alone(
    cast: Cast, programs: Programs, database: Database, shared: Shared, thread: str, ending: str
) -> None:
    alice, bob, program = cast.client("alice"), cast.client("bob"), programs.of("bob")
    answer(alice, thread, "What Alice said")
    assert "What Alice said" in program.get("/api/threads").text
    end(database, bob, shared, ending)
    paths = (f"/api/threads/{thread}", f"/api/threads/{thread}/replies", "/api/threads")
    answers = [bob.get(f"/replies/{thread}"), bob.get("/replies"), *map(program.get, paths)]
    for page in (each.text for each in answers):
        assert "What Bob said" in page
        for gone in ("What Alice said", "160 mg", "Is this dose right?"):
            assert gone not in page
        assert 'class="count"' not in page
    refused = answer(bob, thread, "Too late")
    assert refused.status_code == 403
    late = {"client_key": "late", "body": "Too late"}
    assert program.ask("POST", f"/api/threads/{thread}/replies", late).status_code == 403
    assert bodies(database) == ["What Bob said", "What Alice said"]
    page = alice.get(f"/replies/{thread}").text
    assert "What Alice said" in page
    assert "What Bob said" in page


def end(database: Database, visitor: FlaskClient, shared: Shared, ending: str) -> None:

    if ending == "left":
        visitor.post(f"/shared/{shared.id}/leaving")
    elif ending == "the note taken out":
        with database.transaction() as session:
            session.delete(session.get_one(ShareNote, (shared.id, shared.note_ids[0])))
    elif ending == "the note deleted":
        with database.transaction() as session:
            session.get_one(Note, shared.note_ids[0]).deleted_at = clock.now()
    elif ending == "expired":
        with database.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE shares SET created_at = '2026-01-01', expires_at = '2026-01-02'")
    elif ending == "ended by Alice":
        with database.transaction() as session:
            end_access(session, session.get_one(Share, shared.id), session.scalars(select(Unlock.id)).one())
    elif ending == "a new passcode":
        change_share(database, shared.id, unlock_epoch=2)
    else:
        change_share(database, shared.id, **{f"{ending}_at": clock.now()})


def test_an_account_goes_on_with_its_exchange_after_its_unlock_ran_out(
    cast: Cast, programs: Programs, database: Database, shared: Shared, thread: str
) -> None:
    alice, bob, program = cast.client("alice"), cast.client("bob"), programs.of("bob")
    answer(alice, thread, "What Alice said")
    with database.transaction() as session:
        unlock = session.scalars(select(Unlock)).one()
        unlock.created_at, unlock.expires_at = clock.now() - timedelta(hours=13), clock.now() - timedelta(hours=1)
    assert bob.get(f"/shared/{shared.id}").status_code != 200, "the link asks for its passcode again"
    for page in (bob.get(f"/replies/{thread}"), program.get(f"/api/threads/{thread}"), program.get("/api/threads")):
        assert "What Alice said" in page.text
        assert "160 mg" in page.text
    sent = {"client_key": "k", "body": "Weeks later"}
    assert program.ask("POST", f"/api/threads/{thread}/replies", sent).status_code == 201


def test_unlocking_again_gives_it_back(app: Flask, cast: Cast, database: Database, shared: Shared, thread: str) -> None:
    alice, bob = cast.client("alice"), cast.client("bob")
    answer(alice, thread, "What Alice said")
    bob.post(f"/shared/{shared.id}/leaving")
    assert "What Alice said" not in bob.get(f"/replies/{thread}").text
    unlock(bob, app, shared)
    assert "What Alice said" in bob.get(f"/replies/{thread}").text


def test_a_later_link_to_the_same_note_gives_it_back(
    app: Flask, cast: Cast, database: Database, shared: Shared, thread: str
) -> None:
    alice, bob = cast.client("alice"), cast.client("bob")
    answer(alice, thread, "What Alice said")
    change_share(database, shared.id, revoked_at=clock.now())
    later = share(database, cast.viewer("alice"), trial_id=shared.trial_id)
    with database.transaction() as session:
        session.add(ShareNote(share_id=later.id, note_id=shared.note_ids[0], added_at=clock.now()))
    unlock(bob, app, later)
    assert "What Alice said" in bob.get(f"/replies/{thread}").text
    assert "What Alice said" in bob.get(f"/shared/{later.id}").text


def test_the_author_is_told_when_an_answer_would_wait(
    cast: Cast, database: Database, shared: Shared, thread: str
) -> None:
    change_share(database, shared.id, revoked_at=clock.now())
    page = html.unescape(cast.client("alice").get(f"/replies/{thread}").text)
    assert "Bob has no active link to this note. Your reply waits until they have one." in page
    assert answer(cast.client("alice"), thread, "For later").status_code == 303
