"""Static files: under one digest, kept for ever."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from annotate.web.assets import tree_digest


def test_static_files_are_kept_for_ever(shell: FlaskClient) -> None:
    address = re.search(r'href="(/static/[^"]*/css/main.css)"', shell.get("/sign-in").text)
    assert address
    answer = shell.get(address[1])
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert answer.cache_control.immutable
    assert answer.cache_control.max_age == 31_536_000
    assert "Set-Cookie" not in answer.headers
    answer.close()


def test_an_address_of_an_earlier_tree_leads_to_the_present_one(shell: FlaskClient) -> None:
    answer = shell.get("/static/0123456789abcdef/css/main.css")
    assert answer.status_code == 302
    assert re.fullmatch(r"/static/[0-9a-f]{16}/css/main.css", answer.location)
    icon = shell.get("/favicon.ico")
    assert icon.location.endswith("/icons/favicon.svg")


@pytest.mark.parametrize(
    "name", ["../pyproject.toml", "..%2f..%2fpyproject.toml", "%2e%2e/wsgi.py", "/etc/passwd", "nothing.css"]
)
def test_nothing_else_is_served(shell: FlaskClient, name: str) -> None:
    digest = shell.application.config["STATIC_DIGEST"]
    assert shell.get(f"/static/{digest}/{name}", follow_redirects=True).status_code == 404


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
