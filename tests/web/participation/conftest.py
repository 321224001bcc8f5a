"""An instance that sends its mail to people, as taking part needs it."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate.app import create_app
from annotate.database import Database
from annotate.settings import Settings
from annotate.web.limits import limiter
from tests.cast import Cast
from tests.enquiring import confirm, keep_open_study

BASE = "https://notes.example.org"


@pytest.fixture(scope="session")
def mailing_settings(settings: Settings) -> Settings:
    return replace(
        settings, smtp_url="smtps://mail.example.org", base_url=BASE, mail_from="annotate <notes@example.org>"
    )


@pytest.fixture(scope="session")
def _mailing_app(mailing_settings: Settings, migrated: Database) -> Flask:
    app = create_app(mailing_settings, migrated)
    app.config.update(WTF_CSRF_ENABLED=False)
    return app


@pytest.fixture
def app(_mailing_app: Flask, database: Database) -> Flask:
    """The application as it is where mail is sent."""
    limiter.reset()
    return _mailing_app


@pytest.fixture
def alice(cast: Cast, database: Database) -> FlaskClient:
    """Alice, whose address is confirmed, beside a study that recruits."""
    with database.transaction() as session:
        keep_open_study(session)
    confirm(database, cast.viewer("alice"))
    return cast.client("alice")
