"""Programs of the cast: each shows an access token, and knows no cookie."""

import json
import re
from typing import Any

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from annotate.accounts.access_tokens import TokenDraft, make_token
from annotate.api.views.blueprint import OPERATIONS
from annotate.core.scopes import EVERY_SCOPE, Scope
from annotate.core.viewer import Viewer
from annotate.database import Database, new_id
from tests.cast import Cast

FOR_PROGRAMS = ("api.", "w3c.", "hypothesis.")
"""Beginnings of the endpoints that programs ask."""


def token_of(database: Database, viewer: Viewer, *, days: int = 30, scopes: frozenset[Scope] = EVERY_SCOPE) -> str:
    """Make an access token of the viewer's."""
    with database.transaction() as session:
        return make_token(session, viewer, TokenDraft("Tests", days, new_id(), scopes)).token


class Program:
    """A program that asks as whoever gave it the token, if anybody did."""

    def __init__(self, app: Flask, token: str = "") -> None:
        """Keep what it shows."""
        self._app = app
        self._client = app.test_client(use_cookies=False)
        self.shown = {"Authorization": f"Bearer {token}"} if token else {}

    def ask(self, method: str, path: str, json: object = None, **headers: str) -> TestResponse:
        """Send a request; the names of headers have ``_`` for ``-``."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        sent: dict[str, Any] = {} if json is None else {"json": json}
        return self._described(self._client.open(path, method=method, headers=self.shown | more, **sent))

    def send(self, path: str, **what: Any) -> TestResponse:  # noqa: ANN401 - as the client has it
        """Post anything at all, as the test client takes it."""
        return self._described(self._client.post(path, headers=self.shown, **what))

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read something."""
        return self.ask("GET", path, **headers)

    def _described(self, answer: TestResponse) -> TestResponse:
        """Give an answer whose status the description of the interface knows for its address."""
        asked = answer.request
        try:
            rule, _ = self._app.url_map.bind("localhost").match(asked.path, asked.method, return_rule=True)
        except HTTPException:
            return answer  # no such address
        said = OPERATIONS.get(rule.endpoint)
        if said:
            known = said.refusals(rule.rule) if answer.status_code >= 400 else {*said.gives, 304}
            assert answer.status_code in known, f"{rule.endpoint} answers {answer.status_code}, which nobody described"
        return answer


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


def sent_by_curl(app: Flask, words: list[str], known: dict[str, str]) -> TestResponse:
    """Send what curl would send."""
    said = [re.sub(r"\$([A-Z]+)", lambda name: known[name[1]], word) for word in words if word != "\n"]
    headers: dict[str, str] = {}
    body, method, address = None, "", ""
    waiting = iter(said[1:])
    for word in waiting:
        match word:
            case "--header":
                name, _, value = next(waiting).partition(": ")
                headers[name.replace("-", "_")] = value
            case "--json":
                body, method = json.loads(next(waiting)), method or "POST"
            case "--request":
                method = next(waiting)
            case _:
                assert not address
                address = word
    return Program(app).ask(method or "GET", address, body, **headers)
