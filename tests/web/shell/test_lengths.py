"""No field is cut in the browser: what is too long is refused as a whole, and given back to the last character."""

import re

import pytest
from flask.testing import FlaskClient

from annotate.codebook.actions import LONGEST_NAME
from annotate.core.names import NAME_LENGTH
from annotate.notes import actions as notes
from annotate.replies import actions as replies
from annotate.resources import STATIC, TEMPLATES
from annotate.shares.actions import LONGEST_RECIPIENT
from annotate.trials.grammar import LONGEST_QUERY
from tests.cast import Cast
from tests.noting import CREATE, Noting
from tests.texts import REGISTRY_ID

_LONGEST = re.compile(r'name="(\w+)"[^>]*data-longest="(\d+)"|data-longest="(\d+)"[^>]*name="(\w+)"')


@pytest.fixture
def alice(cast: Cast, noting: Noting) -> FlaskClient:
    noting.note()
    return cast.client("alice")


def test_no_page_has_a_field_that_cuts() -> None:
    files = [*TEMPLATES.rglob("*.html"), *STATIC.rglob("*.js")]
    cutting = [path.name for path in files if "maxlength" in path.read_text("utf-8").casefold()]
    assert cutting == []


@pytest.mark.parametrize(
    ("path", "name", "longest"),
    [
        (f"/trials/{REGISTRY_ID}/notes/new", "body", notes.LONGEST_BODY),
        (f"/trials/{REGISTRY_ID}/shares/new", "recipient", LONGEST_RECIPIENT),
        ("/labels", "name", LONGEST_NAME),
    ],
)
def test_a_form_tells_the_longest_length_that_the_server_takes(
    alice: FlaskClient, path: str, name: str, longest: int
) -> None:
    page = alice.get(path).text
    assert "maxlength" not in page
    told = {one or other: int(length or size) for one, length, size, other in _LONGEST.findall(page)}
    assert told[name] == longest


def test_reply_forms_tell_the_longest_length_that_the_server_takes() -> None:
    for template in ("replies/_threads.html", "replies/edit.html"):
        text = (TEMPLATES / template).read_text("utf-8")
        told = {one or other: int(length or size) for one, length, size, other in _LONGEST.findall(text)}
        assert told["body"] == replies.LONGEST_BODY
        assert told.get("name", NAME_LENGTH) == NAME_LENGTH


@pytest.mark.parametrize("fragment", [{}, {"X-Fragment": "1"}])
@pytest.mark.parametrize(
    ("path", "name", "longest"),
    [
        (CREATE, "body", notes.LONGEST_BODY),
        (f"/trials/{REGISTRY_ID}/shares", "recipient", LONGEST_RECIPIENT),
        ("/labels", "name", LONGEST_NAME),
        ("/account/name", "name", NAME_LENGTH),
    ],
)
def test_what_is_too_long_comes_back_whole(
    alice: FlaskClient, fragment: dict[str, str], path: str, name: str, longest: int
) -> None:
    words = "😀" * longest + "end"
    answer = alice.post(path, data={name: words, "hue": "1"}, headers=fragment)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_long_search_is_shown_whole_and_says_what_was_not_searched_for(alice: FlaskClient) -> None:
    words = f"{'word ' * 100}end"
    page = alice.get("/trials", query_string={"q": words}).text
    assert f'value="{words}"' in page
    assert f"the last {len(words) - LONGEST_QUERY} characters were not searched for" in page
    assert f'value="{words}"' in alice.get("/notes", query_string={"q": words}).text
