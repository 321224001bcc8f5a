"""POST /trials/<id>/notes: keeping a new note."""

from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from annotate.database import Database
from annotate.notes.models import Note
from tests.bad_input import TEXTS, refused
from tests.cast import Cast
from tests.noting import CREATE, Noting
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID, SECTIONS, document, kept_trial

VIEWS = ("GET notes.new", "POST notes.create")

TEXT = document().text
URL = f"/trials/{REGISTRY_ID}/notes"


def passage(words: str = "≥18 Years") -> dict[str, str]:
    start = TEXT.index(words)
    return {"start": str(start), "end": str(start + len(words)), "exact": words}


@pytest.fixture
def version(database: Database) -> str:
    return kept_trial(database)


def count(database: Database) -> int:
    with database.reader() as session:
        return session.scalar(select(func.count()).select_from(Note)) or 0


def test_works__it_keeps_the_note_and_leads_to_it(cast: Cast, database: Database, version: str) -> None:
    alice = cast.client("alice")
    answer = alice.post(URL, data={"version": version, "body": "Adults **only**", "client_key": "k", **passage()})
    assert answer.status_code == 303
    page = alice.get(answer.location).text
    assert "≥18 Years" in page
    assert "Adults <strong>only</strong>" in page
    assert "Only you" in page
    assert count(database) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": "9", "end": "5"},
        {"start": "5", "end": "5"},
        {"start": "-1", "end": "5"},
        {"start": "0", "end": str(len(TEXT) + 1)},
        {"start": "0", "end": "9" * 40},
        {"start": "zero", "end": "5"},
        {"start": "1.5", "end": "5"},
        {"start": "٣", "end": "٥"},
        {"start": "", "end": "5"},
        {"start": "5", "end": ""},
        {"start": "\0", "end": "5"},
        {"body": "a\0b"},
        {"body": "x" * 20_001},
        {"client_key": "k" * 65},
        {"client_key": "k\0"},
        {"label": "unknown"},
    ],
)
def test_validates__what_cannot_be_kept_is_refused_with_the_words_still_there(
    cast: Cast, database: Database, version: str, wrong: Mapping[str, str]
) -> None:
    sent = {"version": version, "body": "Precious words", **passage(), **wrong}
    answer = cast.client("alice").post(URL, data=sent)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    if "body" not in wrong:
        assert "Precious words" in answer.text
    assert count(database) == 0


def test_validates__nothing_that_is_no_form_is_kept(cast: Cast, database: Database, version: str) -> None:
    fields = {"version": version, "body": "Words", "client_key": "k", **passage()}
    refused(cast.client("alice"), URL, fields, lambda: count(database))


def test_whose__only_signed_in_people_keep_notes(client: FlaskClient, database: Database, version: str) -> None:
    assert client.post(URL, data={"version": version, **passage()}).status_code == 401
    assert client.get(f"{URL}/new").status_code == 303
    assert count(database) == 0


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_sending_it_twice_keeps_one(cast: Cast, database: Database, version: str) -> None:
    sent = {"version": version, "body": "Adults", "client_key": "k", **passage()}
    first, second = (cast.client("alice").post(URL, data=sent) for _ in range(2))
    assert first.location == second.location
    assert count(database) == 1


def test_a_beginner_uses_a_starter_label(cast: Cast, version: str) -> None:
    alice = cast.client("alice")
    answer = alice.post(URL, data={"version": version, "label": "starter-dose", **passage("160 mg")})
    page = alice.get(answer.location).text
    assert 'data-hue="3"' in page
    assert "Dose" in page


def test_a_note_on_the_whole_trial_works_by_plain_forms(cast: Cast, version: str) -> None:
    alice = cast.client("alice")
    form = alice.get(f"{URL}/new").text
    assert f'name="version" value="{version}"' in form
    page = alice.post(URL, data={"version": version, "body": "Compare with the first trial"}, follow_redirects=True)
    assert "Compare with the first trial" in page.text
    assert "The whole trial" in page.text


def test_a_note_on_a_paragraph_works_by_plain_forms(cast: Cast, version: str) -> None:
    alice = cast.client("alice")
    block = next(block for block in document().blocks if block.text == "≥18 Years")
    form = alice.get(f"{URL}/new?version=1&block={block.start}").text
    sent = {"version": version, "start": str(block.start), "end": str(block.end), "exact": block.text}
    for name, value in sent.items():
        assert f'name="{name}" value="{value}"' in form
    assert 'translate="no" data-part="quote">≥18 Years</blockquote>' in form
    page = alice.post(URL, data={"body": "Adults only", **sent}, follow_redirects=True).text
    assert "Adults only" in page
    assert "≥18 Years" in page


@pytest.mark.parametrize(
    "asked", ["block=1", "block=x", "block=-1", "block=0&version=9", "block=0&version=x", "block=9999999999"]
)
def test_a_paragraph_that_is_not_there_is_not_found(cast: Cast, version: str, asked: str) -> None:
    assert cast.client("alice").get(f"{URL}/new?{asked}").status_code == 404


def test_a_paragraph_of_an_earlier_version_is_quoted_from_that_one(cast: Cast, database: Database) -> None:
    later = SECTIONS | {"eligibility": ("Eligibility", ["≥21 Years"])}
    kept_trial(database, SECTIONS, later)
    start = document().text.index("≥18 Years")
    form = cast.client("alice").get(f"{URL}/new?version=1&block={start}").text
    assert 'name="exact" value="≥18 Years"' in form
    assert f'href="/trials/{REGISTRY_ID}/versions/1"' in form


