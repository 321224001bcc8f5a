"""Changing keys, of links and of sessions: the newest one signs, every one that is kept opens, a dropped one opens nothing."""

from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient

from annotate.app import create_app
from annotate.database import Database
from annotate.settings import Settings
from tests.cast import PASSWORD, Cast
from tests.sharing import address, share, unlock
from tests.web_pages import token

OLD, NEW = "an old key, which is long enough to be one", "a new key, which is long enough to be one"


def restarted(settings: Settings, database: Database, *keys: str) -> Flask:
    """Start the instance again with these keys, oldest first."""
    app = create_app(replace(settings, share_keys=keys), database)
    app.config.update(WTF_CSRF_ENABLED=False)
    return app


def test_a_key_is_added_and_later_dropped(database: Database, settings: Settings, cast: Cast) -> None:
    shared = share(database, cast.viewer("alice"))
    before = restarted(settings, database, OLD)
    first = address(before, shared.id)
    visitor = unlock(before.test_client(), before, shared)
    guest = visitor.get_cookie("unlock", path=f"/shared/{shared.id}")
    assert guest is not None

    both = restarted(settings, database, OLD, NEW)
    second = address(both, shared.id)
    assert both.test_client().get(first).status_code == 200, "an address from before opens"
    assert both.test_client().post(first, data={"passcode": shared.passcode}).status_code == 303
    client = both.test_client()
    client.set_cookie("unlock", guest.value, path=f"/shared/{shared.id}")
    assert client.get(f"/shared/{shared.id}").status_code == 200, "who has it open keeps it open"
    assert restarted(settings, database, OLD).test_client().get(second).status_code == 404, "the new key signs"

    after = restarted(settings, database, NEW)
    assert after.test_client().get(second).status_code == 200
    assert after.test_client().get(first).status_code == 404
    client = after.test_client()
    client.set_cookie("unlock", guest.value, path=f"/shared/{shared.id}")
    assert client.get(f"/shared/{shared.id}").status_code == 404


def moved(client: FlaskClient, app: Flask) -> FlaskClient:
    """Take the browser to the instance as it was started again."""
    cookie = client.get_cookie("session")
    assert cookie is not None
    other = app.test_client()
    other.set_cookie("session", cookie.value)
    return other


def test_a_key_of_sessions_is_changed_and_nobody_is_signed_out(
    database: Database, settings: Settings, cast: Cast
) -> None:
    def started(key: str, *fallbacks: str) -> Flask:
        return create_app(replace(settings, secret_key=key, secret_key_fallbacks=fallbacks), database)

    cast.viewer("alice")
    before, both, after = started(OLD), started(NEW, OLD), started(NEW)
    client = before.test_client()
    sent = {"email": "alice@example.org", "password": PASSWORD, "csrf_token": token(client.get("/sign-in").text)}
    assert client.post("/sign-in", data=sent).status_code == 303
    open_form = token(client.get("/account/name").text)
    idle = moved(client, after)

    client = moved(client, both)
    assert client.post("/account/name", data={"name": "Alice", "csrf_token": open_form}).status_code == 303
    client = moved(client, after)
    assert client.get("/account").status_code == 200, "who was here meanwhile stays"
    assert idle.get("/account").status_code == 303, "the dropped key opens nothing"
