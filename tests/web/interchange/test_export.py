"""GET /notes/exports: my notes as a file."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from annotate.database import Database
from annotate.interchange import exporting, selection
from annotate.interchange.addresses import Addresses
from annotate.interchange.exported import ExportOrder
from annotate.interchange.exporting import new_export
from annotate.interchange.formats import FORMATS
from annotate.interchange.selection import ChosenNotes
from annotate.notes.models import Anchor
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.changing import add_version
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.sharing import answer, reply, share, thread_ids, unlock, write_note
from tests.studies import keep_study, numbered
from tests.texts import REGISTRY_ID, SECTIONS
from tests.unit.interchange.readers import bibliography, commented, csv_rows, data, references, word, xlsx_rows

VIEWS = ("GET interchange.export",)
URL = "/notes/exports"


def file(client: FlaskClient, key: str, **asked: str) -> bytes:
    """Give the file of a format."""
    got = client.get(URL, query_string={"format": key, **asked})
    assert got.status_code == 200, got.text
    content = got.get_data()
    got.close()
    return content


def exported(client: FlaskClient, **asked: str) -> list[dict[str, object]]:
    """Give the notes of the file in JSON."""
    notes: list[dict[str, object]] = data(file(client, "json", **asked))["notes"]
    return notes


def bodies(client: FlaskClient, **asked: str) -> list[object]:
    return [note["markdown"] for note in exported(client, **asked)]


def refusal(got: TestResponse) -> str:
    assert got.status_code == 422
    found = re.search(r'role="alert">.*?<p>(.*?)</p>', got.text, re.DOTALL)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize("key", FORMATS)
def test_works__each_format_is_a_private_file_with_a_name(cast: Cast, noting: Noting, key: str) -> None:
    noting.note()
    got = cast.client("alice").get(f"{URL}?format={key}")
    assert got.status_code == 200
    assert re.fullmatch(
        rf'attachment; filename="annotate-notes-\d{{4}}-\d\d-\d\d\.{FORMATS[key].suffix}"',
        got.headers["Content-Disposition"],
    )
    assert got.headers["Content-Type"] == FORMATS[key].media_type
    assert got.headers["Cache-Control"] == "no-store, private"
    assert len(got.get_data()) > 100
    got.close()


def test_works__a_note_has_all_that_its_page_shows(cast: Cast, noting: Noting) -> None:
    alice = cast.client("alice")
    note = noting.note(body="Which **dose**?\n*", label="starter-dose", tags="elderly, to discuss")
    (found,) = exported(alice)
    assert found["address"] == f"http://localhost/notes/{note}"
    assert found["label"] == {"name": "Dose", "colour": "Blue"}
    assert found["tags"] == ["elderly", "to discuss"]
    assert found["current"]["state"] == "exact"  # type: ignore[index]  # JSON
    assert found["author"] == "Alice"
    assert csv_rows(file(alice, "csv"))[0]["note"] == "Which **dose**?\n*"
    assert xlsx_rows(file(alice, "xlsx"))[0]["link"] == f"http://localhost/notes/{note}"
    (comment,) = word(file(alice, "word-comments")).comments
    assert (comment.author, comment.text) == ("Alice", "Which **dose**?\n*\nDose (blue) · #elderly #to discuss")
    assert list(commented(file(alice, "word-comments")).values()) == ["≥18 Years"]
    assert "<mark>≥18 Years</mark>" in file(alice, "html").decode()
    (cited,) = references(file(alice, "ris"))
    assert cited["accession_number"] == REGISTRY_ID
    assert bibliography(file(alice, "bibtex"))[0]["number"] == REGISTRY_ID
    assert data(file(alice, "csl-json"))[0]["number"] == REGISTRY_ID


def test_works__by_text_or_by_date_and_by_query(cast: Cast, noting: Noting) -> None:
    alice = cast.client("alice")
    for on, body in (("≥18 Years", "Last"), ("160 mg", "First"), ("", "Whole")):
        noting.note(on=on, body=body)
    assert bodies(alice) == ["Whole", "First", "Last"]
    assert bodies(alice, order="date") == ["Whole", "First", "Last"]
    noting.note(on="240 mg", body="Newest")
    assert bodies(alice) == ["Whole", "First", "Newest", "Last"]
    assert bodies(alice, order="date") == ["Newest", "Whole", "First", "Last"]
    assert bodies(alice, q="last OR first") == ["First", "Last"]
    assert bodies(alice, q=f"trial:{REGISTRY_ID} is:page") == ["Whole"]


def test_works__a_link_s_notes_with_replies_for_its_owner(app: Flask, cast: Cast, database: Database) -> None:
    shared = share(database, cast.viewer("alice"), bodies=("Is it?", "And this?"), words=("160 mg", "240 mg"))
    bob = unlock(cast.client("bob"), app, shared)
    reply(bob, shared, "It is.")
    alice = cast.client("alice")
    answer(alice, thread_ids(database)[0], "Thanks.")
    found = exported(alice, link=shared.id)
    assert [[(said["who"], said["markdown"], said["mine"]) for said in note["replies"]] for note in found] == [  # type: ignore[attr-defined]  # JSON
        [("Bob", "It is.", False), ("Alice", "Thanks.", True)],
        [],
    ]
    withdrawn = re.search(r'href="(/shared/[^"]+/withdrawal)"', bob.get(f"/shared/{shared.id}").text)
    assert withdrawn
    bob.post(withdrawn[1])
    said = exported(alice, link=shared.id)[0]["replies"][0]  # type: ignore[index]  # JSON
    assert said["markdown"] == ""
    assert said["withdrawn_at"]
    assert b"It is." not in file(alice, "text", link=shared.id)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"format": "odd"}, "There is no format of this name."),
        ({"order": "odd"}, "The order is one of text, date."),
        ({"q": "state:odd"}, "This search is not clear, so there is no file."),
    ],
)
def test_validates__what_cannot_be_made_is_said(
    cast: Cast, noting: Noting, asked: dict[str, str], sentence: str
) -> None:
    noting.note()
    assert sentence in refusal(cast.client("alice").get(URL, query_string=asked))


def test_validates__word_takes_few_notes_and_one_trial(
    cast: Cast, noting: Noting, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = cast.client("alice")
    noting.note()
    with database.transaction() as session:
        keep_study(session, numbered(1))
        other = session.scalars(select(Trial).where(Trial.registry_id == numbered(1))).one()
        write_note(session, cast.viewer("alice"), other)
    assert "several trials" in refusal(alice.get(f"{URL}?format=word-comments"))
    assert len(list(word(file(alice, "word-comments", q=f"trial:{REGISTRY_ID}")).comments)) == 1
    monkeypatch.setattr(selection, "MOST_NOTES", 1)
    assert "up to 1 notes, and there are more" in refusal(alice.get(URL))


def test_validates__a_name_that_nothing_can_have_leads_to_nothing(cast: Cast, noting: Noting) -> None:
    noting.note()
    alice = cast.client("alice")
    for note in ("unknown", "\0", ""):
        assert exported(alice, note=note) == []
    for link in ("unknown", "\0", ""):
        assert alice.get(URL, query_string={"link": link}).status_code == 404


@pytest.mark.parametrize("trial", ['X"; filename="x.exe', "é✓", "a\r\nX-Evil: 1", "../x", "nct04561557"])
def test_validates__no_words_of_an_address_are_in_the_file_s_name(cast: Cast, noting: Noting, trial: str) -> None:
    """Addresses of earlier releases name a trial by any words."""
    noting.note()
    got = cast.client("alice").get(URL, query_string={"format": "json", "trial": trial})
    assert got.status_code == 200
    assert re.fullmatch(
        r'attachment; filename="annotate-(notes|NCT04561557)-[0-9-]{10}\.json"', got.headers["Content-Disposition"]
    )
    got.close()


def test_validates__word_takes_few_words(cast: Cast, noting: Noting, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is made in memory, however many lines a note has."""
    alice = cast.client("alice")
    noting.note(on="160 mg", body="One\nTwo\nThree")
    monkeypatch.setattr(selection, "MOST_LINES_IN_WORD", 4)
    assert word(file(alice, "word")).paragraphs
    noting.note(on="160 mg", body="One\nTwo")
    for key in ("word", "word-comments"):
        assert "up to 4 lines of notes and replies; these have 7" in refusal(alice.get(f"{URL}?format={key}"))
    monkeypatch.setattr(selection, "MOST_LINES_IN_WORD", 7)
    monkeypatch.setattr(selection, "MOST_CHARACTERS_IN_WORD", 31)
    assert "up to 31 characters of notes and replies; these have 32" in refusal(alice.get(f"{URL}?format=word"))
    assert file(alice, "csv")


