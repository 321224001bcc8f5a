"""Health checks: is the process alive, and can it serve people. Public, so without any detail."""

import shutil
import time
from threading import Lock

import structlog
from flask import Blueprint, Flask, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from annotate import schema
from annotate.settings import Settings
from annotate.web import transactions
from annotate.web.answer import Answer

log = structlog.get_logger(__name__)

blueprint = Blueprint("health", __name__)

LEAST_FREE_BYTES = 64 * 1024 * 1024
"""Free space in the data folder below which an instance is not ready: notes still fit, but not for long."""

FRESH_SECONDS = 2.0
"""How long a result is valid, in seconds."""


@blueprint.get("/healthz")
def alive() -> Answer:
    """Answer while the process can."""
    return _plain("ok")


@blueprint.get("/readyz")
def ready() -> Answer:
    """Answer 503 if people cannot be served; only the log says why."""
    wrong = _last_look(current_app).faults()
    return _plain("not ready", 503) if wrong else _plain("ready")


class _Look:
    """The last result of the checks, cached: they cost as much as a page, and anybody may ask."""

    def __init__(self, settings: Settings) -> None:
        """Begin without a result."""
        self._settings = settings
        self._lock = Lock()
        self._found: list[str] = []
        self._good_until = 0.0

    def faults(self) -> list[str]:
        """Return the problems, at most some seconds old."""
        with self._lock:
            if time.monotonic() >= self._good_until:
                self._found = faults(self._settings)
                self._good_until = time.monotonic() + FRESH_SECONDS
                if self._found:
                    log.warning("not ready", faults=self._found)
            return self._found


def _last_look(app: Flask) -> _Look:
    look: _Look = app.extensions.setdefault("annotate.health", _Look(app.extensions["annotate.settings"]))
    return look


def faults(settings: Settings) -> list[str]:
    """Return what prevents this instance from serving: ``database``, ``schema``, ``disk``."""
    wrong = []
    try:
        transactions.reader().execute(text("SELECT 1"))
        if schema.current(transactions.database()) != schema.newest():
            wrong.append("schema")
    except SQLAlchemyError:
        wrong.append("database")
    if shutil.disk_usage(settings.data).free < LEAST_FREE_BYTES:
        wrong.append("disk")
    return wrong


def _plain(word: str, status: int = 200) -> Answer:
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    if status == 503:
        headers["Retry-After"] = "10"
    return f"{word}\n", status, headers
