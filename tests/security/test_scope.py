"""A request reaches what its address names, with the fields that its form has, and nothing else."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate.database import Database, new_id
from annotate.notes.models import Note
from annotate.replies.models import Reply, Thread
from annotate.shares.models import Share
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.sharing import Shared, reply, share, thread_ids, unlock, write_note


@pytest.fixture
def shared(database: Database, cast: Cast) -> Shared:
    return share(database, cast.viewer("alice"))


@pytest.fixture
def other(database: Database, cast: Cast, shared: Shared) -> Shared:
    """Another link of Alice's, over another note on the same trial."""
    return share(database, cast.viewer("alice"), bodies=("Another note",), words=("240 mg",), trial_id=shared.trial_id)


def share_row(database: Database, share_id: str) -> Share:
    with database.reader() as session:
        return session.get_one(Share, share_id)


def test_a_link_to_one_note_leads_to_no_other_note_of_its_trial(
    client: FlaskClient, app: Flask, database: Database, shared: Shared, other: Shared
) -> None:
    unlock(client, app, shared)
    data = {"body": "Words", "name": "A guest", "client_key": new_id()}
    for share_id, note_id in (
        (shared.id, other.note_ids[0]),
        (other.id, other.note_ids[0]),
        (other.id, shared.note_ids[0]),
    ):
        assert client.post(f"/shared/{share_id}/notes/{note_id}/replies", data=data).status_code == 404
    assert "Another note" not in client.get(f"/shared/{shared.id}").text
    assert thread_ids(database) == []


def test_the_address_counts_whatever_else_is_sent(
    client: FlaskClient, app: Flask, cast: Cast, database: Database, shared: Shared, other: Shared
) -> None:
    before = share_row(database, other.id).expires_at
    more = {"share_id": other.id, "note_id": other.note_ids[0], "id": other.id}
    alice = cast.client("alice")
    answer = alice.post(f"/shares/{shared.id}/extension", query_string=more, data={"expiry": "30d", **more})
    assert answer.location == f"/shares/{shared.id}"
    assert share_row(database, other.id).expires_at == before
    unlock(client, app, shared)
    data = {"body": "Words", "name": "A guest", "client_key": new_id(), **more}
    path = f"/shared/{shared.id}/notes/{shared.note_ids[0]}/replies"
    assert client.post(path, query_string=more, data=data).status_code == 303
    with database.reader() as session:
        assert session.scalars(select(Thread.note_id)).all() == [shared.note_ids[0]]


def test_fields_that_no_form_has_change_nothing(
    client: FlaskClient, app: Flask, cast: Cast, database: Database, shared: Shared
) -> None:
    bob, alice = cast.viewer("bob"), cast.client("alice")
    forged = {
        "account_id": bob.id,
        "owner_id": bob.id,
        "trial_id": "x",
        "epoch": "9",
        "unlock_epoch": "9",
        "failures": "-5",
        "openings": "-5",
        "expires_at": "2099-01-01T00:00",
        "revoked_at": "",
        "passcode_hash": "x",
        "from_author": "1",
        "created_at": "2000-01-01T00:00",
        "is_admin": "1",
    }
    was = share_row(database, shared.id)
    assert alice.post(f"/shares/{shared.id}/openings", data={"most_openings": "5", **forged}).status_code == 303
    now = share_row(database, shared.id)
    for name in ("account_id", "epoch", "unlock_epoch", "failures", "openings", "expires_at", "passcode_hash"):
        assert getattr(now, name) == getattr(was, name)
    note_id = shared.note_ids[0]
    edit = {"body": "Other words", "revision": "1", **forged}
    assert alice.post(f"/notes/{note_id}/edits", data=edit).status_code == 303
    unlock(client, app, shared)
    data = {"body": "Words", "name": "A guest", "client_key": new_id(), **forged}
    assert client.post(f"/shared/{shared.id}/notes/{note_id}/replies", data=data).status_code == 303
    with database.reader() as session:
        note, written = session.get_one(Note, note_id), session.scalars(select(Reply)).one()
        assert note.account_id == cast.viewer("alice").id
        assert note.created_at.year > 2000
        assert not written.from_author
        assert written.created_at.year > 2000


@pytest.mark.parametrize("path", ["/notes", "/trials", "/replies", "/shares", "/labels"])
def test_no_list_finds_another_person_s_words(
    client: FlaskClient, app: Flask, cast: Cast, database: Database, shared: Shared, path: str
) -> None:
    with database.transaction() as session:
        trial = session.get_one(Trial, shared.trial_id)
        write_note(session, cast.viewer("alice"), trial, words="240 mg", body="zebrafish dosing")
    cast.client("alice").post("/labels", data={"name": "zebrafish", "hue": "2"})
    reply(unlock(client, app, shared), shared, "zebrafish reply", name="zebrafish guest")
    for query in ("zebrafish", "zebra*", "%", "_", '"zebrafish"'):
        page = cast.client("charlie").get(path, query_string={"q": query})
        assert page.status_code < 500
        assert "zebrafish dosing" not in page.text
        assert "zebrafish reply" not in page.text
        assert "zebrafish guest" not in page.text
        assert ">zebrafish<" not in page.text
