"""POST /shared/<share id>/notes/<note id>/replies: a respondent answers the note's author, and nobody else."""

import html

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from annotate.database import Database
from annotate.replies.models import Reply, Thread
from annotate.shares.models import Guest, ShareNote, Unlock
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, change_share, reply, share, thread_ids, try_passcode, unlock
from tests.sharing import answer as answered

VIEWS = ("POST replies.respond",)


@pytest.fixture
def shared(database: Database, cast: Cast) -> Shared:
    return share(database, cast.viewer("alice"))


@pytest.fixture
def guest(client: FlaskClient, app: Flask, shared: Shared) -> FlaskClient:
    """A guest's browser with the share unlocked."""
    return unlock(client, app, shared)


def count(database: Database, what: type[Reply | Thread | Guest]) -> int:
    with database.reader() as session:
        return session.scalar(select(func.count()).select_from(what)) or 0


WRONG = {
    "no words": ({"body": ""}, "Write something first"),
    "blank words": ({"body": " \r\n\t "}, "Write something first"),
    "too many words": ({"body": "x" * 10_001}, "at most 10,000 characters"),
    "NUL": ({"body": "a\x00b"}, "cannot be stored"),
    "no name": ({"name": ""}, "Enter the name"),
    "a name of nothing": ({"name": "\u202e\u200f \t"}, "Enter the name"),
    "a long name": ({"name": "x" * 81}, "at most 80 characters"),
    "a huge name": ({"name": "x" * 5000}, "at most 80 characters"),
    "no key": ({"client_key": ""}, "arrived incomplete"),
    "a long key": ({"client_key": "x" * 65}, "64"),
}


def test_works__a_guest_gives_a_name_once_and_sees_their_words(
    guest: FlaskClient, database: Database, shared: Shared
) -> None:
    assert 'name="name"' in guest.get(f"/shared/{shared.id}").text
    answer = reply(guest, shared, "240 mg, *surely*", name="  Dr.  Second Reader ")
    assert answer.status_code == 303
    assert answer.location == f"/shared/{shared.id}#note-{shared.note_ids[0]}"
    page = guest.get(f"/shared/{shared.id}").text
    assert "240 mg, <em>surely</em>" in page
    assert "Private: only you and Alice" in page
    assert "You reply as <bdi>Dr. Second Reader</bdi> (guest)" in page
    assert 'name="name"' not in page
    assert reply(guest, shared, "And more").status_code == 303
    assert (count(database, Guest), count(database, Thread), count(database, Reply)) == (1, 1, 2)


@pytest.mark.parametrize("name", WRONG)
def test_validates__what_cannot_be_taken_is_said_and_kept(
    guest: FlaskClient, database: Database, shared: Shared, name: str
) -> None:
    change, words = WRONG[name]
    data = {"body": "Long thought about", "name": "A guest", "client_key": "key"} | change
    page = guest.post(f"/shared/{shared.id}/notes/{shared.note_ids[0]}/replies", data=data)
    assert page.status_code == 422
    assert words in html.unescape(page.text)
    if "body" not in change:
        assert "Long thought about" in page.text
    assert f'href="/sign-in?next=/shared/{shared.id}"' in page.text
    assert (count(database, Guest), count(database, Thread), count(database, Reply)) == (0, 0, 0)


def test_whose__only_an_open_unlock_replies(app: Flask, cast: Cast, database: Database, shared: Shared) -> None:
    for stranger in (app.test_client(), cast.client("charlie"), cast.client("alice")):
        assert reply(stranger, shared, "Let me in", name="A guest").status_code == 404
    assert count(database, Reply) == 0


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_colleague_keeps_their_account(app: Flask, cast: Cast, database: Database, shared: Shared) -> None:
    bob = unlock(cast.client("bob"), app, shared)
    assert 'name="name"' not in bob.get(f"/shared/{shared.id}").text
    assert reply(bob, shared, "From my account").status_code == 303
    with database.reader() as session:
        thread = session.scalars(select(Thread)).one()
    assert (thread.respondent_account_id, thread.respondent_guest_id) == (cast.viewer("bob").id, None)


