"""GET /trials/<id>/versions/<n>/print: a version to print with every note of its reader's; and what a page says on paper."""

import re
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from annotate.database import Database
from annotate.notes.beside import Beside, NotesBeside
from annotate.notes.models import Note
from annotate.reading import printing
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.changing import change_under
from tests.noting import TEXT, Noting
from tests.rungs import refuse_other_methods
from tests.sharing import reply, share, unlock, write_note
from tests.texts import REGISTRY_ID, keep_trial

VIEWS = ("GET reading.print_version",)

TRIAL = f"/trials/{REGISTRY_ID}"
URL = f"{TRIAL}/versions/1/print"


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


def endnotes(page: str) -> list[tuple[str, str]]:
    """Give the numbers and ids of the notes in the order of the print."""
    lists = re.findall(r'<ol start="(\d+)">(.*?)</ol>', page, re.DOTALL)
    found = [(int(start), re.findall(r'<li class="endnote" data-note="([^"]+)"', notes)) for start, notes in lists]
    return [(f"{start + place}", note) for start, notes in found for place, note in enumerate(notes)]


def on_paper(page: str) -> str:
    """Give the sentence of how many notes a page prints; empty when it prints all."""
    found = re.search(r'<p class="small" data-part="printed"[^>]*?( hidden)?>(.*?)</p>', page)
    assert found
    return "" if found[1] else re.sub(r"<[^>]+>", "", found[2])


def test_works__it_has_every_note_in_the_order_of_the_text(
    alice: FlaskClient, cast: Cast, noting: Noting, database: Database
) -> None:
    second = noting.note(on="240 mg", body="Later in the **text**")
    first = noting.note(on="160 mg", body="")
    whole = noting.note(on="", body="On all of it")
    page = alice.get(URL)
    assert page.status_code == 200
    in_text = sorted([first, second], key=lambda note: TEXT.index({first: "160 mg", second: "240 mg"}[note]))
    assert endnotes(page.text) == [("1", whole), ("2", in_text[0]), ("3", in_text[1])]
    ends = [int(end) for end in re.findall(r'class="endnote"[^>]* data-end="(\d+)"', page.text)]
    assert ends == sorted(TEXT.index(words) + len(words) for words in ("160 mg", "240 mg"))
    assert "Later in the <strong>text</strong>" in page.text
    assert "3 notes by <bdi>Alice</bdi>" in page.text
    assert "These are all 3 notes." in page.text
    assert re.search(r"Printed \d+ \w+ \d{4} from <span[^>]*>http://localhost/trials/\S+/versions/1</span>", page.text)
    assert "telitacicept" in page.text


def test_works__a_note_without_a_place_is_there_too(alice: FlaskClient, cast: Cast, database: Database) -> None:
    changed = change_under(database, cast.viewer("alice"))
    trial = f"/trials/{changed.registry_id}"
    alice.get(trial)
    first, second = (alice.get(f"{trial}/versions/{number}/print").text for number in (1, 2))
    for printed in (first, second):
        assert {note for _, note in endnotes(printed)} == {changed.gone, changed.changed, changed.kept}
        assert [number for number, _ in endnotes(printed)] == ["1", "2", "3"]
    assert "without a place in this version" in second.lower()
    assert "without a place in this version" not in first.lower()
    assert "made on version 1" in second


def test_works__replies_are_printed_with_their_notes(
    app: Flask, alice: FlaskClient, cast: Cast, database: Database
) -> None:
    shared = share(database, cast.viewer("alice"))
    reply(unlock(cast.client("bob"), app, shared), shared, "Bob to *Alice*")
    page = alice.get(f"/trials/{shared.registry_id}/versions/1/print").text
    assert "Bob to <em>Alice</em>" in page
    assert "Private: only you and Bob" in page
    assert "In 1 link" in page
    assert "<textarea" not in page.split('class="endnotes"')[1]


@pytest.mark.parametrize("path", ["/trials/NCT00000000/versions/1/print", f"{TRIAL}/versions/9/print"])
def test_validates__what_is_not_there_is_not_found(alice: FlaskClient, noting: Noting, path: str) -> None:
    noting.note()
    assert alice.get(path).status_code == 404


