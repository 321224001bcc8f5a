"""POST /trials/<id>/shares once more: the same form makes one link, a changed one a link of its own."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from annotate import clock
from annotate.accounts.models import Account
from annotate.database import Database
from annotate.shares import queries
from annotate.shares.models import Share
from annotate.shares.passcodes import Passcode, generate
from tests.cast import Cast
from tests.making import TARGET, form, only_share, shown


def test_the_same_form_twice_makes_one_link_with_one_passcode(
    alice: FlaskClient, client: FlaskClient, database: Database, note_ids: list[str]
) -> None:
    data = form(note_ids[:1])
    first, second = alice.post(TARGET, data=data), alice.post(TARGET, data=data)
    only_share(database)
    assert shown(second.text, "share-passcode") == shown(first.text, "share-passcode")
    assert "The earlier passcode no longer works" not in second.text
    link = shown(second.text, "share-link")
    assert client.post(link, data={"passcode": shown(first.text, "share-passcode")}).status_code == 303
    third = alice.post(TARGET, data=data)
    assert third.status_code == 409, "somebody uses the passcode that is out"


@pytest.mark.parametrize("what", ["recipient", "notes", "can_reply"])
def test_a_form_that_was_gone_back_to_and_changed_makes_a_link_of_its_own(
    alice: FlaskClient, client: FlaskClient, database: Database, note_ids: list[str], what: str
) -> None:
    first = form(note_ids[:2])
    changes: dict[str, dict[str, Any]] = {
        "recipient": {"recipient": "Somebody else"},
        "notes": {"notes": note_ids[1:2]},
    }
    changed = first | changes.get(what, {})
    if what == "can_reply":
        del changed["can_reply"]
    shown_first, shown_second = alice.post(TARGET, data=first).text, alice.post(TARGET, data=changed).text
    with database.reader() as session:
        assert len(session.scalars(select(Share)).all()) == 2
    assert changed["recipient"] in shown_second
    assert f"{len(changed['notes'])} note" in shown_second
    assert ("to read only" in shown_second) == (what == "can_reply")
    for page in (shown_first, shown_second):
        link = shown(page, "share-link")
        assert client.post(link, data={"passcode": shown(page, "share-passcode")}).status_code == 303


def test_the_same_form_with_another_end_makes_one_link_with_that_end(
    alice: FlaskClient, database: Database, note_ids: list[str]
) -> None:
    data = form(note_ids[:1])
    alice.post(TARGET, data=data)
    again = clock.now()
    alice.post(TARGET, data=data | {"expiry": "1h"})
    assert timedelta(0) <= only_share(database).expires_at - again - timedelta(hours=1) < timedelta(seconds=20)


def test_the_same_form_by_two_connections_at_once_makes_one_link(
    alice: FlaskClient, client: FlaskClient, database: Database, note_ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = form(note_ids[:1])
    first = alice.post(TARGET, data=data)
    find, asked = queries.find_share_by_client_key, iter([None])
    # The other one has not committed yet when this one looks.
    monkeypatch.setattr(queries, "find_share_by_client_key", lambda *about: next(asked, find(*about)))
    second = alice.post(TARGET, data=data)
    assert second.status_code == 201
    only_share(database)
    assert shown(second.text, "share-passcode") == shown(first.text, "share-passcode")
    link = shown(first.text, "share-link")
    assert client.post(link, data={"passcode": shown(first.text, "share-passcode")}).status_code == 303


def test_another_passcode_of_one_s_own_takes_the_place_of_the_first(
    alice: FlaskClient, client: FlaskClient, database: Database, note_ids: list[str]
) -> None:
    data = form(note_ids[:1], kind="own", passcode="harbour lantern 27 moss")
    alice.post(TARGET, data=data)
    second = alice.post(TARGET, data=data | {"passcode": "quarry violin 31 fern"})
    only_share(database)
    assert "The earlier passcode no longer works" in second.text
    link = shown(second.text, "share-link")
    assert client.post(link, data={"passcode": "harbour lantern 27 moss"}).status_code == 422
    assert client.post(link, data={"passcode": "quarry violin 31 fern"}).status_code == 303


def test_forms_of_their_own_have_passcodes_of_their_own(alice: FlaskClient, note_ids: list[str]) -> None:
    pages = [alice.post(TARGET, data=form(note_ids[:1])).text for _ in range(3)]
    assert len({shown(page, "share-passcode") for page in pages}) == len(pages)


def test_the_same_form_many_times_at_the_same_moment_makes_one_link(
    app: Flask, client: FlaskClient, cast: Cast, database: Database, note_ids: list[str]
) -> None:
    data, gate = form(note_ids[:1]), threading.Barrier(4)
    cookie = cast.client("alice").get_cookie("session")
    assert cookie is not None

    def send(_number: int) -> TestResponse:
        browser = app.test_client()
        browser.set_cookie("session", cookie.value)
        gate.wait()
        return browser.post(TARGET, data=data)

    with ThreadPoolExecutor(4) as threads:
        pages = list(threads.map(send, range(4)))
    assert {page.status_code for page in pages} == {201}
    only_share(database)
    opened = [
        client.post(shown(page.text, "share-link"), data={"passcode": shown(page.text, "share-passcode")}).status_code
        for page in pages
    ]
    assert opened == [303] * len(pages), "each was shown the passcode that opens the link"


def test_an_account_that_is_deleted_while_a_passcode_is_hashed_is_asked_to_try_again(
    alice: FlaskClient, database: Database, note_ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def deleted(seed: bytes | None = None) -> Passcode:
        with database.transaction() as session:
            session.execute(delete(Account))
        return generate(seed)

    monkeypatch.setattr("annotate.shares.passcodes.generate", deleted)
    assert [alice.post(TARGET, data=form(note_ids[:1])).status_code for _ in range(2)] == [503, 401]
