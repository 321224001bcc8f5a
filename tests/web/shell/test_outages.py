"""A database that refuses: what can go well at once is tried once more, and what was typed is given back."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from annotate.app import create_app
from annotate.database import Database
from annotate.settings import Settings
from annotate.web import transactions


class Refused(Exception):
    """What a driver raises."""

    def __init__(self, words: str, sqlstate: str | None = None) -> None:
        super().__init__(words)
        self.sqlstate = sqlstate


class Refusing:
    """A view whose database refuses as often as it is told."""

    def __init__(self) -> None:
        self.refusals: list[Refused | Exception] = []
        self.asked = 0

    def answer(self) -> str:
        self.asked += 1
        with transactions.begin():
            if self.refusals:
                refusal = self.refusals.pop()
                raise OperationalError("SELECT 1", {}, refusal) if isinstance(refusal, Refused) else refusal
        return "done"


@pytest.fixture(scope="module")
def _outage(settings: Settings, migrated: Database) -> tuple[Flask, Refusing]:
    app, view = create_app(settings, migrated), Refusing()
    app.config["WTF_CSRF_ENABLED"] = False
    for path in ("/refuses", "/api/refuses"):
        app.add_url_rule(path, path, view.answer, methods=["GET", "POST"])
    return app, view


@pytest.fixture
def refusing(_outage: tuple[Flask, Refusing], database: Database) -> Iterator[Callable[..., Refusing]]:
    view = _outage[1]

    def by(*refusals: Refused | Exception) -> Refusing:
        view.refusals, view.asked = list(refusals), 0
        return view

    yield by
    view.refusals = []


@pytest.fixture
def client(_outage: tuple[Flask, Refusing]) -> FlaskClient:
    return _outage[0].test_client()


DEADLOCK, ENDED, CONFLICT = (Refused("in the way", state) for state in ("40P01", "57P01", "40001"))
LOCKED, FULL = Refused("database is locked"), Refused("database or disk is full")


LABEL_GONE, ROW_GONE = IntegrityError("INSERT", {}, Refused("fk", "23503")), StaleDataError("0 were matched")
"""A label that is deleted while a note gets it; a thread that goes with its note while somebody answers."""


@pytest.mark.parametrize("refusal", [DEADLOCK, ENDED, CONFLICT, LABEL_GONE, ROW_GONE])
def test_reading_and_keyed_forms_are_tried_once_more(
    client: FlaskClient, refusing: Callable[..., Refusing], refusal: Refused | Exception
) -> None:
    view = refusing(refusal)
    assert (client.get("/refuses").text, view.asked) == ("done", 2)
    view = refusing(refusal)
    assert (client.post("/refuses", data={"client_key": "k"}).text, view.asked) == ("done", 2)
    view = refusing(refusal)
    assert (client.post("/api/refuses", json={}).text, view.asked) == ("done", 2)


def test_nothing_is_tried_a_third_time(client: FlaskClient, refusing: Callable[..., Refusing]) -> None:
    view = refusing(DEADLOCK, DEADLOCK, DEADLOCK)
    answer = client.get("/refuses")
    assert (answer.status_code, answer.headers["Retry-After"], view.asked) == (503, "2", 2)


@pytest.mark.parametrize("refusal", [ENDED, LABEL_GONE, ROW_GONE])
def test_a_form_without_a_key_is_not_tried_again(
    client: FlaskClient, refusing: Callable[..., Refusing], refusal: Refused | Exception
) -> None:
    view = refusing(refusal)
    assert (client.post("/refuses").status_code, view.asked) == (503, 1)


def test_any_other_broken_rule_is_a_bug_and_is_told_as_one(
    client: FlaskClient, refusing: Callable[..., Refusing]
) -> None:
    view = refusing(IntegrityError("INSERT", {}, Refused("unique", "23505")))
    assert (client.post("/refuses", data={"client_key": "k"}).status_code, view.asked) == (500, 1)


def test_a_lock_that_was_waited_for_is_not_waited_for_again(
    client: FlaskClient, refusing: Callable[..., Refusing]
) -> None:
    view = refusing(LOCKED)
    assert (client.get("/refuses").status_code, view.asked) == (503, 1)


@pytest.mark.parametrize(("refusal", "status"), [(LOCKED, 503), (FULL, 507), (Refused("no space", "53100"), 507)])
def test_what_was_typed_is_given_back(
    client: FlaskClient, refusing: Callable[..., Refusing], refusal: Refused, status: int
) -> None:
    refusing(refusal)
    answer = client.post("/refuses", data={"body": "ANC <LLN & more"})
    assert answer.status_code == status
    assert int(answer.headers["Retry-After"]) > 0
    assert "ANC &lt;LLN &amp; more</textarea>" in answer.text


def test_a_connection_that_breaks_after_the_last_row_spoils_no_answer(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken: list[object] = []

    def breaks(connection: object) -> None:
        broken.append(connection)
        raise OperationalError("ROLLBACK", {}, Refused("gone"))

    with monkeypatch.context() as patch:
        patch.setattr(database.engine.dialect, "do_rollback", breaks)
        assert client.get("/trials").status_code == 200
    assert broken
    assert client.get("/trials").status_code == 200
