"""/account/tokens: made after proof, shown once, listed without their digits, and ended for good."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from annotate import clock
from annotate.accounts import access_tokens
from annotate.accounts.access_tokens import MOST_LIVE, PREFIX
from annotate.accounts.models import AccessToken
from annotate.database import Database, new_id
from annotate.errors import SignInRequired
from tests import bad_input
from tests.at_once import at_once
from tests.cast import PASSWORD, Cast
from tests.mailing import mails, path_in
from tests.making import shown
from tests.programs import Program
from tests.rungs import refuse_other_methods

VIEWS = (
    "GET accounts.access_tokens",
    "POST accounts.make_access_token",
    "GET accounts.access_token_revocation",
    "POST accounts.revoke_access_token",
)

PAGE = "/account/tokens"
LATER = timedelta(minutes=31)


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


def form(**more: str) -> dict[str, str]:
    asked = {"name": "R on my laptop", "days": "90", "scopes": "read write", "client_key": new_id()}
    return asked | more


def made(answer: TestResponse) -> str:
    assert answer.status_code == 201, answer.text
    return shown(answer.text, "access-token")


def rows(database: Database) -> list[AccessToken]:
    with database.reader() as session:
        return list(session.scalars(select(AccessToken).order_by(AccessToken.created_at)))


def revocation(page: str) -> str:
    found = re.search(rf'href="({PAGE}/[^"]+/revocation)"', page)
    assert found
    return found[1]


def test_works__a_token_is_shown_once_and_kept_nowhere(app: Flask, alice: FlaskClient, database: Database) -> None:
    answer = alice.post(PAGE, data=form())
    token = made(answer)
    assert re.fullmatch(PREFIX + r"[\w-]{43}", token)
    assert f"Bearer {token}" in shown(answer.text, "first-try")
    assert Program(app, token).get("/api/notes").status_code == 200
    assert token not in alice.get(PAGE).text
    (row,) = rows(database)
    assert token not in str({column.key: getattr(row, column.key) for column in AccessToken.__mapper__.columns})
    assert row.expires_at - row.created_at == timedelta(days=90)
    with alice.session_transaction() as cookie:
        assert token not in str(dict(cookie))


def test_works__revoking_asks_and_ends_it(app: Flask, alice: FlaskClient, database: Database) -> None:
    program = Program(app, made(alice.post(PAGE, data=form())))
    way = revocation(alice.get(PAGE).text)
    assert "Revoke this token?" in alice.get(way).text
    assert program.get("/api/notes").status_code == 200
    answer = alice.post(way)
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert program.get("/api/notes").status_code == 401
    assert "/revocation" not in alice.get(PAGE).text
    ended = rows(database)[0].ended_at
    assert alice.post(way).status_code == 303
    assert rows(database)[0].ended_at == ended


def test_works__a_token_that_reads_only_writes_nothing(app: Flask, alice: FlaskClient, database: Database) -> None:
    chosen = re.findall(r'<input checked[^>]* name="scopes"[^>]*value="([^"]+)"', alice.get(PAGE).text)
    assert chosen == ["read"], "who does not choose gives away least"
    answer = alice.post(PAGE, data=form(scopes="read"))
    assert "anyone who has it can read your notes" in answer.text
    program = Program(app, made(answer))
    assert program.get("/api/notes").status_code == 200
    refused = program.ask("POST", "/api/trials/NCT04561557/notes", {"client_key": "k", "version": 1, "body": "Words"})
    assert refused.status_code == 403
    assert "Can read your notes and replies<" in alice.get(PAGE).text
    alice.post(PAGE, data=form())
    assert "Can read and write your notes and replies<" in alice.get(PAGE).text
    assert [row.scopes for row in rows(database)] == ["read", "read write"]
    assert sorted("read and write your notes" in mail.body for mail in mails(database)) == [False, True]


def test_validates__what_cannot_be_taken_is_said_and_kept(alice: FlaskClient, database: Database) -> None:
    wrong = [{"name": ""}, {"name": " \n"}, {"name": "x" * 81}, {"days": "31"}, {"days": ""}, {"client_key": ""}]
    for each in (*wrong, {"client_key": "x" * 65}, {"name": "a\x00b"}, {"scopes": "write"}, {"scopes": ""}):
        assert alice.post(PAGE, data=form(**each)).status_code == 422, each
    bad_input.refused(alice, PAGE, form(), lambda: rows(database))


def test_whose__others_tokens_are_as_missing_as_unknown_ones(alice: FlaskClient, cast: Cast) -> None:
    made(alice.post(PAGE, data=form()))
    way = revocation(alice.get(PAGE).text)
    for path in (way, f"{PAGE}/{'A' * 22}/revocation", f"{PAGE}/%00/revocation", f"{PAGE}/{'a' * 5000}/revocation"):
        assert cast.client("bob").get(path).status_code == 404
        assert cast.client("bob").post(path).status_code == 404


def test_whose__strangers_are_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get(PAGE).location == f"/sign-in?next={PAGE}"
    refused = client.post(PAGE, data=form(), headers={"Sec-Fetch-Site": "same-origin"})
    assert refused.status_code == 401
    assert "R on my laptop" in refused.text


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_it_is_listed_with_its_times(app: Flask, alice: FlaskClient, cast: Cast) -> None:
    with time_machine.travel("2026-03-01T10:20:30Z", tick=False) as traveller:
        fresh = app.test_client()
        assert (
            fresh.post("/sign-in", data={"email": cast.viewer("alice").email, "password": PASSWORD}).status_code == 303
        )
        token = made(fresh.post(PAGE, data=form(days="30")))
        page = fresh.get(PAGE).text
        assert "R on my laptop" in page
        assert "31 March 2026, 10:20 UTC" in page
        assert "Not used yet" in page
        Program(app, token).get("/api/notes")
        assert "Used within the last hour" in fresh.get(PAGE).text
        traveller.shift(timedelta(minutes=40))
        assert "Last used about" in fresh.get(PAGE).text
        assert "1 March 2026, 10:00 UTC" in fresh.get(PAGE).text
        assert "R on my laptop" not in cast.client("bob").get(PAGE).text


def test_its_owner_is_told_by_mail_without_it(alice: FlaskClient, database: Database) -> None:
    token = made(alice.post(PAGE, data=form()))
    (mail,) = mails(database, "alice@example.org")
    assert mail.subject == "An access token for annotate was made"
    assert token not in mail.body
    assert "R on my laptop" not in mail.body


def test_after_half_an_hour_the_password_is_asked_for(alice: FlaskClient, database: Database) -> None:
    assert 'name="current"' not in alice.get(PAGE).text
    with time_machine.travel(clock.now() + LATER):
        assert 'name="current"' in alice.get(PAGE).text
        for wrong in ({}, {"current": "wrong"}):
            page = alice.post(PAGE, data=form(**wrong))
            assert page.status_code == 422
            assert 'value="R on my laptop"' in page.text
        assert rows(database) == []
        made(alice.post(PAGE, data=form(current=PASSWORD)))


def test_the_same_form_makes_one_token_also_at_once(
    app: Flask, alice: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = form()
    answers = at_once(app, alice, lambda browser: browser.post(PAGE, data=sent), times=4)
    (token,) = {made(answer) for answer in answers}
    assert "replaced it" not in answers[-1].text
    assert len(rows(database)) == len(mails(database)) == 1
    with monkeypatch.context() as patch:
        patch.setattr("annotate.signing.Signer.derive", lambda *_: b"of another key")
        answer = alice.post(PAGE, data=sent)
    assert "replaced it" in answer.text, "the site has got another key since"
    assert [Program(app, one).get("/api/notes").status_code for one in (token, made(answer))] == [401, 200]
    assert alice.post(PAGE, data=sent).status_code == 409, "has been used or revoked"
    made(alice.post(PAGE, data=sent | {"name": "Another"}))
    assert len(rows(database)) == 2


def test_one_person_has_so_many_and_no_more(alice: FlaskClient, cast: Cast, database: Database) -> None:
    with database.transaction() as session:
        for number in range(MOST_LIVE):
            draft = access_tokens.TokenDraft(f"Number {number}", 30, new_id())
            access_tokens.make_token(session, cast.viewer("alice"), draft)
    page = alice.post(PAGE, data=form())
    assert page.status_code == 429
    assert 'value="R on my laptop"' in page.text
    alice.post(revocation(page.text))
    made(alice.post(PAGE, data=form()))


def test_another_password_ends_it(app: Flask, alice: FlaskClient, client: FlaskClient, database: Database) -> None:
    program = Program(app, made(alice.post(PAGE, data=form())))
    new = "another reading of records"
    assert alice.post("/account/password", data={"current": PASSWORD, "password": new}).status_code == 303
    assert program.get("/api/notes").status_code == 401

    program = Program(app, made(alice.post(PAGE, data=form())))
    client.post("/password-reset", data={"email": "alice@example.org"})
    reset = path_in(mails(database, "alice@example.org")[-1])
    assert program.get("/api/notes").status_code == 200
    assert client.post(reset, data={"password": "one more reading of records"}).status_code == 303
    assert program.get("/api/notes").status_code == 401


def test_no_token_is_made_for_somebody_who_was_signed_out_meanwhile(cast: Cast, database: Database) -> None:
    viewer = cast.viewer("alice")
    cast.client("alice").post(f"/account/devices/{viewer.sign_in_id}/ending")
    with database.transaction() as session, pytest.raises(SignInRequired):
        access_tokens.make_token(session, viewer, access_tokens.TokenDraft("R", 30, "k"))


def test_dead_rows_are_dropped_a_day_later(alice: FlaskClient, database: Database) -> None:
    for days in ("30", "90"):
        made(alice.post(PAGE, data=form(days=days)))
    alice.post(revocation(alice.get(PAGE).text))
    for later, left in ((timedelta(hours=23), 2), (timedelta(hours=25), 1), (timedelta(days=31, hours=1), 0)):
        with time_machine.travel(clock.now() + later), database.transaction() as session:
            access_tokens.forget_old(session)
        assert len(rows(database)) == left
