"""Who is let in below /w3c/: as below /api/, whoever shows a good access token that allows what is asked."""

import pytest
from flask import Flask

from annotate.core.scopes import Scope
from annotate.database import Database
from tests.annotating import HERE, SITE, Annotating, sent
from tests.cast import Cast
from tests.programs import Program, token_of


@pytest.fixture
def reader(app: Flask, database: Database, cast: Cast) -> Program:
    """Alice's program, which may read only."""
    return Program(app, token_of(database, cast.viewer("alice"), scopes=frozenset({Scope.READ})))


def test_who_reads_only_changes_nothing(annotating: Annotating, reader: Program) -> None:
    made = annotating.made()
    path = made["id"].removeprefix(SITE)
    tag = annotating.tag(made)
    for method, at in (("POST", HERE), ("PUT", path), ("DELETE", path)):
        answer = reader.ask(method, at, sent() if method != "DELETE" else None, If_Match=tag)
        assert answer.status_code == 403
        assert answer.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="write"'
    for method in ("GET", "HEAD", "OPTIONS"):
        assert [reader.ask(method, at).status_code for at in (HERE, path)] == [200, 200]
    assert reader.get(path).get_json() == made


def test_a_cookie_is_not_believed_and_no_page_of_another_site(cast: Cast, annotating: Annotating) -> None:
    browser = cast.client("alice")
    assert browser.get("/notes").status_code == 200
    for method in ("GET", "HEAD", "OPTIONS", "POST"):
        answer = browser.open(HERE, method=method, json=sent() if method == "POST" else None)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert "Set-Cookie" not in answer.headers
    assert annotating.post(sent(), Sec_Fetch_Site="cross-site").status_code == 403
    told = annotating.program.ask("OPTIONS", HERE, Origin="https://elsewhere.example")
    assert not [name for name, _ in told.headers if name.startswith("Access-Control")]


def test_strangers_are_counted(app: Flask) -> None:
    stranger = Program(app, "annotate_nothing")
    assert [stranger.get(HERE).status_code for _ in range(61)] == [401] * 60 + [429]
