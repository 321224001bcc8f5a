"""GET /shared/<share id> at the end of its link, to the second, wherever the clock hangs; and at the end of an unlock."""

import time
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from annotate import clock
from annotate.database import Database
from tests.cast import Cast
from tests.sharing import share, unlock


def test_what_a_browser_kept_is_not_called_current_after_the_end(
    client: FlaskClient, app: Flask, database: Database, cast: Cast
) -> None:
    shared = share(database, cast.viewer("alice"), lives=timedelta(hours=1))
    kept = unlock(client, app, shared).get(f"/shared/{shared.id}")
    asked = {"If-None-Match": kept.headers.get("ETag", "*"), "If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT"}
    assert client.get(f"/shared/{shared.id}", headers=asked).status_code == 200
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        assert client.get(f"/shared/{shared.id}", headers=asked).status_code == 410


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/St_Johns", "UTC"])
def test_the_end_is_the_same_instant_wherever_the_server_stands(
    client: FlaskClient, app: Flask, database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    shared = share(database, cast.viewer("alice"), lives=timedelta(hours=1))
    end = clock.now() + timedelta(hours=1)
    unlock(client, app, shared)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        with time_machine.travel(end - timedelta(seconds=5), tick=False):
            assert client.get(f"/shared/{shared.id}").status_code == 200
        with time_machine.travel(end, tick=False):
            assert client.get(f"/shared/{shared.id}").status_code == 410
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()


def test_two_idle_hours_end_it_and_use_keeps_it(
    client: FlaskClient, app: Flask, database: Database, cast: Cast
) -> None:
    shared, start = share(database, cast.viewer("alice")), clock.now()
    unlock(client, app, shared)
    for minutes in (90, 180, 270):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert client.get(f"/shared/{shared.id}").status_code == 200
    with time_machine.travel(start + timedelta(minutes=270 + 121), tick=False):
        assert client.get(f"/shared/{shared.id}").status_code == 404


def test_twelve_hours_end_it_whatever_happens(client: FlaskClient, app: Flask, database: Database, cast: Cast) -> None:
    shared, start = share(database, cast.viewer("alice")), clock.now()
    unlock(client, app, shared)
    for hour in range(1, 12):
        with time_machine.travel(start + timedelta(hours=hour), tick=False):
            assert client.get(f"/shared/{shared.id}").status_code == 200
    with time_machine.travel(start + timedelta(hours=12, seconds=5), tick=False):
        assert client.get(f"/shared/{shared.id}").status_code == 404
