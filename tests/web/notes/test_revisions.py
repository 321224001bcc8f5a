"""GET /notes/<id>/revisions and its POST: what a note said before, and putting it back."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate import clock
from annotate.database import Database
from annotate.notes.models import NoteRevision
from tests.bad_input import refused
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods

VIEWS = ("GET notes.revisions", "POST notes.restore_revision")


def write(alice: FlaskClient, note: str, *bodies: str, apart: timedelta = timedelta(minutes=2)) -> None:
    """Save these words one after the other, each some time after the one before."""
    at = clock.now()
    revision = int(re.findall(r'data-revision="(\d+)"', alice.get(f"/notes/{note}").text)[0])
    for step, body in enumerate(bodies, 1):
        with time_machine.travel(at + step * apart):
            sent = {"revision": str(revision + step - 1), "body": body}
            assert alice.post(f"/notes/{note}/edits", data=sent).status_code == 303


def kept(database: Database) -> list[str]:
    with database.reader() as session:
        return list(session.scalars(select(NoteRevision.body).order_by(NoteRevision.number)))


def test_works__it_shows_every_text_with_what_was_changed(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(body="Why so <low>?"), cast.client("alice")
    write(alice, note, "Why so high?", "Why so high here?")
    page = alice.get(f"/notes/{note}/revisions").text
    assert "Why so high<ins> here</ins>?" in page
    assert "Why so <del>&lt;low&gt;</del><ins>high</ins>?" in page
    assert "Why so &lt;low&gt;?</div>" in page
    assert f'href="/notes/{note}/revisions">edited' in alice.get(f"/notes/{note}").text


def test_works__an_earlier_text_is_put_back_and_none_is_lost(cast: Cast, noting: Noting, database: Database) -> None:
    note, alice = noting.note(body="First"), cast.client("alice")
    write(alice, note, "Second", "Third")
    answer = alice.post(f"/notes/{note}/revisions/1/restoration", data={"revision": "3"})
    assert (answer.status_code, answer.location) == (303, f"/notes/{note}")
    assert "<p>First</p>" in alice.get(f"/notes/{note}").text
    assert kept(database) == ["First", "Second", "Third"]


@pytest.mark.parametrize("after", ["x", "-", "\0", " 7", "9" * 30, "9" * 5000])
def test_validates__a_page_that_there_is_not(cast: Cast, noting: Noting, after: str) -> None:
    path = f"/notes/{noting.note()}/revisions"
    assert cast.client("alice").get(path, query_string={"after": after}).status_code == 404


def test_validates__bad_input_changes_nothing(cast: Cast, noting: Noting, database: Database) -> None:
    note, alice = noting.note(), cast.client("alice")
    write(alice, note, "Second")
    path = f"/notes/{note}/revisions/1/restoration"
    refused(alice, path, {"revision": "2"}, lambda: "Second" in alice.get(f"/notes/{note}").text)
    for number in ("7", "9" * 30):
        answer = alice.post(f"/notes/{note}/revisions/{number}/restoration", data={"revision": "2"})
        assert answer.status_code in {400, 404}
    assert kept(database) == ["Adults"]


def test_whose__nobody_else_reads_or_restores(cast: Cast, client: FlaskClient, noting: Noting) -> None:
    note, alice = noting.note(body="A secret thought"), cast.client("alice")
    write(alice, note, "Another one")
    path = f"/notes/{note}/revisions"
    assert cast.client("charlie").get(path).status_code == 404
    assert cast.client("charlie").post(f"{path}/1/restoration", data={"revision": "2"}).status_code == 404
    assert client.get(path).location.startswith("/sign-in")
    assert client.post(f"{path}/1/restoration", data={"revision": "2"}).status_code == 401
    alice.post(f"/notes/{note}/deletion")
    assert alice.get(path).status_code == 404


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_putting_back_over_other_words_than_were_read_shows_both(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(body="First"), cast.client("alice")
    write(alice, note, "Second", "Third")
    answer = alice.post(f"/notes/{note}/revisions/1/restoration", data={"revision": "2"})
    assert answer.status_code == 409
    assert "<del>Third</del><ins>First</ins>" in answer.text
    assert f'action="/notes/{note}/edits"' in answer.text
    assert "<p>Third</p>" in alice.get(f"/notes/{note}").text


def test_putting_back_what_was_read_as_the_present_text_is_no_less_stale(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(body="First"), cast.client("alice")
    write(alice, note, "Second", "First", "Fourth")
    answer = alice.post(f"/notes/{note}/revisions/1/restoration", data={"revision": "3"})
    assert answer.status_code == 409, "it told of a text put back that was not"
    assert "<del>Fourth</del><ins>First</ins>" in answer.text


@pytest.mark.parametrize(
    ("bodies", "apart", "left"),
    [
        (("Adults, and", "Adults, and more", "Oh: Adults, and more"), 10, ["Adults"]),
        (("Adults, and", "Adults, and more", "Adults, and more still"), 40, ["Adults", "Adults, and more"]),
        (("Adults, and", "Adults"), 10, ["Adults", "Adults, and"]),
        (("Other words", "Yet others"), 1, ["Adults", "Other words"]),
    ],
)
def test_while_typing_goes_on_one_text_a_minute_is_kept_and_no_letter_lost(
    cast: Cast, noting: Noting, database: Database, bodies: tuple[str, ...], apart: int, left: list[str]
) -> None:
    note, alice = noting.note(), cast.client("alice")
    at = clock.now()
    for step, body in enumerate(bodies):
        with time_machine.travel(at + step * timedelta(seconds=apart), tick=False):
            alice.post(f"/notes/{note}/edits", data={"revision": str(step + 1), "body": body})
    assert kept(database) == left


def test_a_label_is_no_new_text(cast: Cast, noting: Noting, database: Database) -> None:
    note, alice = noting.note(), cast.client("alice")
    alice.post(f"/notes/{note}/label", data={"label": "starter-dose"})
    page = alice.get(f"/notes/{note}").text
    assert 'data-revision="1"' in page
    assert "edited" not in page
    assert kept(database) == []


def test_pages_follow_one_another(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(body="Text 1."), cast.client("alice")
    write(alice, note, *(f"Text {number}." for number in range(2, 46)))
    path, seen = f"/notes/{note}/revisions", []
    while path:
        page = alice.get(path).text
        seen += re.findall(r"<h2 class=\"history-head\">(?:Text )?(\w+)", page)
        older = re.search(r'href="(/notes/[^"]+)" rel="next"', page)
        path = older[1] if older else ""
    assert seen == ["Now", *(str(number) for number in reversed(range(1, 45)))]


def test_of_long_texts_a_page_compares_few(cast: Cast, noting: Noting, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty pairs of 20,000 characters each took a processor 6 to 10 s."""
    monkeypatch.setattr("annotate.texts.presenters.MOST_COMPARED", 30)
    note, alice = noting.note(body="The very first"), cast.client("alice")
    write(alice, note, "Second", "Third", "Fourth", "A fifth and long text")
    path, shown = f"/notes/{note}/revisions", []
    while path:
        page = html.unescape(alice.get(path).text)
        shown.append(re.findall(r'history-head">(Now|Text \d)', page))
        assert page.count("<ins>") - 1 == len(shown[-1]) - ("Text 1" in shown[-1])
        onward = re.search(r'href="([^"]+\?after=\d+)"', page)
        path = onward[1] if onward else ""
    assert shown == [["Now", "Text 4", "Text 3"], ["Text 2", "Text 1"]]
