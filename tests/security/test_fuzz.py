"""No request that anybody can think of breaks a page: a short run with the same requests each time, and `make fuzz`."""

import os
import traceback
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from werkzeug.test import TestResponse

from annotate.database import Database
from annotate.settings import Settings
from annotate.web import errors
from annotate.web.limits import limiter
from tests.cast import Cast
from tests.security import fuzzing
from tests.security.world import World
from tests.security.world_making import make_world

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
"""How many requests of chance to send; without it 250, the same in each run."""

WHO = ("alice", "alice", "alice", "guest", "bob", "charlie", "anonymous")
"""Who asks: mostly the one who may."""

EVERYWHERE = ("Content-Security-Policy", "X-Content-Type-Options", "X-Request-Id", "Permissions-Policy")


@pytest.fixture
def world(app: Flask, database: Database, cast: Cast, settings: Settings) -> Iterator[World]:
    limiter.enabled = False
    yield make_world(app, database, cast, settings)
    limiter.enabled = True


@pytest.mark.slow
def test_no_request_breaks_a_page(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    broken: list[str] = []

    def unforeseen() -> str:
        broken.append(traceback.format_exc())
        return "unforeseen"

    monkeypatch.setattr(errors, "_unforeseen", unforeseen)
    world.save()
    learnt = fuzzing.learn(world)
    assert {"after", "label"} <= learnt["notes.mine", "GET"].arguments
    assert {"body", "revision"} <= learnt["notes.edit", "POST"].fields
    assert {"email", "password"} <= learnt["accounts.sign_in", "POST"].fields
    programs = fuzzing.Programs(world.tokens, world.bodies, world.headers)
    world.changed = True
    world.restore()
    since = 0

    @settings(
        max_examples=EXAMPLES or 250,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(fuzzing.requests(app, WHO, world.variables, world.forms, learnt, programs))
    def ask(request: fuzzing.Request) -> None:
        nonlocal since
        since += 1
        if since % 20 == 0:  # many have signed out, ended the link or used up its tries by then
            world.changed = True
            world.restore()
        broken.clear()
        response = world.clients[request.actor].open(
            request.path, method=request.method, headers=dict(request.headers), data=request.body
        )
        try:
            check(response, broken)
        finally:
            response.close()

    ask()


def check(response: TestResponse, broken: list[str]) -> None:
    """Hold an answer against what every answer must be."""
    assert not broken, "".join(broken)
    assert response.status_code < 500, response.text
    for name in EVERYWHERE:
        assert name in response.headers
    assert "X-Injected" not in response.headers
    if response.mimetype == "text/html":
        assert fuzzing.MARKUP not in response.text
    for place in response.headers.getlist("Location"):
        assert not place.replace("\t", "").replace("\\", "/").startswith("//"), place
        assert urlsplit(place).netloc in {"", "localhost"}, place
