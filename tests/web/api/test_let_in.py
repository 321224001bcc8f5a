"""Who is let in where programs ask: whoever shows a good access token, and nobody else, by whatever else they bring."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from annotate import clock
from annotate.accounts import locking
from annotate.accounts.access_tokens import live_tokens, revoke_token
from annotate.accounts.credentials.password.actions import set_password
from annotate.accounts.models import AccessToken, Account
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.personal_data.actions import deactivate
from annotate.web.api_paths import ROOTS
from tests.cast import Cast
from tests.programs import FOR_PROGRAMS, Program, token_of

HERE = "/api/notes"


def end_by_hand(database: Database, viewer: Viewer) -> None:
    with database.transaction() as session:
        for row in live_tokens(session, viewer):
            revoke_token(session, viewer, row.id)


def end_by_password(database: Database, viewer: Viewer) -> None:
    with database.transaction() as session:
        set_password(session, session.get_one(Account, viewer.id), "another hash")


def end_by_leaving(database: Database, viewer: Viewer) -> None:
    with database.transaction() as session:
        deactivate(session, viewer)


def end_by_lock(database: Database, viewer: Viewer) -> None:
    with database.transaction() as session:
        locking.lock(session, viewer.email)


def leave_alone(database: Database, viewer: Viewer) -> None:
    """End the account behind everybody's back: its row alone is asked at each request."""
    with database.transaction() as session:
        session.execute(update(Account).where(Account.id == viewer.id).values(deactivated_at=clock.now()))


@pytest.mark.parametrize("end", [end_by_hand, end_by_password, end_by_leaving, end_by_lock, leave_alone])
def test_a_token_that_has_ended_is_refused_at_once(
    app: Flask, database: Database, cast: Cast, end: Callable[[Database, Viewer], None]
) -> None:
    program = Program(app, token_of(database, cast.viewer("alice")))
    other = Program(app, token_of(database, cast.viewer("bob")))
    assert program.get(HERE).status_code == 200
    end(database, cast.viewer("alice"))
    assert program.get(HERE).status_code == 401
    assert other.get(HERE).status_code == 200


def test_what_an_unlocked_account_had_stays_ended(app: Flask, database: Database, cast: Cast) -> None:
    program = Program(app, token_of(database, cast.viewer("alice")))
    with database.transaction() as session:
        locking.lock(session, "alice@example.org")
        locking.unlock(session, "alice@example.org")
    assert program.get(HERE).status_code == 401


def test_it_ends_to_the_second(app: Flask, database: Database, cast: Cast) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        program = Program(app, token_of(database, cast.viewer("alice"), days=30))
        traveller.shift(timedelta(days=30, seconds=-1))
        assert program.get(HERE).status_code == 200
        traveller.shift(timedelta(seconds=1))
        assert program.get(HERE).status_code == 401


def test_every_refusal_is_the_same(app: Flask, database: Database, cast: Cast) -> None:
    over = token_of(database, cast.viewer("alice"))
    end_by_hand(database, cast.viewer("alice"))
    good = token_of(database, cast.viewer("alice"))
    shown = [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {over}"},
        {"Authorization": f"Bearer {good[:-1]}"},
        {"Authorization": f"Bearer {good.upper()}"},
        {"Authorization": f"Bearer {good} x"},
        {"Authorization": f"Token {good}"},
        {"Authorization": f"Basic {good}"},
        {"Authorization": "Bearer " + "é" * 3000},
        {"X-Access-Token": good},
        {"Cookie": f"access_token={good}"},
    ]
    client = app.test_client(use_cookies=False)
    told = set()
    for headers in shown:
        for method, path in (("GET", HERE), ("GET", f"{HERE}?access_token={good}"), ("PATCH", f"{HERE}/x")):
            answer = client.open(path, method=method, headers=headers)
            problem = {name: value for name, value in answer.get_json().items() if name != "instance"}
            told.add((answer.status, answer.mimetype, answer.headers["WWW-Authenticate"], str(problem)))
    assert len(told) == 1
    *how, words = next(iter(told))
    assert how == ["401 UNAUTHORIZED", "application/problem+json", "Bearer"]
    assert "An access token is needed" in words
    assert client.get(HERE, headers={"Authorization": f"bearer {good}"}).status_code == 200


