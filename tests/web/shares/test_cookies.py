"""The cookies of visitors over HTTPS: no other host can plant one, those from before live on, and they stay few."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from annotate import clock
from annotate.app import create_app
from annotate.database import Database, new_id
from annotate.settings import Settings
from annotate.shares.tokens import TokenPurpose, Tokens
from annotate.shares.views import cookies
from annotate.web.limits import limiter
from tests.sharing import Shared, reply, try_passcode, unlock

KEY = "a key of links which is long enough to be one"


@pytest.fixture
def secure(settings: Settings, migrated: Database, database: Database) -> Iterator[Flask]:
    production = replace(
        settings, environment="production", share_keys=(KEY,), trusted_hosts=("localhost",), base_url=""
    )
    app = create_app(production, migrated)
    app.config.update(WTF_CSRF_ENABLED=False, PREFERRED_URL_SCHEME="https")
    limiter.reset()
    yield app
    create_app(settings, migrated)  # what is one for all processes is as other tests expect it


def named(client: FlaskClient, shared: Shared, kind: str) -> str:
    cookie = client.get_cookie(f"__Host-{kind}-{shared.id}")
    assert cookie is not None
    return cookie.value


def test_browsers_take_them_from_this_host_alone(secure: Flask, shared: Shared) -> None:
    visitor = secure.test_client()
    answers = [try_passcode(visitor, secure, shared), reply(visitor, shared, "Words", name="Dana")]
    set_cookies = [line for answer in answers for line in answer.headers.getlist("Set-Cookie") if "session" not in line]
    assert [line.partition("=")[0] for line in set_cookies] == [
        f"__Host-unlock-{shared.id}",
        f"__Host-guest-{shared.id}",
    ]
    for line in set_cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(line.split("; "))
        assert "Domain" not in line
    left = visitor.post(f"/shared/{shared.id}/leaving", data={"forget": "y"})
    assert visitor.get_cookie(f"__Host-unlock-{shared.id}") is visitor.get_cookie(f"__Host-guest-{shared.id}") is None
    assert left.status_code == 303


def test_what_another_host_planted_is_not_believed(secure: Flask, shared: Shared) -> None:
    mallory, victim = unlock(secure.test_client(), secure, shared), secure.test_client()
    reply(mallory, shared, "Words of Mallory", name="Mallory")
    page = f"/shared/{shared.id}"
    for kind in ("unlock", "guest"):
        victim.set_cookie(f"__Secure-{kind}", named(mallory, shared, kind), path=page)
    assert victim.get(page).status_code == 404
    assert "Mallory" not in unlock(victim, secure, shared).get(page).text


def test_those_from_before_the_new_names_are_good_until_their_end(secure: Flask, shared: Shared) -> None:
    dana, page, signed = secure.test_client(), f"/shared/{shared.id}", Tokens([KEY])
    reply(unlock(dana, secure, shared), shared, "Words of Dana", name="Dana")
    before = secure.test_client()
    for kind, purpose in (("unlock", TokenPurpose.UNLOCK), ("guest", TokenPurpose.GUEST)):
        row_id = signed.read_name(purpose, named(dana, shared, kind))
        assert row_id is not None
        former = {TokenPurpose.UNLOCK: TokenPurpose.UNLOCK_BEFORE, TokenPurpose.GUEST: TokenPurpose.GUEST_BEFORE}[
            purpose
        ]
        before.set_cookie(f"__Secure-{kind}", signed.name(former, row_id), path=page)
    assert "Words of Dana" in before.get(page).text
    with time_machine.travel(clock.now() + timedelta(hours=13)):
        assert before.get(page).status_code == 404
        assert "Words of Dana" in unlock(before, secure, shared).get(page).text, "a guest comes back to the thread"
        before.post(f"{page}/leaving", data={"forget": "y"})
        assert before.get_cookie("__Secure-unlock", path=page) is before.get_cookie("__Secure-guest", path=page) is None


def test_the_oldest_make_room_and_unlocks_before_guests(secure: Flask, shared: Shared) -> None:
    visitor = secure.test_client()
    old = [f"__Host-{kind}-{new_id()}" for _ in range(cookies.MOST // 2) for kind in ("guest", "unlock")]
    for name in old:
        visitor.set_cookie(name, "x")
    unlock(visitor, secure, shared)
    reply(visitor, shared, "Words", name="Dana")
    assert [name for name in old if visitor.get_cookie(name) is None] == [old[1], old[3]]
    assert len(visitor._cookies or ()) == cookies.MOST  # noqa: SLF001 - werkzeug counts them nowhere else
