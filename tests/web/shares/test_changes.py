"""POST /shares/<id>/…: another end, passcode, address, choice of notes; and revoking, which is final."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate import clock
from annotate.database import Database
from annotate.shares.models import Share, ShareNote
from annotate.trials.models import Trial
from tests.at_once import at_once
from tests.cast import Cast
from tests.making import shown
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, address, change_share, share, try_passcode, unlock, write_note

VIEWS = (
    "POST shares.extend",
    "POST shares.new_passcode",
    "GET shares.new_address",
    "POST shares.reissue",
    "GET shares.notes",
    "POST shares.choose_notes",
    "GET shares.revocation",
    "POST shares.revoke",
)

CHANGES = {
    "extension": {"expiry": "7d"},
    "passcode": {"kind": "generated"},
    "address": {},
    "notes": {},
    "revocation": {},
}


def row(database: Database, shared: Shared) -> Share:
    with database.reader() as session:
        return session.get_one(Share, shared.id)


def test_works__an_extension_counts_from_now(alice: FlaskClient, database: Database, cast: Cast) -> None:
    shared = share(database, cast.viewer("alice"), lives=timedelta(hours=1))
    now = row(database, shared).expires_at - timedelta(minutes=10)
    with time_machine.travel(now, tick=False):
        answer = alice.post(f"/shares/{shared.id}/extension", data={"expiry": "7d"})
    assert (answer.status_code, answer.location) == (303, f"/shares/{shared.id}")
    assert row(database, shared).expires_at == now + timedelta(days=7)
    assert row(database, shared).renewed_at == now


def test_works__a_new_passcode_keeps_the_address_and_ends_every_unlock(
    alice: FlaskClient, client: FlaskClient, app: Flask, database: Database, shared: Shared
) -> None:
    before = address(app, shared.id)
    unlock(client, app, shared)
    for _ in range(5):
        try_passcode(app.test_client(), app, shared, "wrong")
    page = alice.post(f"/shares/{shared.id}/passcode", data={"kind": "generated"})
    assert page.status_code == 200
    found = re.search(r'id="share-passcode"[^>]* value="([^"]*)"', page.text)
    assert found
    assert client.get(f"/shared/{shared.id}").status_code == 404
    assert client.post(before, data={"passcode": shared.passcode}).status_code == 422, "tries begin anew"
    assert client.post(before, data={"passcode": html.unescape(found.group(1))}).status_code == 303


def test_works__a_new_address_ends_the_one_before_and_every_unlock(
    alice: FlaskClient, client: FlaskClient, app: Flask, database: Database, shared: Shared
) -> None:
    unlock(client, app, shared)
    assert alice.post(f"/shares/{shared.id}/address").location == f"/shares/{shared.id}"
    assert client.get(address(app, shared.id)).status_code == 410
    assert client.get(f"/shared/{shared.id}").status_code == 404
    assert client.post(address(app, shared.id, epoch=2), data={"passcode": shared.passcode}).status_code == 303
    asked = _hidden(alice.get(f"/shares/{shared.id}/address").text, "replaces")
    for _ in range(2):
        alice.post(f"/shares/{shared.id}/address", data={"replaces": asked})
    assert row(database, shared).epoch == 3, "the same form gives one new address"
    page = alice.get(f"/shares/{shared.id}").text
    assert "since you opened the page: the one below" in page
    assert page.count("Opened with the passcode") == 2, "what happened before is kept"
    assert "You replaced its address" in page


def test_works__notes_are_put_in_and_taken_out(
    alice: FlaskClient, client: FlaskClient, app: Flask, cast: Cast, database: Database, shared: Shared
) -> None:
    with database.transaction() as session:
        trial = session.get_one(Trial, shared.trial_id)
        other = write_note(session, cast.viewer("alice"), trial, words="240 mg", body="Put in later").id
    unlock(client, app, shared)
    page = alice.get(f"/shares/{shared.id}/notes").text
    assert re.findall(r'name="notes" value="([^"]+)" checked', page) == [shared.note_ids[0]]
    page = alice.get(f"/shares/{shared.id}/notes?choose=all").text
    assert set(re.findall(r'name="notes" value="([^"]+)" checked', page)) == {shared.note_ids[0], other}
    answer = alice.post(f"/shares/{shared.id}/notes", data={"notes": [other], "can_reply": "y"})
    assert answer.status_code == 303
    seen = client.get(f"/shared/{shared.id}").text
    assert "Put in later" in seen
    assert "Is this dose right?" not in seen
    alice.post(f"/shares/{shared.id}/notes", data={"notes": [other, shared.note_ids[0]]})
    assert not row(database, shared).can_reply
    with database.reader() as session:
        assert len(session.scalars(select(ShareNote)).all()) == 2


def test_works__revoking_is_final_and_repeats_well(
    alice: FlaskClient, client: FlaskClient, app: Flask, database: Database, shared: Shared
) -> None:
    unlock(client, app, shared)
    assert alice.post(f"/shares/{shared.id}/revocation").location == f"/shares/{shared.id}"
    first = row(database, shared)
    assert alice.post(f"/shares/{shared.id}/revocation").status_code == 303
    assert row(database, shared).revoked_at == first.revoked_at
    assert client.get(f"/shared/{shared.id}").status_code == 410
    assert client.get(address(app, shared.id)).status_code == 410


@pytest.mark.parametrize("change", ["extension", "passcode"])
@pytest.mark.parametrize("body", [{"data": {}}, {"json": {"expiry": "1h", "kind": "generated"}}], ids=["empty", "json"])
def test_validates__a_form_without_the_choice_changes_nothing(
    alice: FlaskClient, database: Database, shared: Shared, change: str, body: dict[str, Any]
) -> None:
    before = row(database, shared)
    page = alice.post(f"/shares/{shared.id}/{change}", **body)
    assert page.status_code == 422
    after = row(database, shared)
    assert (before.expires_at, before.passcode_hash) == (after.expires_at, after.passcode_hash)


@pytest.mark.parametrize("until", ["", "x", "2020-01-01T00:00", "2099-01-01T00:00"])
def test_validates__an_end_that_cannot_be(alice: FlaskClient, database: Database, shared: Shared, until: str) -> None:
    before = row(database, shared).expires_at
    answer = alice.post(f"/shares/{shared.id}/extension", data={"expiry": "until", "until": until})
    assert answer.status_code == 422
    assert row(database, shared).expires_at == before


@pytest.mark.parametrize("change", CHANGES)
def test_whose__only_the_owner_changes_a_link(
    client: FlaskClient, cast: Cast, database: Database, shared: Shared, change: str
) -> None:
    before = row(database, shared)
    target = f"/shares/{shared.id}/{change}"
    data = CHANGES[change] | ({"notes": shared.note_ids[0]} if change == "notes" else {})
    assert client.post(target, data=data).status_code == 401
    assert cast.client("bob").post(target, data=data).status_code == 404
    assert cast.client("alice").post(f"/shares/{'A' * 22}/{change}", data=data).status_code == 404
    after = row(database, shared)
    assert (before.expires_at, before.passcode_hash, before.epoch, before.revoked_at) == (
        after.expires_at,
        after.passcode_hash,
        after.epoch,
        after.revoked_at,
    )


@pytest.mark.parametrize("page", ["notes", "address", "revocation"])
def test_whose__the_page_before_a_change(client: FlaskClient, cast: Cast, shared: Shared, page: str) -> None:
    target = f"/shares/{shared.id}/{page}"
    assert cast.client("alice").get(target).status_code == 200
    assert cast.client("bob").get(target).status_code == 404
    assert client.get(target).status_code == 303


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


@pytest.mark.parametrize("change", [change for change in CHANGES if change != "revocation"])
def test_a_revoked_link_changes_no_more(alice: FlaskClient, database: Database, shared: Shared, change: str) -> None:
    change_share(database, shared.id, revoked_at=clock.now())
    data = CHANGES[change] | ({"notes": shared.note_ids[0]} if change == "notes" else {})
    answer = alice.post(f"/shares/{shared.id}/{change}", data=data)
    assert answer.status_code == 409
    assert "revoking is final" in answer.text


def test_an_extension_brings_an_expired_link_back(
    alice: FlaskClient, client: FlaskClient, app: Flask, database: Database, shared: Shared
) -> None:
    made = row(database, shared).created_at
    change_share(database, shared.id, expires_at=made + timedelta(microseconds=1))
    assert try_passcode(client, app, shared).status_code == 410
    alice.post(f"/shares/{shared.id}/extension", data={"expiry": "1d"})
    assert try_passcode(client, app, shared).status_code == 303


def test_addresses_that_end_before_their_link_are_told(alice: FlaskClient, database: Database, shared: Shared) -> None:
    assert "Each copy of the address works for 90 days" not in alice.get(f"/shares/{shared.id}").text
    made = row(database, shared).created_at
    change_share(database, shared.id, expires_at=made + timedelta(days=100), renewed_at=made + timedelta(days=20))
    assert "Each copy of the address works for 90 days" in alice.get(f"/shares/{shared.id}").text


@pytest.mark.parametrize("kind", [{"kind": "generated"}, {"kind": "own", "passcode": "otters juggle quietly at five"}])
def test_the_same_form_at_once_sets_one_passcode_and_an_older_form_none(
    alice: FlaskClient, client: FlaskClient, app: Flask, database: Database, shared: Shared, kind: dict[str, str]
) -> None:
    path, page = f"/shares/{shared.id}/passcode", alice.get(f"/shares/{shared.id}").text
    hidden = {name: _hidden(page, name) for name in ("client_key", "replaces")}
    answers = at_once(app, alice, lambda browser: browser.post(path, data=hidden | kind), times=4)
    (passcode,) = {shown(answer.text, "share-passcode") for answer in answers}
    assert row(database, shared).unlock_epoch == 2
    assert try_passcode(client, app, shared, passcode).status_code == 303
    assert shown(alice.post(path, data=hidden | kind).text, "share-passcode") == passcode
    assert client.get(f"/shared/{shared.id}").status_code == 200, "sent again, it ends nothing"
    other = alice.post(path, data=hidden | {"client_key": "another form", "kind": "generated"})
    assert other.status_code == 409
    assert try_passcode(client, app, shared, passcode).status_code == 303


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'<input[^>]* name="{name}"[^>]* value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_new_passcode_revives_a_suspended_link(alice: FlaskClient, database: Database, shared: Shared) -> None:
    change_share(database, shared.id, suspended_at=clock.now(), failures=100)
    alice.post(f"/shares/{shared.id}/passcode", data={"kind": "own", "passcode": "otters juggle quietly at five"})
    after = row(database, shared)
    assert (after.suspended_at, after.failures, after.passcode_own) == (None, 0, True)


def test_a_weak_new_passcode_is_refused(alice: FlaskClient, database: Database, shared: Shared) -> None:
    before = row(database, shared).passcode_hash
    answer = alice.post(f"/shares/{shared.id}/passcode", data={"kind": "own", "passcode": "passwordpassword"})
    assert answer.status_code == 422
    assert row(database, shared).passcode_hash == before


def test_changing_the_end_leaves_the_passcode_as_it_is(
    alice: FlaskClient, client: FlaskClient, app: Flask, shared: Shared
) -> None:
    alice.post(f"/shares/{shared.id}/extension", data={"expiry": "30d"})
    assert try_passcode(client, app, shared).status_code == 303


def test_a_link_never_holds_nothing_or_another_person_s_note(
    alice: FlaskClient, cast: Cast, database: Database, shared: Shared
) -> None:
    bob = cast.viewer("bob")
    with database.transaction() as session:
        theirs = write_note(session, bob, session.get_one(Trial, shared.trial_id), words="240 mg").id
    for notes in ([], [theirs], [shared.note_ids[0], theirs], ["A" * 22]):
        answer = alice.post(f"/shares/{shared.id}/notes", data={"notes": notes, "can_reply": "y"})
        assert answer.status_code == 422
    with database.reader() as session:
        assert session.scalars(select(ShareNote.note_id)).all() == [shared.note_ids[0]]
