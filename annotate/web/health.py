"""Whether the process is alive, and whether it can serve people: for whoever watches it, so without any detail."""

import shutil

import structlog
from flask import Blueprint, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from annotate import schema
from annotate.settings import Settings
from annotate.web import work

log = structlog.get_logger(__name__)

blueprint = Blueprint("health", __name__)

LEAST_FREE_BYTES = 64 * 1024 * 1024
"""Free space in the data folder below which an instance calls itself not ready: notes may still fit, but not for long."""

Answer = tuple[str, int, dict[str, str]]


@blueprint.get("/healthz")
def alive() -> Answer:
    """Answer as long as the process can."""
    return _plain("ok")


@blueprint.get("/readyz")
def ready() -> Answer:
    """Answer 503 when people cannot be served; the log says why, the answer does not."""
    wrong = faults(current_app.extensions["annotate.settings"])
    if wrong:
        log.warning("not ready", faults=wrong)
        return _plain("not ready", 503)
    return _plain("ready")


def faults(settings: Settings) -> list[str]:
    """Name what keeps this instance from serving: ``database``, ``schema``, ``disk``."""
    wrong = []
    try:
        work.reader().execute(text("SELECT 1"))
        if schema.current(work.database()) != schema.newest():
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
