"""What people type, and what opens something, stands in no log: canaries sent through every route, and a list that drives both."""

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from wtforms.fields.core import UnboundField

from annotate.accounts.access_tokens import PREFIX
from annotate.app import create_app
from annotate.database import Database
from annotate.settings import Settings
from annotate.web import logs
from annotate.web.fields import PasscodeField, PasswordField, WordsField, WordsLine
from annotate.web.forms import Form
from annotate.web.limits import limiter
from tests.cast import Cast
from tests.programs import FOR_PROGRAMS
from tests.security.fuzzing import fields, subclasses
from tests.security.rights import ALL_WORDS
from tests.security.world_making import make_world
from tests.security.world_private import WROTE

CANARY = "canary5f3a"


@pytest.fixture
def logging_app(settings: Settings, migrated: Database, database: Database) -> Iterator[Flask]:
    """An application that logs every request, as in production."""
    app = create_app(replace(settings, smtp_url="smtps://mail.example.org"), migrated)
    app.config.update(WTF_CSRF_ENABLED=False)
    logs.configure(every_request=True)
    limiter.reset()
    limiter.enabled = False
    yield app
    limiter.enabled = True
    logs.configure(every_request=settings.production)


def written(name: str) -> Iterator[str]:
    """Fill a field with a canary; where a form asks for an address, as one."""
    yield f"{CANARY}@example.org" if "email" in name else f"{CANARY} and eleven more words"


