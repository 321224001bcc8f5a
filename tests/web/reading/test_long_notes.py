"""Pages whose notes hold too much: they show the beginning of each, and lead to the whole one."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate.database import Database
from annotate.notes import bounded
from annotate.notes.queries import notes_on_trial
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.noting import Noting
from tests.sharing import share, unlock
from tests.texts import REGISTRY_ID

LONG = "Begins so. " + "word " * 600 + "ends so"


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


@pytest.fixture
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotate.notes.bounded.MOST_WORDS", 4_000)


def shown_whole(page: str) -> str:
    """Give the address of the first note that is shown whole elsewhere."""
    found = re.search(r'<a href="([^"]+)">Show all', page)
    assert found
    return html.unescape(found[1])


def test_what_fits_is_whole(alice: FlaskClient, noting: Noting) -> None:
    noting.note(body=LONG)
    page = alice.get(f"/trials/{REGISTRY_ID}").text
    assert "ends so" in page
    assert "Show all" not in page


@pytest.mark.usefixtures("_small_pages")
def test_a_trial_s_page_shows_beginnings_and_each_note_s_own_page_all(alice: FlaskClient, noting: Noting) -> None:
    notes = [noting.note(body=f"{LONG} {number}") for number in range(2)]
    noting.note(body="")
    short = noting.note(body="A short one")
    for path in (f"/trials/{REGISTRY_ID}/versions/1", f"/trials/{REGISTRY_ID}"):
        page = alice.get(path).text
        assert page.count("Begins so.") == page.count("more characters") == 2
        assert "ends so" not in page
        assert "A short one" in page
        assert f'href="/notes/{short}">Show all' not in page
        assert page.count("word ") < 4_000 / 5
        assert "ends so" in alice.get(shown_whole(page)).text
    sheet = alice.get(f"/trials/{REGISTRY_ID}/shares/new").text
    assert sheet.count("Begins so.") == 2
    assert "ends so" in alice.get(f"/notes/{notes[0]}/edits").text, "an edit begins with all of it"


@pytest.mark.usefixtures("_small_pages")
def test_a_shared_page_leads_to_the_same_with_one_note_whole(app: Flask, cast: Cast, database: Database) -> None:
    shared = share(
        database, cast.viewer("alice"), bodies=(f"{LONG} here", f"{LONG} there"), words=("160 mg", "≥18 Years")
    )
    visitor = unlock(app.test_client(), app, shared)
    page = visitor.get(f"/shared/{shared.id}").text
    assert page.count("more characters") == 2
    assert "ends so" not in page
    address = shown_whole(page)
    page = visitor.get(address).text
    assert page.count("more characters") == 1
    assert page.count("ends so") == 1
    assert "#note-" in address
    other = share(database, cast.viewer("bob"), bodies=(f"{LONG} secret",), trial_id=shared.trial_id)
    assert "secret" not in visitor.get(f"/shared/{shared.id}?whole={other.note_ids[0]}").text


def test_long_passages_are_not_read_whole(cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    passage = "word " * 400 + "end"
    noting = Noting(cast, database, {"title": ("Title", ["A study"]), "summary": ("Summary", [f"{passage} of it."])})
    noting.note(on=passage, body="Words")
    before = cast.client("alice").get(f"/trials/{REGISTRY_ID}").text
    monkeypatch.setattr("annotate.notes.bounded.MOST_QUOTED", 1_000)
    after = cast.client("alice").get(f"/trials/{REGISTRY_ID}").text
    with database.reader() as session:
        trial_id = session.scalars(select(Trial.id)).one()
        (note,) = notes_on_trial(session, cast.viewer("alice"), trial_id)
        assert (len(note.exact), note.body, note.left_out) == (bounded.QUOTED, "Words", 0)
        assert not session.dirty
    assert cards(after) == cards(before), "more is never shown"


def cards(page: str) -> str:
    """Give the margin of a page, without what is new each time."""
    margin = page.partition("<note-margin")[2].partition("</note-margin>")[0]
    return re.sub(r'value="[^"]*"', "", margin)