def test_who_signs_in_after_unlocking_replies_by_account(
    app: Flask, cast: Cast, client: FlaskClient, database: Database, shared: Shared
) -> None:
    unlock(client, app, shared)
    viewer = cast.viewer("bob")
    with client.session_transaction() as session:
        session["_user_id"] = viewer.sign_in_id
        session["_fresh"] = True
    assert reply(client, shared, "Now signed in").status_code == 303
    with database.reader() as session_:
        assert session_.scalars(select(Thread.respondent_account_id)).one() == viewer.id
        assert session_.scalars(select(Unlock.account_id)).one() == viewer.id
    assert "Now signed in" in client.get("/replies").text


def test_the_same_reply_sent_twice_is_kept_once(guest: FlaskClient, database: Database, shared: Shared) -> None:
    target = f"/shared/{shared.id}/notes/{shared.note_ids[0]}/replies"
    data = {"body": "Once", "name": "A guest", "client_key": "the-form's-own-key"}
    for _ in range(3):
        assert guest.post(target, data=data).status_code == 303
    assert (count(database, Guest), count(database, Reply)) == (1, 1)


def test_a_name_is_shown_as_text(guest: FlaskClient, cast: Cast, shared: Shared) -> None:
    reply(guest, shared, "Hello", name="<b>Alice</b>\u202e")
    page = cast.client("alice").get("/replies").text
    assert "&lt;b&gt;Alice&lt;/b&gt; (guest)" in page
    assert "\u202e" not in page


def test_markup_in_words_stays_words(guest: FlaskClient, shared: Shared) -> None:
    reply(guest, shared, "<script>alert(1)</script> ANC <LLN [x](javascript:alert(1))", name="A guest")
    page = guest.get(f"/shared/{shared.id}").text
    assert "<script>alert" not in page
    assert "ANC &lt;LLN" in page
    assert 'href="javascript' not in page


def test_a_note_that_is_not_shared_takes_no_reply(
    guest: FlaskClient, cast: Cast, database: Database, shared: Shared
) -> None:
    other = share(database, cast.viewer("alice"), trial_id=shared.trial_id)
    stray = Shared(shared.id, "", "", "", other.note_ids)
    assert reply(guest, stray, "Elsewhere", name="A guest").status_code == 404
    with database.transaction() as session:
        session.delete(session.get_one(ShareNote, (shared.id, shared.note_ids[0])))
    assert reply(guest, shared, "Too late", name="A guest").status_code == 404
    assert count(database, Reply) == 0


def test_replies_that_were_switched_off_meanwhile(guest: FlaskClient, database: Database, shared: Shared) -> None:
    change_share(database, shared.id, can_reply=False)
    answer = reply(guest, shared, "Still there?", name="A guest")
    assert answer.status_code == 403
    assert count(database, Guest) == 0


def test_the_owner_does_not_reply_to_themselves(app: Flask, cast: Cast, database: Database, shared: Shared) -> None:
    alice = unlock(cast.client("alice"), app, shared)
    assert reply(alice, shared, "To myself").status_code == 403
    assert count(database, Thread) == 0


def test_two_guests_of_one_name_are_two(app: Flask, cast: Cast, database: Database, shared: Shared) -> None:
    for words in ("First", "Second"):
        reply(unlock(app.test_client(), app, shared), shared, words, name="A guest")
    assert (count(database, Guest), count(database, Thread)) == (2, 2)


def test_a_guest_of_one_share_is_a_stranger_at_another(
    guest: FlaskClient, app: Flask, cast: Cast, database: Database, shared: Shared
) -> None:
    reply(guest, shared, "Known here", name="A guest")
    other = share(database, cast.viewer("alice"), trial_id=shared.trial_id)
    cookie = guest.get_cookie("guest", path=f"/shared/{shared.id}")
    assert cookie is not None
    unlock(guest, app, other)
    guest.set_cookie("guest", cookie.value, path=f"/shared/{other.id}")
    page = guest.get(f"/shared/{other.id}").text
    assert "Known here" not in page
    assert 'name="name"' in page


