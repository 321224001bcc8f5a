"""GET /trash/replies: the replies that I withdrew."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate.database import Database
from annotate.replies.models import Reply
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.sharing import reply, share, unlock

VIEWS = ("GET trash.replies",)


def withdrawn(app: Flask, cast: Cast, database: Database, *bodies: str) -> None:
    """Let Bob reply to Alice and withdraw what he wrote, the first one first."""
    shared = share(database, cast.viewer("alice"))
    bob = unlock(cast.client("bob"), app, shared)
    for body in bodies:
        reply(bob, shared, body)
    with database.reader() as session:
        ids = session.scalars(select(Reply.id).order_by(Reply.created_at)).all()
    for reply_id in ids:
        assert bob.post(f"/own-replies/{reply_id}/withdrawal").status_code == 303


def test_works__it_lists_them_with_their_time(app: Flask, cast: Cast, database: Database) -> None:
    assert "You have withdrawn no reply." in cast.client("bob").get("/trash/replies").text
    withdrawn(app, cast, database, "See **table 2**")
    page = cast.client("bob").get("/trash/replies").text
    assert "See <strong>table 2</strong>" in page
    assert "deleted permanently in 29 days 23 hours" in page
    assert 'href="/trash/replies"' in cast.client("bob").get("/trash").text


@pytest.mark.parametrize("after", ["x", "~", "2026-01-01~x", "\x00~x"])
def test_validates__a_cursor_that_no_page_made_is_not_found(cast: Cast, after: str) -> None:
    assert cast.client("bob").get("/trash/replies", query_string={"after": after}).status_code == 404


def test_whose__nobody_else_reads_them(client: FlaskClient, app: Flask, cast: Cast, database: Database) -> None:
    withdrawn(app, cast, database, "Quokka")
    assert client.get("/trash/replies").status_code == 303
    for who in ("alice", "charlie"):
        assert "Quokka" not in cast.client(who).get("/trash/replies").text


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_long_lists_come_in_pages(app: Flask, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotate.replies.withdrawing.PAGE_SIZE", 2)
    withdrawn(app, cast, database, *(f"Number {number}" for number in range(5)))
    seen, path = [], "/trash/replies"
    while path:
        page = cast.client("bob").get(path).text
        seen += re.findall(r"Number \d", page)
        older = re.search(r'href="([^"]+)" rel="next"', page)
        path = older.group(1).replace("&amp;", "&") if older else ""
    assert seen == [f"Number {number}" for number in range(4, -1, -1)]
    assert "nothing older" in cast.client("bob").get("/trash/replies?after=2026-01-01T00:00:00%2B00:00~x").text