@pytest.mark.slow
def test_no_canary_comes_out_in_a_log(
    logging_app: Flask, database: Database, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    world = make_world(logging_app, database, Cast(logging_app, database), settings)
    form = {name: next(written(name)) for name in fields()}
    query = dict.fromkeys(("q", "after", "page", "label", "version", "note", "condition", "next"), CANARY)
    headers = {
        "User-Agent": CANARY,
        "Referer": f"http://localhost/s/{CANARY}",
        "Authorization": f"Bearer {CANARY}",
        "X-Request-Id": CANARY,
        "X-Forwarded-For": CANARY,
    }
    world.save()
    statuses = set()
    for rule in logging_app.url_map.iter_rules():
        strange = re.sub(r"<(?:int:)?[^>]+>", CANARY, rule.rule)
        real = re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda found: str(world.variables[found[1]]), rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            fitting = {**form, **world.forms.get(rule.endpoint, {})}
            for actor, path, data in (
                ("anonymous", strange, form),
                ("alice", strange, form),
                ("guest", real, fitting),
                ("alice", real, fitting),
            ):
                answer = world.clients[actor].open(
                    path, method=method, query_string=query, data=data if method != "GET" else None, headers=headers
                )
                statuses.add(answer.status_code)
                answer.close()
            if rule.endpoint.startswith(FOR_PROGRAMS):
                sent = {"body": CANARY, "label": CANARY, **world.bodies.get(rule.endpoint, {}), "client_key": CANARY}
                bearer = {"Authorization": f"Bearer {world.tokens['alice']}"}
                shown = {**headers, **world.headers.get(rule.endpoint, {}), **bearer}
                for body in (sent, {"body": CANARY}, {CANARY: CANARY}):
                    more = {"json": body} if method != "GET" else {"query_string": query}
                    statuses.add(logging_app.test_client().open(real, method=method, headers=shown, **more).status_code)
            world.changed = method != "GET"
            world.restore()
    for endpoint, token in world.opens.items():
        for method in ("GET", "POST") if endpoint != "following.feed" else ("GET",):
            path = world.path(endpoint, "GET", token=token)
            answer = world.clients["anonymous"].open(path, method=method, data=world.forms.get(endpoint))
            assert answer.status_code in {200, 303}, path
    statuses.add(world.clients["alice"].open("/account", method=CANARY.upper(), headers=headers).status_code)
    assert {200, 201, 204, 303, 401, 404, 405, 422} <= statuses
    assert not {status for status in statuses if status >= 500}
    said = "".join(capfd.readouterr())
    lines = [json.loads(line) for line in said.splitlines()]
    assert sum(line["event"] == "request" for line in lines) > 200
    assert CANARY not in said.lower()
    assert str(world.variables["token"]) not in said
    assert world.passcode not in said
    assert PREFIX not in said
    assert not [words for words in {WROTE, *ALL_WORDS, *world.opens.values()} if words in said]


HARMLESS = set(
    "act_id anchor_id deleted_id digest follow_id frozen_id group_id key label_id member_id name new note_id number old registry_id reply_id "
    "file_id round_id round_label_id saved_id search_id share_id sign_in_id table_id tag_id thread_id token_id unlock_id".split()
)
"""Variables in addresses that open nothing to somebody without an account or an unlock of their own."""


def test_every_secret_of_a_form_or_an_address_is_on_the_list(app: Flask) -> None:
    hidden = {
        name
        for form in subclasses(Form)
        for name in dir(form)
        if isinstance(field := getattr(form, name, None), UnboundField)
        and issubclass(field.field_class, WordsField | WordsLine | PasswordField | PasscodeField)
    }
    assert hidden | {"mine"} <= logs.SECRETS, "what is typed here would stand in a log under its name"
    variables = {name for rule in app.url_map.iter_rules() for name in rule.arguments}
    assert variables - HARMLESS <= logs.SECRETS, "an address that opens something must lose that part in logs"


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """Give the one line that was logged, which is one line of plain ASCII."""
    [line] = capsys.readouterr().err.splitlines()
    assert line.isascii()
    assert json.loads(line)
    return str(line)


@pytest.mark.parametrize("name", sorted(logs.SECRETS))
def test_a_value_under_such_a_name_is_removed(app: Flask, capsys: pytest.CaptureFixture[str], name: str) -> None:
    logs.log.warning("something", **{name: CANARY}, inner={"deep": [{name.upper(): CANARY}]})
    assert CANARY not in said(capsys)


def test_a_token_in_an_address_is_removed_wherever_it_stands(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    routes = [rule for rule in app.url_map.iter_rules() if rule.arguments & logs.SECRETS]
    assert "/s/<token>" in {rule.rule for rule in routes}
    for rule in routes:
        path = re.sub(r"<(?:[^<>]*:)?\w+>", CANARY, rule.rule)
        logs.log.warning("asked", line=f"GET {path}?x=1 HTTP/1.1", inner=[f"https://notes.example.org{path}"])
        assert said(capsys).count(logs.REMOVED) >= 2
    logging.getLogger("some.library").warning("could not fetch %s", f"/s/{CANARY}.x-y")
    line = said(capsys)
    assert CANARY not in line
    assert "could not fetch /s/[removed]" in line


@pytest.mark.parametrize(
    "error",
    [
        ValueError(CANARY),
        KeyError(CANARY),
        IntegrityError("INSERT INTO notes (body) VALUES (?)", {"body": CANARY}, Exception(f"Key ({CANARY}) exists")),
        FileNotFoundError(2, "No such file", CANARY),
        UnicodeEncodeError("utf-8", CANARY, 0, 1, "no"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_exception_is_told_without_its_words(
    app: Flask, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def fail() -> None:
        raise error

    def fail_twice() -> None:
        try:
            fail()
        except Exception as first:
            raise RuntimeError(CANARY) from first

    try:
        fail_twice()
    except RuntimeError:
        logs.log.exception("it broke")
    line = said(capsys)
    assert CANARY not in line
    assert type(error).__name__ in line
    assert "test_canaries.py" in line


@pytest.mark.parametrize("text", ["a\r\nb", "\x1b[31mred", "\u202ertl", "\u2028", "\ud800", "a\x00b"])
def test_a_log_line_cannot_be_forged(app: Flask, capsys: pytest.CaptureFixture[str], text: str) -> None:
    logs.log.warning("something", value=text)
    line = said(capsys)
    assert not any(ord(character) < 32 for character in line)
    assert json.loads(line)["value"] == text
