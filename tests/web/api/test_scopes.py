"""What a token allows: one that reads only is refused wherever something is changed, whoever's it is and whether it is there."""

import re

import pytest
from flask import Flask

from annotate.api.views.blueprint import OPERATIONS
from annotate.core.scopes import Scope
from annotate.database import Database
from tests.cast import Cast
from tests.noting import Noting
from tests.programs import Program, token_of

CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@pytest.fixture
def reader(app: Flask, database: Database, cast: Cast) -> Program:
    """Alice's program, which may read only."""
    return Program(app, token_of(database, cast.viewer("alice"), scopes=frozenset({Scope.READ})))


def test_every_change_and_every_link_needs_more_than_reading(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPERATIONS:
            needs_more = bool(CHANGES & (rule.methods or set())) or rule.rule.startswith("/api/links")
            assert (OPERATIONS[rule.endpoint].scope not in {None, Scope.READ}) is needs_more, rule


def test_who_reads_only_changes_nothing(app: Flask, reader: Program, noting: Noting) -> None:
    note = noting.note()
    changes = [
        (method, rule.rule, OPERATIONS[rule.endpoint].scope)
        for rule in app.url_map.iter_rules()
        if rule.endpoint in OPERATIONS
        for method in CHANGES & (rule.methods or set())
    ]
    assert len(changes) >= 5
    for method, rule, scope in changes:
        path = re.sub(r"<[^>]*>", note, rule)
        answer = reader.ask(method, path, {"client_key": "k", "body": "Words"})
        assert answer.status_code == 403, path
        assert answer.headers["WWW-Authenticate"] == f'Bearer error="insufficient_scope", scope="{scope}"'
        assert "does not allow" in answer.get_json()["detail"]
    shown = reader.get(f"/api/notes/{note}")
    assert (shown.status_code, shown.get_json()["revision"]) == (200, 1)
