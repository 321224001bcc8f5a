"""What every response says to the browser, and what a page holds."""

import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "annotate",
}


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in",
        "/healthz",
        "/account",
        "/no/such/page",
        "/sign-out",
        "/favicon.ico",
        "/static/old/css/main.css",
        "/fails/Invalid",
        "/fails/OperationalError",
        "/fails/RuntimeError",
        "/fails/template",
    ],
)
def test_every_response_says_what_the_browser_may_do(shell: FlaskClient, path: str) -> None:
    headers = shell.get(path).headers
    for name, value in EVERYWHERE.items():
        assert headers[name] == value
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert set(" ".join(policy.values()).split()) == {"'none'", "'self'", "data:", "'script'"}
    assert "Access-Control-Allow-Origin" not in headers
    assert "X-Powered-By" not in headers
    assert "Strict-Transport-Security" not in headers


def test_pages_are_kept_nowhere(shell: FlaskClient) -> None:
    for path in ("/sign-in", "/account", "/no/such/page", "/fails/RuntimeError"):
        headers = shell.get(path).headers
        assert headers["Cache-Control"] == "no-store, private"
        assert "Cookie" in headers["Vary"]


def test_links_are_for_no_search_engine(shell: FlaskClient) -> None:
    for path in ("/s/x", "/s/no/such", "/shared/nothing"):
        assert shell.get(path).headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert "X-Robots-Tag" not in shell.get("/sign-in").headers


class Parts(HTMLParser):
    """What a page loads and runs."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"script", "img", "link", "iframe", "source", "use"}:
            self.loaded.append(given.get("src") or given.get("href") or "")
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        self.inline.extend(name for name in given if name == "style" or name.startswith("on"))


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up", "/no/such/page"])
def test_a_page_runs_nothing_inline_and_loads_nothing_from_elsewhere(shell: FlaskClient, path: str) -> None:
    parts = Parts(shell.get(path).text)
    assert parts.inline == []
    assert parts.loaded
    assert all(re.match(r"/static/[0-9a-f]{16}/|#", address) for address in parts.loaded)


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_no_other_origin_may_read_an_answer(shell: FlaskClient, origin: str) -> None:
    for method in ("GET", "OPTIONS"):
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        headers = shell.open("/sign-in", method=method, headers=asked).headers
        assert not [name for name, _ in headers if name.lower().startswith("access-control-")]
