"""Pages that are served below a path of their host: every address leads there, and so does every cookie."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from annotate.app import create_app
from annotate.database import Database
from annotate.settings import Settings
from annotate.trials.models import TrialVersion
from annotate.web.limits import limiter
from tests.cast import PASSWORD, Cast
from tests.making import form, shown
from tests.noting import TEXT, Noting
from tests.texts import REGISTRY_ID, SECTIONS

BASE = "http://localhost/annotate"
PATHS = re.compile(r'(?<!data-root)="(/[^"]*)"')
LINKS = re.compile(r'(?:href|src)="(/[^"#]*)')


@pytest.fixture
def below(settings: Settings, migrated: Database, database: Database) -> Iterator[Flask]:
    app = create_app(replace(settings, base_url=BASE), migrated)
    app.config["WTF_CSRF_ENABLED"] = False
    limiter.reset()
    yield app
    create_app(settings, migrated)  # what is one for all processes is as other tests expect it


def crawl(client: FlaskClient, *begin: str) -> set[str]:
    """Follow every link from some pages, and give what was seen; no address may lead out of the path."""
    waiting, seen = list(begin), set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address, buffered=True)
        assert answer.status_code in {200, 302, 303}, address
        waiting += [led(answer)] if answer.location else []
        if answer.mimetype == "text/html":
            outside = {path for path in PATHS.findall(answer.text) if not path.startswith("/annotate/")}
            assert not outside, address
            waiting += [html.unescape(path) for path in LINKS.findall(answer.text)]
    return seen


def led(answer: TestResponse) -> str:
    """Give where an answer leads."""
    assert answer.location
    assert answer.location.startswith("/annotate/")
    return answer.location.partition("#")[0]


def test_every_address_and_cookie_is_below_the_path(below: Flask, database: Database) -> None:
    cast = Cast(below, database)
    changed = {**SECTIONS, "summary": ("Summary", ["Two doses are compared: 320 mg and 240 mg, once a week."])}
    Noting(cast, database, SECTIONS, changed)
    alice, stranger = cast.client("alice"), below.test_client()
    with database.reader() as session:
        first = session.scalars(select(TrialVersion.id).where(TrialVersion.number == 1)).one()
    note = {"version": first, "body": "Why?", "client_key": "k", "exact": "160 mg"}
    note |= {"start": str(TEXT.index("160 mg")), "end": str(TEXT.index("160 mg") + 6)}
    saved = alice.post(f"/annotate/trials/{REGISTRY_ID}/notes", data=note)
    note_id = led(saved).rsplit("/", 1)[-1]
    made = alice.post(f"/annotate/trials/{REGISTRY_ID}/shares", data=form([note_id]))
    link = shown(made.text, "share-link")
    assert link.startswith(f"{BASE}/s/")
    path = link.removeprefix("http://localhost")
    opened = stranger.post(path, data={"passcode": shown(made.text, "share-passcode")})
    cookies = opened.headers.getlist("Set-Cookie")
    assert cookies
    assert all("Path=/annotate" in cookie for cookie in cookies)
    shared = led(opened)
    crawl(stranger, "/annotate/", "/annotate/favicon.ico", shared, path)
    seen = crawl(
        alice, "/annotate/", f"/annotate/trials/{REGISTRY_ID}", "/annotate/needs-your-eye", f"/annotate/notes/{note_id}"
    )
    for page in ("notes", "shares", "account", "trash", f"trials/{REGISTRY_ID}/versions/1/compare/2"):
        assert f"/annotate/{page}" in seen


def test_who_has_to_sign_in_comes_back_below_the_path(below: Flask, database: Database) -> None:
    Cast(below, database).viewer("alice")
    client = below.test_client()
    asked = client.get("/annotate/account?x=1")
    assert asked.location == "/annotate/sign-in?next=/annotate/account?x%3D1"
    sent = {"email": "alice@example.org", "password": PASSWORD, "next": "/annotate/account?x=1"}
    signed_in = client.post("/annotate/sign-in", data=sent)
    assert led(signed_in) == "/annotate/account?x=1"
    (cookie,) = signed_in.headers.getlist("Set-Cookie")
    assert "Path=/annotate" in cookie
    taken_away = client.get("/sign-in")
    assert 'action="/annotate/sign-in"' in taken_away.text, "what stands in front may take the path away"
    assert led(client.post("/annotate/sign-in", data=sent | {"next": "//evil.example"})) == "/annotate/"


def test_a_form_that_came_too_late_is_sent_again_below_the_path(below: Flask, database: Database) -> None:
    Noting(Cast(below, database), database)
    answer = below.test_client().post(
        f"/annotate/trials/{REGISTRY_ID}/notes", data={"body": "Words", "client_key": "k"}
    )
    assert answer.status_code == 401
    assert f'["/annotate/trials/{REGISTRY_ID}/notes"' in html.unescape(answer.text)
