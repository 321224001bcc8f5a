"""Pages that are the same for all strangers: kept, compressed, without a cookie; and never given to anybody else."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate.database import Database
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.noting import Noting
from tests.texts import REGISTRY_ID, SECTIONS, keep_version

URL = f"/trials/{REGISTRY_ID}"
VERSION = f"{URL}/versions/1"


@pytest.mark.parametrize("address", [URL, VERSION])
def test_a_stranger_s_page_may_be_kept_and_holds_no_secret(client: FlaskClient, noting: Noting, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert (answer.cache_control.public, answer.cache_control.max_age) == (True, 60)
    assert "Set-Cookie" not in answer.headers
    assert "csrf" not in answer.text
    assert set(answer.vary) == {"Cookie", "Accept-Encoding"}
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == answer.data
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.head(address).data == b""


def test_it_is_made_once_until_the_record_changes(
    app: Flask, database: Database, client: FlaskClient, noting: Noting, queries: list[str]
) -> None:
    first = client.get(URL)
    queries.clear()
    assert app.test_client().get(URL).data == first.data
    assert len([query for query in queries if "SELECT" in query]) == 1, "the state of the trial alone is asked for"
    with database.transaction() as session:
        changed = {**SECTIONS, "summary": ("Summary", ["Quite another summary."])}
        keep_version(session, session.scalars(select(Trial)).one(), changed, 2)
    second = client.get(URL)
    assert "Quite another summary." in second.text
    assert second.headers["ETag"] != first.headers["ETag"]
    assert "You are reading version 1" in client.get(VERSION).text, "and so has what an older version says"


def test_nobody_else_gets_it_and_it_is_made_of_nobody_s(
    app: Flask, cast: Cast, client: FlaskClient, noting: Noting
) -> None:
    noting.note(body="A secret thought")
    alice = cast.client("alice")
    own = alice.get(URL)
    assert "A secret thought" in own.text
    assert own.headers["Cache-Control"] == "no-store, private"
    stranger = client.get(URL).text
    assert "secret" not in stranger
    assert "Alice" not in stranger
    assert "A secret thought" in alice.get(URL).text
    visitor = app.test_client()
    visitor.get("/sign-in")  # has a session from here on
    client.set_cookie("other", "1")
    for known in (visitor.get(URL), client.get(URL)):
        assert known.headers["Cache-Control"] == "no-store, private"
    assert 'name="csrf-token"' in visitor.get(URL).text


def test_what_an_address_asks_for_is_not_kept(client: FlaskClient, noting: Noting) -> None:
    for query in ("?q=mg", "?label=none", "?x"):
        assert client.get(URL + query).headers["Cache-Control"] == "no-store, private"
    assert client.get("/trials/NCT99999999").headers["Cache-Control"] == "no-store, private"
    assert client.get(f"{URL}/versions/7").headers["Cache-Control"] == "no-store, private"
    assert client.get("/trials/%00").status_code == 404
    assert client.get(f"/trials/{REGISTRY_ID.lower()}").status_code == 302
