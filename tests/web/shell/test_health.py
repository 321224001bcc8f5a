"""Whether an instance lives, and whether it can serve."""

import json
import shutil
from collections import namedtuple

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from annotate import schema
from annotate.database import Database
from annotate.web import health
from tests.rungs import refuse_other_methods

VIEWS = ("GET health.alive", "GET health.ready")


def test_works__a_good_instance_is_alive_and_ready(shell: FlaskClient) -> None:
    assert shell.get("/healthz").text == "ok\n"
    assert shell.get("/readyz").text == "ready\n"


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_many_who_ask_share_one_look(shell: FlaskClient, queries: list[str]) -> None:
    shell.get("/readyz")
    queries.clear()
    assert [shell.get("/readyz").text for _ in range(3)] == ["ready\n"] * 3
    assert not queries


def refusing(*_: object) -> None:
    raise OperationalError("SELECT 1", {}, Exception("gone"))


def test_what_is_wrong_stands_in_the_log_and_not_in_the_answer(
    shell: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(health, "FRESH_SECONDS", 0.0)
    shell.application.extensions.pop("annotate.health", None)

    def told() -> list[str]:
        answer = shell.get("/readyz")
        assert (answer.status_code, answer.text, answer.headers["Retry-After"]) == (503, "not ready\n", "10")
        faults: list[str] = json.loads(capsys.readouterr().err.splitlines()[-1])["faults"]
        return faults

    with monkeypatch.context() as patch:
        patch.setattr(schema, "newest", lambda: "9999")
        assert told() == ["schema"]
    with monkeypatch.context() as patch:
        usage = namedtuple("usage", "total used free")  # noqa: PYI024 - the standard library's own is one
        patch.setattr(shutil, "disk_usage", lambda _path: usage(1, 1, 0))
        assert told() == ["disk"]
    event.listen(database.engine, "before_cursor_execute", refusing)
    try:
        assert told() == ["database"]
        assert shell.get("/healthz").status_code == 200
    finally:
        event.remove(database.engine, "before_cursor_execute", refusing)
