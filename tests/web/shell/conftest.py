"""An application with views that fail in every way, and its forged requests refused."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from flask import Flask, abort, render_template_string, request
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DataError, OperationalError

from annotate import errors
from annotate.app import create_app
from annotate.database import Database
from annotate.settings import Settings
from annotate.web import transactions
from annotate.web.limits import limiter


def failing(error: Exception) -> Callable[[], str]:
    def view() -> str:
        raise error

    return view


@pytest.fixture(scope="module")
def _shell(settings: Settings, migrated: Database) -> Flask:
    """An application with views that fail in every way, and its forged requests refused."""
    app = create_app(settings, migrated)
    expected = [
        errors.NotFound(),
        errors.Forbidden("Not yours to do."),
        errors.SignInRequired(),
        errors.Invalid("It cannot be taken."),
        errors.Conflict("It has moved on."),
        errors.Gone("It has ended."),
        errors.TooMany("Too often.", 17),
        errors.Unavailable("Not now.", 3),
    ]
    for error in expected:
        name = type(error).__name__
        app.add_url_rule(f"/fails/{name}", name, failing(error), methods=["GET", "POST"])
    app.add_url_rule("/fails/fields", "fields", failing(errors.Invalid.field("name", "Give a name.")))
    app.add_url_rule("/takes/json", "json", lambda: {"taken": request.get_json()}, methods=["POST"])
    unforeseen = [
        OperationalError("SELECT secret", {}, Exception("database is locked")),
        DataError("SELECT secret", {}, Exception("no such value")),
        UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
        RecursionError("depth"),
        RuntimeError("secret of alice@example.org"),
    ]
    for bug in unforeseen:
        app.add_url_rule(f"/fails/{type(bug).__name__}", type(bug).__name__, failing(bug))
    app.add_url_rule("/fails/template", "template", lambda: render_template_string("{{ nobody_gave_this }}"))
    app.add_url_rule("/fails/<int:code>", "code", abort)
    app.add_url_rule("/answers/instant", "instant", lambda: render_template_string("{{ at | instant }}", at=NOON))
    app.add_url_rule("/counted", "counted", limiter.limit("3 per minute")(lambda: "counted"))
    app.add_url_rule("/s/x", "token", lambda: "a link")
    app.add_url_rule("/writes", "writes", write_and_read, methods=["POST"])
    return app


NOON = datetime(2026, 7, 8, 12, 5, tzinfo=timezone(timedelta(hours=2)))


def write_and_read() -> str:
    """Read, write, and read again in one request."""
    count = text("SELECT count(*) FROM alembic_version")
    before = transactions.reader().execute(count).scalar_one()
    transactions.write(lambda session: session.execute(text("INSERT INTO alembic_version VALUES ('x')")))
    after = transactions.reader().execute(count).scalar_one()
    transactions.write(lambda session: session.execute(text("DELETE FROM alembic_version WHERE version_num = 'x'")))
    return f"{before} {after}"


@pytest.fixture
def shell(_shell: Flask, database: Database) -> FlaskClient:
    limiter.reset()
    return _shell.test_client()
