"""Sessions: rows that end, cookies that hold nothing but a row's id."""

import base64
import json
import zlib

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import encode_cookie
from sqlalchemy import select

from annotate.accounts.models import SignIn
from annotate.app import create_app
from annotate.database import Database
from annotate.settings import Settings
from tests.cast import PASSWORD, Cast

GOOD = {"email": "alice@example.org", "password": PASSWORD}


def held(cookie: str) -> dict[str, object]:
    """Read what a session cookie holds, as anybody who has it can."""
    payload, _, _ = cookie.lstrip(".").partition(".")
    raw = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    content: dict[str, object] = json.loads(zlib.decompress(raw) if cookie.startswith(".") else raw)
    return content


@pytest.fixture
def signed_in(client: FlaskClient, cast: Cast) -> FlaskClient:
    cast.viewer("alice")
    client.post("/sign-in", data=GOOD)
    return client


def test_the_cookie_holds_the_row_s_id_and_nothing_personal(signed_in: FlaskClient, database: Database) -> None:
    cookie = signed_in.get_cookie("session")
    assert cookie
    content = held(cookie.value)
    with database.reader() as session:
        assert content["_user_id"] in set(session.scalars(select(SignIn.id)))
    assert not {"alice", "Alice", "alice@example.org", PASSWORD} & {str(value) for value in content.values()}


def test_a_session_that_was_planted_does_not_go_on(client: FlaskClient, cast: Cast) -> None:
    with client.session_transaction() as session:
        session["csrf_token"] = "planted"
        session["_user_id"] = "planted"
        session["planted"] = True
    cast.viewer("alice")
    client.post("/sign-in", data=GOOD)
    with client.session_transaction() as session:
        assert session.get("csrf_token") != "planted"
        assert session["_user_id"] != "planted"
        assert "planted" not in session


def test_each_sign_in_has_another_id(app: Flask, cast: Cast) -> None:
    cast.viewer("alice")
    ids = set()
    for _ in range(3):
        client = app.test_client()
        client.post("/sign-in", data=GOOD)
        with client.session_transaction() as session:
            ids.add(session["_user_id"])
    assert len(ids) == 3


def test_a_forged_cookie_is_nobody_s(client: FlaskClient, signed_in: FlaskClient, app: Flask) -> None:
    cookie = signed_in.get_cookie("session")
    assert cookie
    for forged in (cookie.value[:-2], cookie.value + "A", "x" + cookie.value, "", "....", "é", "a" * 4000):
        other = app.test_client()
        other.set_cookie("session", forged)
        assert other.get("/account").status_code == 303


def test_the_account_s_id_is_no_sign_in(client: FlaskClient, cast: Cast) -> None:
    viewer = cast.viewer("alice")
    for name in (viewer.id, viewer.email, "", "0"):
        with client.session_transaction() as session:
            session["_user_id"] = name
        assert client.get("/account").status_code == 303


def test_no_other_cookie_is_set(signed_in: FlaskClient) -> None:
    answer = signed_in.get("/account")
    assert [cookie.split("=")[0] for cookie in answer.headers.getlist("Set-Cookie")] == ["session"]


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: FlaskClient, cast: Cast) -> None:
    cast.viewer("alice")
    [cookie] = client.post("/sign-in", data=GOOD).headers.getlist("Set-Cookie")
    for attribute in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert attribute in cookie
    assert "Expires=" not in cookie, "it goes when the browser is closed"


@pytest.mark.parametrize(("path", "name"), [("", "__Host-session"), ("/team/notes", "__Host-session-team-notes")])
def test_in_production_it_travels_over_https_alone(
    settings: Settings, migrated: Database, path: str, name: str
) -> None:
    production = Settings(
        data=settings.data,
        environment="production",
        secret_key=settings.secret_key,
        share_keys=settings.share_keys,
        trusted_hosts=("notes.example.org",),
        base_url=f"https://notes.example.org{path}",
    )
    client = create_app(production, migrated).test_client()
    answer = client.get("/sign-in", base_url="https://notes.example.org")
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith(f"{name}=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert client.get("/sign-in", base_url="https://evil.example").status_code == 400


@pytest.mark.parametrize("cookie", ["x|\u00e9", "|", "x|y", "", "\u00e9" * 3000])
def test_no_other_cookie_says_who_is_signed_in(client: FlaskClient, app: Flask, cast: Cast, cookie: str) -> None:
    cast.viewer("alice")
    for name in ("remember_token", ";"):
        sent = f"{name}={cookie}".encode().decode("latin-1")
        assert client.get("/", environ_overrides={"HTTP_COOKIE": sent}).status_code == 200
    with app.test_request_context():
        forged = encode_cookie(cast.viewer("alice").sign_in_id)
    for name in ("remember_token", ";"):
        assert client.get("/account", environ_overrides={"HTTP_COOKIE": f"{name}={forged}"}).status_code == 303
