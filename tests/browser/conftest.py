"""A real server with the sample records, a real browser, and people who each have a browser of their own."""

import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from flask import Response, request
from playwright.sync_api import Browser, sync_playwright
from werkzeug.datastructures import Headers
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import run_wsgi_app

from annotate import schema
from annotate.app import create_app
from annotate.database import Database
from annotate.registry.actions import import_samples
from annotate.settings import Settings
from annotate.web.limits import limiter
from tests.browser.browsers import ENGINE, find_asked
from tests.browser.changed import AFTER, BEFORE, CHANGED
from tests.browser.people import People
from tests.databases import forget_safety
from tests.texts import kept_trial

LATE_SCRIPTS = float(os.environ.get("LATE_SCRIPTS", "0"))
LATE_ANSWERS = float(os.environ.get("LATE_ANSWERS", "0"))
"""Seconds that each page waits for its scripts, and that each answer takes: what counts on their being there fails at once."""


class _Quiet(WSGIRequestHandler):
    """Keeps connections open, and says nothing of each request."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_args: object) -> None:
        """Leave the report to what a test says."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser, once for all tests; without one they skip, or fail: with CI=true, another engine with ENGINES=required."""
    found = find_asked()
    if found is None:
        missing = f"no {ENGINE} was found; `make test` and `make test-engines` look for one or install it"
        required = {"chromium": os.environ.get("CI") == "true"}.get(ENGINE, os.environ.get("ENGINES") == "required")
        if required:
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = found.launch(playwright)
        yield browser
        browser.close()


_FIRST_SCRIPT = "/js/main.js"


class _StaticFromMemory:
    """Asks the app for each static file once: every window of a journey begins with an empty cache, and asks for them all.

    Werkzeug's server would leave a file open whose reader is gone before the end, too: a warning somewhere later.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self._kept: dict[str, tuple[bytes, str, Headers]] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith("/static/"):
            return self._app(environ, start_response)
        if path not in self._kept or path.endswith(_FIRST_SCRIPT):
            parts, status, headers = run_wsgi_app(self._app, environ, buffered=True)
            self._kept[path] = b"".join(parts), status, headers
        body, status, headers = self._kept[path]
        start_response(status, headers.to_wsgi_list())
        return [body]


def _for_journeys(response: Response) -> Response:
    """Have a browser ask each time for the module that starts all others: a journey can hold it back, and nothing else."""
    if request.path.endswith(_FIRST_SCRIPT):
        response.headers["Cache-Control"] = "no-store"
        time.sleep(LATE_SCRIPTS)
    elif not request.path.startswith("/static/"):
        time.sleep(LATE_ANSWERS)
    return response


@contextmanager
def served_from(settings: Settings, database: Database) -> Iterator[str]:
    """Give the address of an instance that runs until the block ends, with everything switched on."""
    app = create_app(settings, database)
    app.config["RATELIMIT_ENABLED"] = False
    app.after_request(_for_journeys)
    server = make_server("127.0.0.1", 0, _StaticFromMemory(app), threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    database.engine.dispose()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running instance with the sample records."""
    folder: Path = tmp_path_factory.mktemp("served")
    settings = Settings.from_environ(
        {"ANNOTATE_DATA": str(folder), "ANNOTATE_REGISTRY_URL": "http://127.0.0.1:9/api/v2"}
    )
    database = Database(settings.database_url)
    forget_safety(database)
    schema.upgrade(database)
    import_samples(database)
    kept_trial(database, BEFORE, AFTER, registry_id=CHANGED)
    with served_from(settings, database) as address:
        yield address


@pytest.fixture
def people(browser: Browser, served: str) -> Iterator[People]:
    """Whoever the journey needs; a console error of any of them fails it at the end."""
    limiter.reset()  # all journeys come from one address
    people = People(browser, served)
    yield people
    people.leave()
