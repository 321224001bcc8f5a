"""Leaving for a while, and for good."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate import clock
from annotate.accounts.models import Account
from annotate.activity.models import Activity
from annotate.codebook.actions import create_label, delete_label
from annotate.codebook.tags.actions import take_tags
from annotate.database import Base, Database
from annotate.following.subjects import SubjectKind
from annotate.mail import actions as outbox
from annotate.notes.labelled import move_notes, put_tags
from annotate.notes.models import Note
from annotate.notes.queries import has_notes
from annotate.personal_data import actions
from annotate.personal_data.actions import GRACE, delete_due
from annotate.replies.models import Reply
from annotate.shares.models import Share
from annotate.trials.models import Trial
from tests import bad_input
from tests.cast import PASSWORD, Cast
from tests.following import follow, save_search
from tests.mailing import mails
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, address, answer, reply, share, thread_ids, unlock, write_note

VIEWS = (
    "GET personal_data.deactivation",
    "POST personal_data.deactivation",
    "GET personal_data.deletion",
    "POST personal_data.deletion",
)

ALICE = "alice@example.org"
TYPED = {"email": ALICE}
LATER = timedelta(minutes=31)
WORDS = "Alice's secret question"
WAYS = {"/account/deactivation": {}, "/account/deletion": TYPED}


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


@pytest.fixture
def shared(database: Database, cast: Cast) -> Shared:
    return share(database, cast.viewer("alice"), bodies=(WORDS,))


def everything(database: Database) -> str:
    """Give all that the database holds but for the trials, as words."""
    tables = [table for table in Base.metadata.sorted_tables if not table.name.startswith("trial")]
    with database.engine.connect() as connection:
        return "\n".join(repr(tuple(row)) for table in tables for row in connection.execute(select(table)))


def pass_the_grace(database: Database) -> int:
    with time_machine.travel(clock.now() + GRACE + timedelta(minutes=1)):
        return delete_due(database)


@pytest.mark.parametrize("way", WAYS)
def test_works__links_and_devices_end_at_once(
    alice: FlaskClient, app: Flask, cast: Cast, shared: Shared, database: Database, way: str
) -> None:
    bob = unlock(cast.client("bob"), app, shared)
    telephone = app.test_client()
    telephone.post("/sign-in", data={"email": ALICE, "password": PASSWORD})
    answered = alice.post(way, data=WAYS[way])
    assert (answered.status_code, answered.location) == (303, "/")
    assert "Clear-Site-Data" in answered.headers
    for client in (alice, telephone):
        assert client.get("/account").status_code == 303
    assert app.test_client().get(address(app, shared.id)).status_code == 410
    assert bob.get(f"/shared/{shared.id}").status_code == 410
    assert [mail.subject for mail in mails(database, ALICE)][-1] == "Your account on annotate is closed"


def test_works__after_the_grace_nothing_of_it_is_left(
    alice: FlaskClient, app: Flask, cast: Cast, shared: Shared, database: Database
) -> None:
    with database.transaction() as session:
        create_label(session, cast.viewer("alice"), has_notes, name="Alice's label", hue=1)
        thrown = create_label(session, cast.viewer("alice"), has_notes, name="Alice's other label", hue=1)
        delete_label(session, thrown, move_notes)
        note = session.get_one(Note, shared.note_ids[0])
        put_tags(session, note, take_tags(session, cast.viewer("alice"), ["Alice's tag"]))
    alice_id = cast.viewer("alice").id
    follow(database, cast.viewer("alice"), SubjectKind.TRIAL, shared.registry_id)
    search = save_search(database, cast.viewer("alice"), "q=gout", "Alice's secret search")
    follow(database, cast.viewer("alice"), SubjectKind.SEARCH, search)
    alice.post(f"/searches/{search}/feed")
    alice.post(f"/trials/{shared.registry_id}/versions/1/last-read")
    guest = unlock(app.test_client(), app, shared)
    reply(guest, shared, "the guest's words", name="A guest")
    answer(alice, thread_ids(database)[0], "Alice's answer")
    alice.post("/account/email", data={"email": "alice@elsewhere.example"})
    alice.post("/account/deletion", data=TYPED)
    assert delete_due(database) == 0
    assert pass_the_grace(database) == 1
    left = everything(database)
    for words in ("Alice", "alice", "secret", "160 mg", "the guest's words"):
        assert words not in left, words
    with database.reader() as session:
        assert session.scalars(select(Account)).all() == []
        keys = [key for table in Base.metadata.sorted_tables for key in table.foreign_keys]
        of_accounts = [key for key in keys if key.column.table.name == "accounts"]
        assert len(of_accounts) > 10
        for key in of_accounts:
            assert session.execute(select(key.parent).where(key.parent == alice_id)).all() == [], key.parent


@pytest.mark.parametrize("typed", ["", "alice", "bob@example.org", "alice@example.org."])
def test_validates__deletion_asks_for_the_address(alice: FlaskClient, database: Database, typed: str) -> None:
    page = alice.post("/account/deletion", data={"email": typed})
    assert page.status_code == 422
    assert "to confirm" in page.text.split('id="email-error"')[1]
    assert alice.get("/account").status_code == 200
    assert pass_the_grace(database) == 0


@pytest.mark.parametrize("way", WAYS)
def test_validates__nothing_bad_breaks_it(alice: FlaskClient, way: str) -> None:
    for wrong, body in bad_input.bodies(["email"]).items():
        status = alice.post(way, **body).status_code
        # An empty form is a whole one where nothing has to be typed.
        assert 400 <= status < 500 or way == "/account/deactivation", wrong
        if way == "/account/deletion":
            assert alice.get("/account").status_code == 200, wrong


@pytest.mark.parametrize("way", WAYS)
def test_whose__strangers_are_asked_to_sign_in(client: FlaskClient, way: str) -> None:
    assert client.get(way).location == f"/sign-in?next={way}"
    assert client.post(way, data=TYPED).status_code == 401


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


@pytest.mark.parametrize("way", WAYS)
def test_signing_in_brings_notes_back_and_no_link(
    alice: FlaskClient, app: Flask, shared: Shared, database: Database, way: str
) -> None:
    alice.post(way, data=WAYS[way])
    assert alice.post("/sign-in", data={"email": ALICE, "password": PASSWORD}).status_code == 303
    assert WORDS in alice.get("/notes").text
    assert app.test_client().get(address(app, shared.id)).status_code == 410
    assert pass_the_grace(database) == 0
    assert WORDS in everything(database)


@pytest.mark.parametrize("way", WAYS)
def test_after_half_an_hour_the_password_is_asked_for(alice: FlaskClient, way: str) -> None:
    with time_machine.travel(clock.now() + LATER):
        assert 'name="current"' in alice.get(way).text
        assert alice.post(way, data=WAYS[way]).status_code == 422
        assert alice.post(way, data=WAYS[way] | {"current": "wrong"}).status_code == 422
        assert alice.get("/account").status_code == 200
        assert alice.post(way, data=WAYS[way] | {"current": PASSWORD}).status_code == 303
        assert alice.get("/account").status_code == 303


def test_a_respondent_keeps_their_own_words(
    alice: FlaskClient, app: Flask, cast: Cast, shared: Shared, database: Database
) -> None:
    bob = unlock(cast.client("bob"), app, shared)
    reply(bob, shared, "what Bob wrote")
    (thread,) = thread_ids(database)
    answer(alice, thread, "Alice's answer")
    alice.post("/account/deletion", data=TYPED)
    assert pass_the_grace(database) == 1
    left = everything(database)
    assert "what Bob wrote" in left
    for words in ("Alice", "alice", WORDS, "160 mg"):
        assert words not in left, words
    for path in ("/replies", f"/replies/{thread}"):
        page = bob.get(path)
        assert page.status_code == 200
        assert "what Bob wrote" in page.text
        assert "Alice" not in page.text
        assert WORDS not in page.text
    assert "Somebody who left" in bob.get("/replies").text
    with database.reader() as session:
        assert all(one.revoked_at is not None for one in session.scalars(select(Share)))


def test_an_author_keeps_the_answers_of_somebody_who_left_without_the_name(
    alice: FlaskClient, app: Flask, cast: Cast, database: Database
) -> None:
    bobs = share(database, cast.viewer("bob"), bodies=("a note of Bob",))
    reply(unlock(alice, app, bobs), bobs, "what only its writer reads")
    with database.reader() as session:
        written = session.scalars(select(Reply.id)).one()
    edit = {"revision": "1", "body": "an answer to Bob"}
    assert alice.post(f"/own-replies/{written}/edits", data=edit).status_code == 303
    reply(alice, bobs, "what was taken back")
    with database.reader() as session:
        taken = session.scalars(select(Reply.id).where(Reply.id != written)).one()
    assert alice.post(f"/own-replies/{taken}/withdrawal").status_code == 303
    alice.post("/account/deletion", data=TYPED)
    assert pass_the_grace(database) == 1
    (thread,) = thread_ids(database)
    page = cast.client("bob").get(f"/replies/{thread}").text
    assert "an answer to Bob" in page
    assert "Somebody who left" in page
    with database.transaction() as session:
        outbox.forget_address(session, "bob@example.org")  # as when what Bob was told has been sent
    left = everything(database)
    assert "Alice" not in left
    assert "what only its writer reads" not in left
    assert "what was taken back" not in left
    assert "a note of Bob" in cast.client("bob").get("/notes").text


def test_whatever_name_somebody_had_is_gone_from_what_they_did(
    app: Flask, cast: Cast, database: Database, shared: Shared
) -> None:
    bob = cast.client("bob")
    reply(unlock(bob, app, shared), shared, "By Bob")
    with database.transaction() as session:
        session.get_one(Account, cast.viewer("bob").id).name = "Robert"
    with database.reader() as session:
        named = select(Activity.actor).where(Activity.account_id == cast.viewer("alice").id, Activity.actor != "")
        assert set(session.scalars(named)) == {"Bob"}
    bob.post("/account/deletion", data={"email": "bob@example.org"})
    assert pass_the_grace(database) == 1
    with database.reader() as session:
        assert session.scalars(named).all() == []
        assert session.scalars(select(Activity.actor_id).where(Activity.actor_id.is_not(None))).all() == []


def test_a_deletion_that_was_stopped_half_way_shows_nothing_and_goes_on(
    alice: FlaskClient, app: Flask, cast: Cast, shared: Shared, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        trial = session.get_one(Trial, shared.trial_id)
        for number in range(5):
            write_note(session, cast.viewer("alice"), trial, body=f"{WORDS} {number}")
    bob = unlock(cast.client("bob"), app, shared)
    reply(bob, shared, "what Bob wrote")
    alice.post("/account/deletion", data=TYPED)
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    pauses = iter([False, True])

    def stop(_seconds: float) -> None:
        if next(pauses):
            raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr("annotate.batches.time", SimpleNamespace(sleep=stop))
        with pytest.raises(KeyboardInterrupt):
            pass_the_grace(database)
    with database.reader() as session:
        assert len(session.scalars(select(Note).where(Note.body.startswith(WORDS))).all()) == 4, "two of six are gone"
    assert app.test_client().post("/sign-in", data={"email": ALICE, "password": PASSWORD}).status_code == 422
    assert "Alice" not in bob.get("/replies").text
    assert "what Bob wrote" in bob.get("/replies").text
    assert pass_the_grace(database) == 1
    assert WORDS not in everything(database)
    assert "what Bob wrote" in bob.get("/replies").text


def test_the_address_is_free_again(alice: FlaskClient, client: FlaskClient, database: Database) -> None:
    alice.post("/account/deletion", data=TYPED)
    pass_the_grace(database)
    assert client.post("/sign-in", data={"email": ALICE, "password": PASSWORD}).status_code == 422
    assert client.post("/sign-up", data={"name": "Alice", "email": ALICE, "password": PASSWORD}).status_code == 303
    assert WORDS not in client.get("/notes").text
