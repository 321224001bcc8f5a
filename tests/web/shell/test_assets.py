"""Static files: under one digest, kept for ever."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from annotate.resources import STATIC
from annotate.web.assets import tree_digest
from tests.cast import Cast
from tests.rungs import refuse_other_methods

VIEWS = ("GET assets.file", "GET assets.favicon")


def test_works__static_files_are_kept_for_ever(shell: FlaskClient) -> None:
    address = re.search(r'href="(/static/[^"]*/css/main.css)"', shell.get("/sign-in").text)
    assert address
    answer = shell.get(address[1])
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert answer.cache_control.immutable
    assert answer.cache_control.max_age == 31_536_000
    assert "Set-Cookie" not in answer.headers
    answer.close()


@pytest.mark.parametrize(
    ("read", "coding", "unpacked"),
    [("gzip, deflate", "gzip", gzip.decompress), ("gzip, deflate, br, zstd", "br", brotli.decompress)],
)
def test_works__text_is_sent_compressed_to_who_reads_that(
    shell: FlaskClient, read: str, coding: str, unpacked: Callable[[bytes], bytes]
) -> None:
    digest = shell.application.config["STATIC_DIGEST"]
    for name in ("js/main.js", "css/main.css", "js/device.js", "icons/sprite.svg"):
        address = f"/static/{digest}/{name}"
        plain = shell.get(address)
        packed = shell.get(address, headers={"Accept-Encoding": read})
        assert packed.headers["Content-Encoding"] == coding
        assert "Content-Encoding" not in plain.headers
        assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
        assert unpacked(packed.data) == plain.data
        assert plain.headers["ETag"] != packed.headers["ETag"]
        again = shell.get(address, headers={"Accept-Encoding": read, "If-None-Match": packed.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    refused = shell.get(f"/static/{digest}/js/main.js", headers={"Accept-Encoding": "gzip;q=0, br;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_works__a_page_asks_for_one_script_and_one_style_sheet(shell: FlaskClient) -> None:
    page = shell.get("/sign-in").text
    assert re.findall(r'<link rel="stylesheet" href="/static/\w+/([^"]+)"', page) == ["css/main.css"]
    assert re.findall(r'<script[^>]* src="/static/\w+/([^"]+)"', page) == ["js/device.js", "js/main.js"]
    digest = shell.application.config["STATIC_DIGEST"]
    for name in ("js/main.js", "css/main.css"):
        assert not re.search(r"""@import|\bimport\s*["'{(*]""", shell.get(f"/static/{digest}/{name}").text)


def test_works__an_address_of_an_earlier_tree_leads_to_the_present_one(shell: FlaskClient) -> None:
    answer = shell.get("/static/0123456789abcdef/css/main.css")
    assert answer.status_code == 302
    assert re.fullmatch(r"/static/[0-9a-f]{16}/css/main.css", answer.location)
    icon = shell.get("/favicon.ico")
    assert icon.location.endswith("/icons/favicon.svg")


@pytest.mark.parametrize(
    "name", ["../pyproject.toml", "..%2f..%2fpyproject.toml", "%2e%2e/wsgi.py", "/etc/passwd", "nothing.css"]
)
def test_validates__nothing_else_is_served(shell: FlaskClient, name: str) -> None:
    digest = shell.application.config["STATIC_DIGEST"]
    assert shell.get(f"/static/{digest}/{name}", follow_redirects=True).status_code == 404


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_what_anybody_may_keep_is_the_same_for_all_and_sets_no_cookie(app: Flask, cast: Cast) -> None:
    person, stranger = cast.client("alice"), app.test_client()
    with person.session_transaction() as session:
        session.permanent = True  # such a cookie is sent anew with every page
    assert "Set-Cookie" in person.get("/notes").headers
    digest = app.config["STATIC_DIGEST"]
    values = {"registry_id": "NCT00000001", "number": 1, "old": 1, "new": 2, "digest": digest}
    pages = [
        rule.build({name: values.get(name, "x") for name in rule.arguments})
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    ]
    addresses = [page[1] for page in pages if page] + [
        f"/static/{digest}/{path.relative_to(STATIC).as_posix()}" for path in STATIC.rglob("*") if path.is_file()
    ]
    addresses += ["/static/earlier/css/main.css", "/static/x", f"/static/{digest}/css", f"/static/{digest}/%00"]
    public = 0
    for address in addresses:
        answer = person.get(address, buffered=True)
        if _is_public(answer):
            public += 1
            assert answer.data == stranger.get(address, buffered=True).data
    assert public >= len(list(STATIC.rglob("*.*")))
    for headers in (
        {"Range": "bytes=0-1"},
        {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"Range": "bytes=9-"},
    ):
        assert _is_public(person.get(f"/static/{digest}/icons/favicon.svg", headers=headers, buffered=True))


def _is_public(answer: TestResponse) -> bool:
    """Tell whether anybody may keep an answer, and check that it is for everybody then."""
    if "public" not in answer.headers["Cache-Control"]:
        assert answer.headers["Cache-Control"] == "no-store, private"
        return False
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    return True


def test_the_digest_stands_for_names_and_bytes(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "a.css").write_text("a")
    first = tree_digest(tmp_path)
    assert tree_digest(tmp_path) == first
    (tmp_path / "css" / "a.css").write_text("b")
    second = tree_digest(tmp_path)
    (tmp_path / "css" / "a.css").rename(tmp_path / "css" / "b.css")
    third = tree_digest(tmp_path)
    assert len({first, second, third}) == 3
