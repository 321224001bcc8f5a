"""GET /notes: all my notes."""

import re

import pytest
from flask.testing import FlaskClient

from annotate.notes.search import LONGEST_WORD, MOST_WORDS
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID

VIEWS = ("GET notes.mine",)


def shown(page: str) -> list[str]:
    """The words of the notes on a page, in order."""
    return re.findall(r"<p>(Words \d+)</p>", page)


def test_works__it_lists_my_notes_newest_first_and_leads_to_their_places(cast: Cast, noting: Noting) -> None:
    noting.note(body="Words 1")
    note = noting.note(body="Words 2", on="160 mg")
    page = cast.client("alice").get("/notes").text
    assert shown(page) == ["Words 2", "Words 1"]
    assert f'href="/trials/{REGISTRY_ID}#note-{note}"' in page


@pytest.mark.parametrize(
    "after", ["nonsense", "2026-01-01~x", "2026-01-01T00:00:00+00:00~", "0001-01-01T00:00:00+01:00~x", "~", "\0"]
)
def test_validates__a_cursor_that_no_page_made_is_not_found(cast: Cast, after: str) -> None:
    assert cast.client("alice").get("/notes", query_string={"after": after}).status_code == 404


def test_whose__nobody_sees_the_notes_of_others(cast: Cast, client: FlaskClient, noting: Noting) -> None:
    noting.note(body="A secret thought", label="starter-dose")
    for path in ("/notes", "/notes?q=secret", f"/notes?trial={REGISTRY_ID}"):
        page = cast.client("charlie").get(path)
        assert "A secret thought" not in page.text
        assert "≥18" not in page.text
    assert client.get("/notes").location.startswith("/sign-in")


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_without_notes_it_says_what_to_do(cast: Cast) -> None:
    page = cast.client("alice").get("/notes").text
    assert "No notes yet" in page
    assert 'href="/trials"' in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=words+elderly", ["Words 1"]),
        ("q=160", ["Words 2"]),
        ("q=ÜBER", ["Words 3"]),
        ("q=words+160", ["Words 2"]),
        ("q=%25", []),
        ("q=_ords", []),
        ("q=nothing", []),
        (f"trial={REGISTRY_ID.lower()}", ["Words 3", "Words 2", "Words 1"]),
        ("trial=NCT00000000", []),
        ("label=none", ["Words 3", "Words 1"]),
        ("label=unknown", []),
        ("q=a%00b", []),
        ("q=" + "x" * 5000, []),
    ],
)
def test_it_finds_by_words_quotes_trial_and_label(cast: Cast, noting: Noting, query: str, found: list[str]) -> None:
    noting.note(body="Words 1\n\nElderly")
    noting.note(body="Words 2", on="160 mg", label="starter-dose")
    noting.note(body="Words 3\n\nüber alles")
    answer = cast.client("alice").get(f"/notes?{query}")
    assert answer.status_code == 200
    assert shown(answer.text) == found


def test_of_a_long_word_the_beginning_is_looked_for(cast: Cast, noting: Noting) -> None:
    """One of 290 letters took SQLite 9 ms for each long note."""
    long = "a" * LONGEST_WORD
    noting.note(body=f"Words 1\n\n{long} is rare")
    noting.note(body=f"Words 2\n\n{long[1:]}")
    page = cast.client("alice").get(f"/notes?q={long}bcd").text
    assert shown(page) == ["Words 1"]
    said = f"Words are searched for by their first {LONGEST_WORD} characters."
    assert said in page
    assert said not in cast.client("alice").get(f"/notes?q={long}").text


def test_words_that_are_not_looked_for_are_counted(cast: Cast, noting: Noting) -> None:
    noting.note(body="Words 1")
    alice = cast.client("alice")
    assert "words were searched for" not in alice.get("/notes", query_string={"q": "words " * MOST_WORDS}).text
    page = alice.get("/notes", query_string={"q": "words " * MOST_WORDS + "not there"}).text
    assert f"Only the first {MOST_WORDS} words were searched for. The last 2 were not." in page


def test_it_finds_by_a_label(cast: Cast, noting: Noting) -> None:
    noting.note(body="Words 1")
    noting.note(body="Words 2", label="starter-dose")
    alice = cast.client("alice")
    label = re.search(r'<option value="([^"]+)" dir="auto">Dose<', alice.get("/notes").text)
    assert label is not None
    assert shown(alice.get(f"/notes?label={label[1]}").text) == ["Words 2"]


def test_its_filters_are_folded_and_say_how_many_are_set(cast: Cast, noting: Noting) -> None:
    noting.note(body="Words 1")
    alice = cast.client("alice")
    fold = r'<details class="fold filters-more">\s*<summary>Filters{}</summary>.*<select[^>]* name="state".*</details>'
    assert re.search(fold.format(""), alice.get("/notes?q=words").text, re.DOTALL)
    assert re.search(fold.format(r" \(2\)"), alice.get("/notes?label=none&state=exact").text, re.DOTALL)


def test_pages_follow_one_another_without_gap_or_repeat(cast: Cast, noting: Noting) -> None:
    for number in range(65):
        noting.note(body=f"Words {number}")
    alice, path, seen = cast.client("alice"), "/notes", []
    while path:
        page = alice.get(path).text
        seen += shown(page)
        older = re.search(r'href="(/notes\?[^"]+)" rel="next"', page)
        path = older[1].replace("&amp;", "&") if older else ""
    assert seen == [f"Words {number}" for number in reversed(range(65))]


def test_it_runs_as_many_queries_for_one_note_as_for_thirty(cast: Cast, noting: Noting, queries: list[str]) -> None:
    alice = cast.client("alice")
    noting.note()
    counts = []
    for _ in range(2):
        queries.clear()
        alice.get("/notes")
        counts.append(len(queries))
        for _ in range(30):
            noting.note()
    assert counts[0] == counts[1] <= 10