def test_an_empty_page_note_comes_back_with_what_to_do(cast: Cast, database: Database, version: str) -> None:
    answer = cast.client("alice").post(URL, data={"version": version, "body": "  "})
    assert answer.status_code == 422
    assert "Write something first" in answer.text
    assert count(database) == 0


def test_lone_surrogates_are_no_error_of_ours(cast: Cast, database: Database, version: str) -> None:
    raw = b"version=" + version.encode() + b"&body=%ED%A0%80&start=&end="
    answer = cast.client("alice").post(URL, data=raw, content_type="application/x-www-form-urlencoded")
    assert answer.status_code < 500
    with database.reader() as session:
        assert not any("\ud800" in body for body in session.scalars(select(Note.body)))


def test_other_words_at_the_place_are_a_conflict(cast: Cast, database: Database, version: str) -> None:
    answer = cast.client("alice").post(URL, data={"version": version, **passage(), "exact": "≥16 Years"})
    assert answer.status_code == 409
    assert "data-error" in answer.text
    assert count(database) == 0


@pytest.mark.parametrize("version_id", ["unknown", "", "x" * 5000])
def test_an_unknown_version_is_not_found(cast: Cast, database: Database, version: str, version_id: str) -> None:
    answer = cast.client("alice").post(URL, data={"version": version_id, **passage()})
    assert answer.status_code == 404
    assert count(database) == 0


def test_a_version_of_another_trial_is_not_found(cast: Cast, database: Database, version: str) -> None:
    other = kept_trial(database, registry_id="NCT02078076")
    assert cast.client("alice").post(URL, data={"version": other, **passage()}).status_code == 404
    assert count(database) == 0


def test_json_and_files_are_not_a_note(cast: Cast, database: Database, version: str) -> None:
    alice = cast.client("alice")
    assert alice.post(URL, json={"version": version, "start": [0], "end": {}, "exact": 3}).status_code in {
        404,
        415,
        422,
    }
    assert alice.post(URL, data=b"x" * (3 * 1024 * 1024), content_type="text/plain").status_code in {404, 413, 422}
    huge = {"version": version, "body": "x" * (2 * 1024 * 1024)}
    assert alice.post(URL, data=huge).status_code == 413
    assert count(database) == 0


@pytest.mark.parametrize("wrong", TEXTS)
@pytest.mark.parametrize("field", ["version", "start", "end", "exact"])
def test_odd_texts_are_refused_in_every_field(
    cast: Cast, database: Database, version: str, field: str, wrong: str
) -> None:
    sent = {"version": version, "body": "Words", **passage(), field: TEXTS[wrong]}
    assert cast.client("alice").post(URL, data=sent).status_code in {404, 409, 422}
    assert count(database) == 0


def test_an_unknown_trial_is_not_found(cast: Cast) -> None:
    assert cast.client("alice").post("/trials/NCT99999999/notes", data={"body": "x"}).status_code == 404
    assert cast.client("alice").get("/trials/NCT99999999/notes/new").status_code == 404


@pytest.mark.parametrize(
    ("most", "words"),
    [("MOST_NOTES", "the limit for one person"), ("MOST_ON_TRIAL", "notes on this trial, which is the limit")],
)
def test_one_person_has_so_many_notes_and_no_more(
    cast: Cast, database: Database, version: str, monkeypatch: pytest.MonkeyPatch, most: str, words: str
) -> None:
    monkeypatch.setattr(f"annotate.notes.actions.{most}", 1)
    sent = {"version": version, "body": "Adults", "client_key": "k", **passage()}
    assert cast.client("alice").post(URL, data=sent).status_code == 303
    assert cast.client("alice").post(URL, data=sent).status_code == 303, "the same again is no other note"
    answer = cast.client("alice").post(URL, data=sent | {"client_key": "other", "body": "Words to keep"})
    assert answer.status_code == 429
    assert words in answer.text
    assert "Words to keep" in answer.text
    assert count(database) == 1
    assert cast.client("bob").post(URL, data=sent).status_code == 303


def test_a_note_that_was_sent_before_and_changed_since_is_brought_together(cast: Cast, noting: Noting) -> None:
    alice = cast.client("alice")
    sent = {"version": noting.version, "body": "First\n\nlast", "client_key": "k"}
    note = alice.post(CREATE, data=sent).location.rsplit("/", 1)[-1]
    alice.post(f"/notes/{note}/edits", data={"revision": "1", "body": "First!\n\nlast"})
    answer = alice.post(CREATE, data=sent | {"body": "First\n\nlast of all"})
    assert answer.status_code == 409
    assert f'action="/notes/{note}/edits"' in answer.text
    assert "First!\n\nlast of all</textarea>" in answer.text
    alice.post(f"/notes/{note}/deletion")
    answer = alice.post(CREATE, data=sent | {"body": "Precious words"})
    assert answer.status_code == 409
    assert "Precious words" in answer.text


def test_saving_asks_the_database_for_little(cast: Cast, version: str, queries: list[str]) -> None:
    alice = cast.client("alice")
    alice.post(URL, data={"version": version, "body": "The first", "client_key": "k", **passage()})
    queries.clear()
    alice.post(URL, data={"version": version, "body": "Adults only", "client_key": "l", **passage()})
    assert len(queries) <= 14
