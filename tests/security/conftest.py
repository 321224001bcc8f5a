"""The world in each of its states, made once for a file of questions."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from annotate.app import create_app
from annotate.database import Database
from annotate.settings import Settings
from annotate.web.limits import limiter
from tests.cast import Cast
from tests.databases import empty
from tests.security.rights import State
from tests.security.watching import watched
from tests.security.world import World
from tests.security.world_making import make_world


@pytest.fixture(scope="session")
def mailing_app(settings: Settings, migrated: Database) -> Flask:
    """An instance that passes messages on to studies: so every page is there."""
    app = create_app(replace(settings, smtp_url="smtps://mail.example.org"), migrated)
    app.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return app


@pytest.fixture(scope="module")
def made(mailing_app: Flask, migrated: Database, settings: Settings) -> Iterator[World]:
    """The world, made once."""
    yield make_world(mailing_app, migrated, Cast(mailing_app, migrated), settings)
    empty(migrated)


@pytest.fixture
def world(made: World, state: State) -> Iterator[World]:
    """The world in the state that is asked about, put back after a question that changed it.

    Every question is asked about one state before the next one. Hence ``state`` and ``route`` are no parameters of the
    module: pytest would ask by route, and the world would be made anew for each question.
    """
    if made.state is not state:
        made.begin_anew()
        made.become(state)
        made.save()
    limiter.reset()
    with watched(made.database.engine, made.written):
        yield made
    made.restore()