def test_whose__nobody_prints_another_person_s_notes(
    alice: FlaskClient, cast: Cast, client: FlaskClient, noting: Noting
) -> None:
    noting.note(body="Kept to herself")
    assert "Kept to herself" in alice.get(URL).text
    bobs = cast.client("bob").get(URL)
    assert (bobs.status_code, endnotes(bobs.text)) == (200, [])
    assert "Kept to herself" not in bobs.text
    assert "There are no notes on this trial." in bobs.text
    assert client.get(URL).status_code == 303


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_page_says_on_paper_which_notes_it_lacks(
    alice: FlaskClient, noting: Noting, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in ("160 mg", "240 mg", "", "telitacicept"):
        noting.note(on=words)
    assert on_paper(alice.get(TRIAL).text) == ""
    assert f'href="{URL}">Print with notes</a>' in alice.get(TRIAL).text
    monkeypatch.setattr("annotate.reading.wanted.MOST_CARDS", 3)
    monkeypatch.setattr("annotate.reading.wanted.FIRST_CARDS", 2)
    lacking = f"Printed with 2 of 4 notes. Print all of them: http://localhost{URL}"
    assert on_paper(alice.get(TRIAL).text) == lacking
    assert on_paper(alice.get(f"{TRIAL}?notes=all").text) == ""
    assert on_paper(alice.get(f"{TRIAL}?label=none").text) == lacking
    assert on_paper(alice.get(f"{TRIAL}?label=%3DDose").text).startswith("Printed with 0 of 4 notes.")
    assert len(endnotes(alice.get(URL).text)) == 4


def test_a_page_counts_notes_without_a_place(
    alice: FlaskClient, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = change_under(database, cast.viewer("alice"))
    trial = f"/trials/{changed.registry_id}"
    for path in (trial, f"{trial}/versions/1"):
        assert on_paper(alice.get(path).text) == ""
    monkeypatch.setattr("annotate.reading.presenters.MOST_IN_TRAY", 0)
    monkeypatch.setattr("annotate.reading.presenters.MOST_UNPLACED", 0)
    assert "of 3 notes." in on_paper(alice.get(trial).text)


def test_strangers_pages_say_nothing_of_notes(client: FlaskClient, noting: Noting) -> None:
    noting.note()
    page = client.get(TRIAL).text
    assert 'data-part="printed"' not in page
    assert "/print" not in page


def test_words_that_are_too_many_are_cut_and_it_says_so(
    alice: FlaskClient, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "MOST_WORDS", 21_000)
    with database.transaction() as session:
        trial: Trial = keep_trial(session)
        for number in range(3):
            write_note(session, cast.viewer("alice"), trial, words="160 mg", body=f"{number}" + "word " * 3_999)
        registry_id = trial.registry_id
    page = alice.get(f"/trials/{registry_id}/versions/1/print").text
    assert len(endnotes(page)) == 3
    assert page.count("more characters of this note are not printed") == 2
    monkeypatch.setattr(printing, "MOST_WORDS", 5_000_000)
    page = alice.get(f"/trials/{registry_id}/versions/1/print").text
    assert "are not printed" not in page
    assert page.count("word") >= 3 * 3_999


def test_words_that_are_not_printed_are_not_read(
    alice: FlaskClient, cast: Cast, database: Database, queries: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Notes are read some at a time, and their words are counted over all of them."""
    monkeypatch.setattr("annotate.reading.views.printing.AT_ONCE", 1)
    monkeypatch.setattr("annotate.notes.bounded.MOST_WORDS", 1_000)
    monkeypatch.setattr(printing, "MOST_WORDS", 5_000)
    with database.transaction() as session:
        trial = keep_trial(session)
        for _ in range(4):
            write_note(session, cast.viewer("alice"), trial, words="160 mg", body="word " * 800)
        registry_id = trial.registry_id
    queries.clear()
    page = alice.get(f"/trials/{registry_id}/versions/1/print").text
    assert page.count("more characters of this note are not printed") == 3
    assert len([query for query in queries if query.startswith("SELECT notes.body")]) == 2


def test_its_statements_grow_with_hundreds_of_notes_alone(
    alice: FlaskClient, cast: Cast, database: Database, queries: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.reading.views.printing.AT_ONCE", 4)
    with database.transaction() as session:
        trial = keep_trial(session)
        path, trial_id = f"/trials/{trial.registry_id}/versions/1/print", trial.id
    counts = []
    for more in (1, 3, 4):
        with database.transaction() as session:
            for _ in range(more):
                write_note(session, cast.viewer("alice"), session.get_one(Trial, trial_id), words="160 mg")
        alice.get(path)
        queries.clear()
        assert len(endnotes(alice.get(path).text)) == session_count(database)
        counts.append(len([query for query in queries if query.startswith("SELECT")]))
    assert counts[0] == counts[1] < counts[2]


def session_count(database: Database) -> int:
    with database.reader() as session:
        return session.query(Note).count()


@given(
    st.lists(
        st.tuples(st.sampled_from(["placed", "both", "asking", "kept", "unknown"]), st.uuids()),
        unique_by=lambda note: note[1],
    )
)
def test_each_note_is_in_one_group(notes: list[tuple[str, UUID]]) -> None:
    def those(*kinds: str) -> list[str]:
        return [str(note) for kind, note in notes if kind in kinds]

    placed = [Beside(note, (1, 2), None, is_changed=False) for note in those("placed", "both")]
    beside = NotesBeside(placed, those("both", "asking"), those("kept"), those("unknown"))
    groups = printing.own_groups(beside)
    assert sorted(note for group in groups for note in group.note_ids) == sorted(str(note) for _, note in notes)
    assert all(group.note_ids for group in groups)
    assert [group.note_ids for group in groups if not group.heading] == [those("placed", "both")] * bool(placed)
