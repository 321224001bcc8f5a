"""A database that refuses: what can go well at once is tried once more, and what was typed is given back."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
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
        return transactions.write(self.write)

    def write(self, _session: Session) -> str:
        self.asked += 1
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
def test_what_is_written_is_tried_once_more(
    client: FlaskClient, refusing: Callable[..., Refusing], refusal: Refused | Exception
) -> None:
    for path in ("/refuses", "/api/refuses"):
        view = refusing(refusal)
        assert (client.post(path).text, view.asked) == ("done", 2)


def test_what_the_first_try_wrote_is_gone_before_the_second(database: Database) -> None:
    refusals = [DEADLOCK]

    def work(session: Session) -> int:
        session.execute(text("INSERT INTO alembic_version VALUES ('x')"))
        if refusals:
            raise OperationalError("INSERT", {}, refusals.pop())
        count: int = session.execute(text("SELECT count(*) FROM alembic_version WHERE version_num = 'x'")).scalar_one()
        session.execute(text("DELETE FROM alembic_version WHERE version_num = 'x'"))
        return count

    assert database.write(work) == 1


def test_nothing_is_tried_a_third_time(client: FlaskClient, refusing: Callable[..., Refusing]) -> None:
    view = refusing(DEADLOCK, DEADLOCK, DEADLOCK)
    answer = client.post("/refuses")
    assert (answer.status_code, answer.headers["Retry-After"], view.asked) == (503, "2", 2)


def test_any_other_broken_rule_is_a_bug_and_is_told_as_one(
    client: FlaskClient, refusing: Callable[..., Refusing]
) -> None:
    view = refusing(IntegrityError("INSERT", {}, Refused("unique", "23505")))
    assert (client.post("/refuses").status_code, view.asked) == (500, 1)


def test_a_lock_that_was_waited_for_is_not_waited_for_again(
    client: FlaskClient, refusing: Callable[..., Refusing]
) -> None:
    view = refusing(LOCKED)
    assert (client.post("/refuses").status_code, view.asked) == (503, 1)


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
