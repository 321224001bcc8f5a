"""What every test shares: a migrated database that forgets, the app over it, and its client."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as property_settings
from sqlalchemy import event
from sqlalchemy.orm import Session
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from annotate import schema
from annotate.accounts.credentials.password import hashing
from annotate.app import create_app
from annotate.database import Database
from annotate.personal_data.views import downloads
from annotate.registry import turns
from annotate.settings import Settings
from annotate.shares import passcodes
from annotate.web.limits import limiter
from tests.archives import end_all
from tests.cast import Cast
from tests.databases import empty, forget_safety, new_url

# Nothing is timed in a test: a busy machine must not fail a property. The rest stays as Hypothesis has it, also in CI.
property_settings.register_profile(
    "untimed", parent=property_settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
property_settings.load_profile("untimed")


class _DealFiles(LoadFileScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    """Deals whole files to the test processes, for they share costly fixtures; one process has all that need a browser."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "browser" if file.startswith("tests/browser/") else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    """Tell pytest-xdist how to deal; its own groups (``xdist_group``) come to nothing under pytest 9."""
    return _DealFiles(config, log)


@pytest.fixture(autouse=True, scope="session")
def _cheap_hashing() -> None:
    hashing.use_cheapest_hashing()
    passcodes.use_cheapest_hashing()


@pytest.fixture(autouse=True, scope="session")
def _hurried_registry() -> Iterator[None]:
    """No test waits for its turn at a registry, but for those that are about turns; other processes do."""
    with patch.object(turns, "BETWEEN", timedelta(0)):
        yield


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an instance of our own; the registry is out of reach."""
    data = tmp_path_factory.mktemp("instance")
    return Settings.from_environ(
        {
            "ANNOTATE_DATA": str(data),
            "ANNOTATE_DATABASE_URL": new_url(data),
            "ANNOTATE_REGISTRY_URL": "http://127.0.0.1:9/api/v2",
        }
    )


@pytest.fixture(scope="session")
def migrated(settings: Settings) -> Iterator[Database]:
    """A database brought to head by the migrations, once."""
    database = Database(settings.database_url)
    forget_safety(database)
    schema.upgrade(database)
    yield database
    database.engine.dispose()


@pytest.fixture
def database(migrated: Database) -> Iterator[Database]:
    """The migrated database, empty again after each test."""
    yield migrated
    empty(migrated)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session that the test commits, or that rolls back."""
    with database.transaction() as session:
        yield session
        session.rollback()


@pytest.fixture(scope="session")
def _app(settings: Settings, migrated: Database) -> Flask:
    app = create_app(settings, migrated)
    app.config.update(TESTING=False, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return app


@pytest.fixture
def app(_app: Flask, database: Database) -> Flask:
    """The application over the test's database; the checks of forged requests have tests of their own."""
    limiter.reset()
    return _app


@pytest.fixture(autouse=True)
def _fence() -> Iterator[None]:
    """What a view refuses is never taken for a store of the outer fence that does not answer: each process would count alone."""
    yield
    assert not limiter._storage_dead  # noqa: SLF001 - nothing else tells


@pytest.fixture(autouse=True)
def _archives() -> Iterator[None]:
    """An archive that a test did not take is no longer on its way."""
    yield
    end_all(downloads)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """An anonymous visitor's browser."""
    return app.test_client()


@pytest.fixture
def cast(app: Flask, database: Database) -> Cast:
    """Alice, who writes notes; Bob, her colleague; Charlie, an outsider."""
    return Cast(app, database)


@pytest.fixture
def queries(database: Database) -> Iterator[list[str]]:
    """Every statement that runs during the test, for counting."""
    statements: list[str] = []

    def record(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", record)
    yield statements
    event.remove(database.engine, "before_cursor_execute", record)


@pytest.fixture
def here() -> Path:
    """The folder of the project."""
    return Path(__file__).resolve().parent.parent