def test_an_exchange_takes_so_many_replies_and_no_more(
    guest: FlaskClient, database: Database, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.replies.actions.MOST_IN_THREAD", 2)
    for words in ("One", "Two"):
        assert reply(guest, shared, words, name="A guest").status_code == 303
    answer = reply(guest, shared, "Words to keep")
    assert answer.status_code == 429
    assert "which is the limit" in answer.text
    assert "Words to keep" in answer.text
    assert count(database, Reply) == 2


def test_a_link_takes_so_many_replies_and_no_more(
    app: Flask, cast: Cast, guest: FlaskClient, database: Database, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred guests could have filled their author's page with a gigabyte."""
    monkeypatch.setattr("annotate.replies.actions.MOST_BY_LINK", 1)
    assert reply(guest, shared, "One", name="A guest").status_code == 303
    for visitor in (guest, unlock(cast.client("bob"), app, shared)):
        answer = reply(visitor, shared, "Words to keep")
        assert answer.status_code == 429
        assert "reached its limit of replies" in answer.text
        assert "Words to keep" in answer.text
    assert count(database, Reply) == 1
    (thread,) = thread_ids(database)
    assert answered(cast.client("alice"), thread, "The author goes on").status_code == 303


def test_a_link_takes_so_many_guests_and_no_more(
    app: Flask, cast: Cast, database: Database, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.shares.unlocks.actions.MOST_GUESTS", 1)
    known = unlock(app.test_client(), app, shared)
    assert reply(known, shared, "One", name="A guest").status_code == 303
    answer = reply(unlock(app.test_client(), app, shared), shared, "Words to keep", name="Another")
    assert answer.status_code == 429
    assert "Too many guests from your network have replied by this link" in answer.text
    assert "Words to keep" in answer.text
    assert "Another" in answer.text
    assert count(database, Guest) == 1
    assert reply(known, shared, "Two").status_code == 303
    assert reply(unlock(cast.client("bob"), app, shared), shared, "By my account").status_code == 303


def test_no_guest_and_no_network_uses_a_link_up_for_others(
    app: Flask, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = share(database, cast.viewer("alice"), bodies=("One", "Two"), words=("160 mg", "≥18 Years"))

    def visitor(network: int) -> FlaskClient:
        client = app.test_client()
        try_passcode(client, app, shared, REMOTE_ADDR=f"192.0.{network}.7")
        return client

    monkeypatch.setattr("annotate.replies.actions.MOST_OF_RESPONDENT", 2)
    first, second, elsewhere = visitor(1), visitor(1), visitor(2)
    assert [reply(first, shared, str(number), name="A", note=number % 2).status_code for number in range(3)] == [
        303,
        303,
        429,
    ]
    monkeypatch.setattr("annotate.replies.actions.MOST_BY_LINK", 6)
    assert [reply(second, shared, str(number), name="B").status_code for number in range(2)] == [303, 429]
    assert [reply(elsewhere, shared, str(number), name="C").status_code for number in range(2)] == [303, 303]
    monkeypatch.setattr("annotate.replies.actions.MOST_BY_LINK", 12)
    bob = unlock(cast.client("bob"), app, shared)
    assert [reply(bob, shared, str(number)).status_code for number in range(3)] == [303, 303, 429]
    charlie = unlock(cast.client("charlie"), app, shared)
    assert [reply(charlie, shared, str(number)).status_code for number in range(3)] == [303, 303, 429], "Bob's network"


def test_networks_together_leave_some_of_a_link_to_newcomers(
    app: Flask, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two networks had used up all 200 guests and 2,000 replies."""
    shared = share(database, cast.viewer("alice"))
    monkeypatch.setattr("annotate.shares.unlocks.actions.MOST_GUESTS", 16)
    monkeypatch.setattr("annotate.replies.actions.MOST_BY_LINK", 16)

    def attack(network: int) -> list[int]:
        """Send as a new guest each time until three are refused, and give the statuses."""
        told: list[int] = []
        while told.count(429) < 3:
            guest = app.test_client()
            try_passcode(guest, app, shared, REMOTE_ADDR=f"192.0.{network}.7")
            told.append(reply(guest, shared, "Words", name="A").status_code)
        return told

    assert [attack(network).count(303) for network in range(1, 7)] == [8, 4, 2, 1, 1, 0]
    assert count(database, Guest) == count(database, Reply) == 16
