"""The outer fence: counted in Redis by all web processes together, and by each of them when Redis does not answer."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from annotate.app import create_app
from annotate.database import Database
from annotate.settings import Settings
from annotate.web import limits
from annotate.web.limits import limiter
from tests.cast import Cast
from tests.redis_server import RedisServer, redis_server
from tests.sharing import share, try_passcode

MOST = 20  # requests for a new password from one network within ten minutes


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as running:
        yield running


@pytest.fixture
def fenced(app: Flask, settings: Settings, database: Database, redis: RedisServer) -> Iterator[Flask]:
    """The application with Redis; afterwards all of them count in the process again."""
    made = create_app(replace(settings, redis_url=redis.url), database)
    made.config["WTF_CSRF_ENABLED"] = False
    yield made
    limiter._storage_dead = False  # noqa: SLF001 - it would find that out by itself, some seconds later
    limits.attach(app, "")


def knock(client: FlaskClient, times: int) -> Counter[int]:
    return Counter(
        client.post("/password-reset", data={"email": "nobody@example.org"}).status_code for _ in range(times)
    )


def counted(redis: RedisServer) -> int:
    with Redis.from_url(redis.url) as connection:
        return sum(int(connection.get(key) or 0) for key in connection.keys("*"))


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for Redis however busy the machine is: who asks it in vain for half a second counts by itself."""
    monkeypatch.setattr(limits, "REDIS_SECONDS", 10.0)


@pytest.mark.usefixtures("patience")
def test_redis_counts_for_every_process(fenced: Flask, redis: RedisServer) -> None:
    assert knock(fenced.test_client(), 3) == {303: 3}
    assert counted(redis) == 3
    limiter.reset()
    assert counted(redis) == 0


@pytest.mark.parametrize("how", ["kill", "pause"])
def test_without_redis_each_process_counts_by_itself_and_every_page_works(
    fenced: Flask, redis: RedisServer, how: str
) -> None:
    client = fenced.test_client()
    assert knock(client, MOST) == {303: MOST}
    getattr(redis, how)()
    assert knock(client, MOST + 5) == {303: MOST, 429: 5}, "never without a limit"
    assert client.get("/sign-in").status_code == 200


def test_passcodes_are_counted_in_the_database_whatever_redis_does(
    fenced: Flask, database: Database, cast: Cast, redis: RedisServer
) -> None:
    shared = share(database, cast.viewer("alice"))
    redis.kill()
    client = fenced.test_client()
    statuses = [try_passcode(client, fenced, shared, "wrong").status_code for _ in range(8)]
    assert statuses == [422] * 5 + [429] * 3
