"""An instance that sends its mail to people, beside the one that writes it to a folder."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate.app import create_app
from annotate.database import Database
from annotate.settings import Settings
from annotate.web.limits import limiter

BASE = "https://notes.example.org"


@pytest.fixture(scope="session")
def _mailing_app(settings: Settings, migrated: Database) -> Flask:
    sending = replace(settings, smtp_url="smtps://mail.example.org", base_url=BASE)
    app = create_app(sending, migrated)
    app.config.update(WTF_CSRF_ENABLED=False)
    return app


@pytest.fixture
def mailing(_mailing_app: Flask, database: Database) -> FlaskClient:
    """An anonymous visitor's browser at an instance that sends mail."""
    limiter.reset()
    return _mailing_app.test_client()