def test_validates__replies_count_among_the_words_of_a_word_document(
    app: Flask, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = share(database, cast.viewer("alice"), bodies=("Is it?",), words=("160 mg",))
    reply(unlock(cast.client("bob"), app, shared), shared, "It is.\nSurely.")
    monkeypatch.setattr(selection, "MOST_LINES_IN_WORD", 3)
    assert "these have 4" in refusal(cast.client("alice").get(f"{URL}?format=word"))


def test_whose__nothing_of_others_is_in_it(cast: Cast, client: FlaskClient, noting: Noting) -> None:
    note = noting.note(body="A secret thought")
    charlie = cast.client("charlie")
    for key in FORMATS:
        for asked in ({}, {"note": note}, {"q": "secret"}):
            assert b"secret" not in file(charlie, key, **asked).replace(b"\xe2\x80\x9csecret\xe2\x80\x9d", b"")
    assert client.get(URL).location.startswith("/sign-in")


def test_whose__a_visitor_cannot_export_a_link(app: Flask, cast: Cast, database: Database) -> None:
    shared = share(database, cast.viewer("alice"))
    bob = unlock(cast.client("bob"), app, shared)
    assert bob.get(f"{URL}?link={shared.id}").status_code == 404
    assert exported(bob) == []


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_deleted_note_is_in_no_export(cast: Cast, noting: Noting, database: Database) -> None:
    alice, note = cast.client("alice"), noting.note()
    alice.post(f"/notes/{note}/deletion")
    assert exported(alice) == []
    assert exported(alice, note=note) == []


def test_a_note_that_is_deleted_on_the_way_is_not_in_the_rest(
    cast: Cast, noting: Noting, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_AT_ONCE", 1)
    first, second = noting.note(on="160 mg"), noting.note(on="240 mg")
    viewer = cast.viewer("alice")
    chosen = ChosenNotes("", "", (first, second))
    notes = iter(new_export(database, viewer, chosen, ExportOrder.TEXT, Addresses("")).notes)
    assert next(notes).id == first
    cast.client("alice").post(f"/notes/{second}/deletion")
    assert list(notes) == []


def test_a_record_that_has_changed_has_comments_where_the_page_has_them(
    cast: Cast, noting: Noting, database: Database
) -> None:
    alice = cast.client("alice")
    noting.note(on="≥18 Years", body="Moved")
    noting.note(on="160 mg", body="Gone")
    add_version(
        database, {**SECTIONS, "summary": ("Summary", ["One thing is done to everybody, and to nobody another one."])}
    )
    states = {note["markdown"]: note["current"]["state"] for note in exported(alice)}  # type: ignore[index]  # JSON
    assert states["Gone"] == "orphaned"
    assert states["Moved"] in {"exact", "moved"}
    found = file(alice, "word-comments")
    assert sorted(commented(found).values()) == ["160 mg", "≥18 Years"]
    assert "Notes without a place in this version" in [each.text for each in word(found).paragraphs]
    assert "version 2" in file(alice, "html").decode()
    with database.transaction() as session:
        session.execute(update(Anchor).values(crossed=True))
    assert {row["note"]: row["crossed"] for row in csv_rows(file(alice, "csv"))} == {"Moved": "yes", "Gone": "yes"}


def test_one_file_at_a_time_is_on_its_way_to_an_account(cast: Cast, noting: Noting) -> None:
    noting.note()
    alice = cast.client("alice")
    first = alice.get(URL)
    second = alice.get(URL)
    assert second.status_code == 429
    first.close()
    assert file(alice, "text")
