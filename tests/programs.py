"""Programs of the cast: each shows an access token, and knows no cookie."""

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from annotate.accounts.access_tokens import TokenDraft, make_token
from annotate.core.viewer import Viewer
from annotate.database import Database, new_id
from tests.cast import Cast


def token_of(database: Database, viewer: Viewer, *, days: int = 30) -> str:
    """Make an access token of the viewer's."""
    with database.transaction() as session:
        return make_token(session, viewer, TokenDraft("Tests", days, new_id())).token


class Program:
    """A program that asks as whoever gave it the token, if anybody did."""

    def __init__(self, app: Flask, token: str = "") -> None:
        """Keep what it shows."""
        self._client = app.test_client(use_cookies=False)
        self.shown = {"Authorization": f"Bearer {token}"} if token else {}

    def ask(self, method: str, path: str, json: object = None, **headers: str) -> TestResponse:
        """Send a request; the names of headers have ``_`` for ``-``."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        sent: dict[str, Any] = {} if json is None else {"json": json}
        return self._client.open(path, method=method, headers=self.shown | more, **sent)

    def send(self, path: str, **what: Any) -> TestResponse:  # noqa: ANN401 - as the client has it
        """Post anything at all, as the test client takes it."""
        return self._client.post(path, headers=self.shown, **what)

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read something."""
        return self.ask("GET", path, **headers)


class Programs:
    """A program for each of the cast, made when it is first asked for."""

    def __init__(self, app: Flask, database: Database, cast: Cast) -> None:
        """Keep where they live."""
        self._app, self._database, self._cast = app, database, cast
        self._made: dict[str, Program] = {}

    def of(self, name: str) -> Program:
        """Give the program of somebody."""
        if name not in self._made:
            self._made[name] = Program(self._app, token_of(self._database, self._cast.viewer(name)))
        return self._made[name]