def test_a_cookie_is_not_believed_here_nor_a_token_elsewhere(
    app: Flask, database: Database, cast: Cast, client: FlaskClient
) -> None:
    alice = cast.client("alice")
    assert alice.get("/notes").status_code == 200
    assert alice.get(HERE).status_code == 401
    assert "Set-Cookie" not in alice.get(HERE).headers
    program = Program(app, token_of(database, cast.viewer("alice")))
    mixed = alice.get(HERE, headers=program.shown)
    assert (mixed.status_code, mixed.headers["Vary"]) == (200, "Authorization")
    assert "Set-Cookie" not in mixed.headers
    for page in ("/notes", "/account", "/account/tokens", "/apinotes", "/notes/api/"):
        assert program.get(page).status_code in {303, 404}
    assert program.ask("POST", "/account/tokens").status_code == 401


def test_two_cookies_and_a_token_are_whose_the_token_is(app: Flask, database: Database, cast: Cast) -> None:
    cast.viewer("alice")
    bobs = Program(app, token_of(database, cast.viewer("bob")))
    made = cast.client("alice").post("/labels", data={"name": "Alice's", "hue": "1"})
    assert made.status_code == 303
    assert "Alice's" not in cast.client("alice").get("/api/labels", headers=bobs.shown).text


def test_what_is_for_programs_is_so_by_its_address_alone(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert (rule.rule.split("/")[1] in {"api", "w3c", "hypothesis"}) is rule.endpoint.startswith(FOR_PROGRAMS), rule
        assert rule.rule.startswith(tuple(f"{root}/" for root in ROOTS)) is rule.endpoint.startswith(FOR_PROGRAMS), rule


def test_strangers_are_counted_by_address_and_accounts_by_account(app: Flask, database: Database, cast: Cast) -> None:
    alice, bob = (Program(app, token_of(database, cast.viewer(name))) for name in ("alice", "bob"))
    stranger = Program(app, "annotate_nothing")
    statuses = [stranger.get(HERE).status_code for _ in range(61)]
    assert statuses == [401] * 60 + [429]
    assert stranger.get(HERE).headers["Retry-After"]
    statuses = [alice.get("/api/nothing-here").status_code for _ in range(3)]
    assert statuses == [404] * 3
    assert [alice.get(HERE).status_code, bob.get(HERE).status_code] == [200, 200]


def test_what_a_page_of_another_site_sends_is_refused(app: Flask, database: Database, cast: Cast) -> None:
    program = Program(app, token_of(database, cast.viewer("alice")))
    assert program.ask("PATCH", f"{HERE}/x", {"body": "x"}, Sec_Fetch_Site="cross-site").status_code == 403
    assert "Access-Control-Allow-Origin" not in program.get(HERE, Origin="https://elsewhere.example").headers


def test_a_use_is_written_down_once_an_hour(app: Flask, database: Database, cast: Cast) -> None:
    def last_used() -> object:
        with database.reader() as session:
            return session.query(AccessToken.last_used_at).scalar()

    with time_machine.travel("2026-03-01T10:20:30Z", tick=False) as traveller:
        program = Program(app, token_of(database, cast.viewer("alice")))
        assert last_used() is None
        program.get(HERE)
        assert str(last_used()) == "2026-03-01 10:00:00+00:00"
        before = last_used()
        traveller.shift(timedelta(minutes=39))
        program.get(HERE)
        assert last_used() == before
        traveller.shift(timedelta(minutes=1))
        program.get(HERE)
        assert str(last_used()) == "2026-03-01 11:00:00+00:00"
