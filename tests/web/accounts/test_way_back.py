"""The way to the sign-in page and back: from the header, from errors, from forms that need a sign-in."""

import html
import re
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.cast import PASSWORD, Cast

GOOD = {"email": "alice@example.org", "password": PASSWORD}


@pytest.mark.parametrize("path", ["/trials?q=otters&page=1", "/trials", "/"])
def test_the_header_leads_back_to_where_one_was(client: FlaskClient, cast: Cast, path: str) -> None:
    way = re.search(r'href="(/sign-in[^"]*)"', client.get(path).text)
    assert way
    kept = re.search(r'name="next"[^>]* value="([^"]*)"', client.get(html.unescape(way[1])).text)
    assert kept
    cast.viewer("alice")
    # Scripts add what follows the sign "#", which no server is told.
    data = GOOD | {"next": html.unescape(kept[1]) + "#here"}
    assert client.post("/sign-in", data=data).location == f"{path}#here"


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("/shared/another-s", "/sign-in?next=/shared/another-s"),  # its owner sees it once they have signed in
        ("/trials?page=none", "/sign-in?next=/trials?page%3Dnone"),
        ("/s/a-token", "/sign-in"),
        ("/no/such/page", "/sign-in"),
    ],
)
def test_an_error_leads_back_to_its_page_if_there_is_one(client: FlaskClient, path: str, way: str) -> None:
    page = client.get(path)
    assert page.status_code >= 400
    assert f'href="{way}"' in page.text


@pytest.mark.parametrize(
    ("sent_by", "back"),
    [
        ("http://localhost/trials/NCT04561557/versions/1?from=2", "/trials/NCT04561557/versions/1?from=2"),
        ("http://localhost/s/a-token", "/notes/n"),
        ("http://localhost/sign-up", "/notes/n"),
        ("http://localhost/no/such/page", "/notes/n"),
        ("http://evil.example/trials", "/notes/n"),
        ("http://localhost//evil.example/", "/notes/n"),
        ("nonsense", "/notes/n"),
        ("http://[", "/notes/n"),
        (None, "/notes/n"),
    ],
)
@pytest.mark.parametrize("form", [{}, {"body": "words", "client_key": "k"}])
def test_a_form_that_needs_a_sign_in_leads_back_to_where_it_was(
    client: FlaskClient, sent_by: str | None, back: str, form: dict[str, str]
) -> None:
    page = client.post("/notes/n/deletion", data=form, headers={"Referer": sent_by} if sent_by else {})
    assert page.status_code == 401
    ways = re.findall(r'href="/sign-in([^"]*)"', page.text)
    assert ways == [f"?next={quote(back, safe='/?')}"] * (1 if form else 2)
    assert (f'name="next" value="{back}"' in page.text) is bool(form)
