"""F6: the clock jumps, by an hour or a day, there and back, and the machine changes its time zone."""

import os
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from annotate import clock
from annotate.database import Database
from tests.cast import PASSWORD, Cast
from tests.sharing import Shared, address, change_share, share

JUMPS = [timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1)]
WEEK = timedelta(days=7)


@pytest.fixture(params=["UTC", "America/New_York"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the machine believes to stand; New York changes its clocks in the week that a link lives."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield os.environ["TZ"]
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def week(zone: str) -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-10-30T12:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def shared(week: time_machine.Traveller, database: Database, cast: Cast) -> Shared:
    return share(database, cast.viewer("alice"), lives=WEEK)


def status(app: Flask, shared: Shared) -> int:
    return app.test_client().get(address(app, shared.id)).status_code


@pytest.mark.parametrize("jump", JUMPS)
def test_no_link_ends_early_and_none_comes_back(
    app: Flask, database: Database, shared: Shared, week: time_machine.Traveller, jump: timedelta
) -> None:
    made = clock.now()
    week.move_to(made + jump)
    assert status(app, shared) == 200
    week.move_to(made + WEEK - timedelta(seconds=1))
    assert status(app, shared) == 200
    week.move_to(made + WEEK)
    assert status(app, shared) == 410
    week.move_to(made)
    change_share(database, shared.id, revoked_at=made)
    for moment in (made + jump, made - 10 * abs(jump), made):
        week.move_to(moment)
        assert status(app, shared) == 410, "what was revoked stays so, whatever the clock says"


@pytest.mark.parametrize("jump", JUMPS)
def test_who_is_signed_in_is_so_again_when_the_clock_is_right(
    client: FlaskClient, cast: Cast, week: time_machine.Traveller, jump: timedelta
) -> None:
    cast.viewer("alice")
    sent = {"email": "alice@example.org", "password": PASSWORD, "stay": "y"}
    assert client.post("/sign-in", data=sent).status_code == 303
    began = clock.now()
    week.move_to(began + jump)
    assert client.get("/notes").status_code in {200, 303}
    week.move_to(began + timedelta(seconds=1))
    assert client.get("/notes").status_code == 200
