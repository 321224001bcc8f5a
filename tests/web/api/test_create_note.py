"""POST /api/trials/<id>/notes: a note is made once, on the words that the program saw."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate.database import Database, new_id
from annotate.notes.models import Note
from tests.changing import NEW, add_version
from tests.noting import CREATE, TEXT, Noting
from tests.programs import Program
from tests.rungs import refuse_other_methods

VIEWS = ("POST api.create_note",)

PATH = f"/api{CREATE}"


def on(words: str = "160 mg", **more: object) -> dict[str, Any]:
    start = TEXT.index(words)
    passage = {"start": start, "end": start + len(words), "exact": words}
    return {"client_key": new_id(), "version": 1, "passage": passage, "body": "Right?", **more}


def count(database: Database) -> int:
    with database.reader() as session:
        return session.query(Note).count()


@pytest.mark.parametrize("words", ["160 mg", "\U0001f9ea \u00e9nough", "≥18 Years\n&lt; is"])
def test_works__it_keeps_a_note_on_a_passage(noting: Noting, alice: Program, words: str) -> None:
    answer = alice.ask("POST", PATH, on(words))
    shown = answer.get_json()
    assert answer.status_code == 201, answer.text
    assert answer.location == f"/api/notes/{shown['id']}"
    assert answer.headers["ETag"].startswith(f'"n-{shown["id"]}-1-')
    assert shown["passage"]["exact"] == words
    assert alice.get(answer.location).data == answer.data


def test_validates__other_words_are_never_noted(noting: Noting, alice: Program, database: Database) -> None:
    place = TEXT.index("160")
    wrong = [
        ({"start": 0, "end": 5, "exact": "160 mg"}, 409),
        ({"start": place + 1, "end": place + 7, "exact": "160 mg"}, 409),
        ({"start": -5, "end": 5, "exact": "x"}, 422),
        ({"start": 9, "end": 9, "exact": ""}, 422),
        ({"start": 9, "end": 5, "exact": "x"}, 422),
        ({"start": 0, "end": len(TEXT) + 1, "exact": TEXT}, 422),
        ({"start": 0, "end": 10**29, "exact": "x"}, 422),
    ]
    for passage, status in wrong:
        assert alice.ask("POST", PATH, {**on(), "passage": passage}).status_code == status
    assert count(database) == 0


def test_validates__a_version_that_is_not_there_is_not_found(noting: Noting, alice: Program) -> None:
    for version, status in ((2, 404), (2**31, 404), (10**25, 404), (0, 422), (-(10**25), 422)):
        assert alice.ask("POST", PATH, on(version=version)).status_code == status, version


def test_whose__without_a_token_nothing_is_kept(app: Flask, noting: Noting, database: Database) -> None:
    assert Program(app).ask("POST", PATH, on()).status_code == 401
    assert count(database) == 0


def test_method__no_other_is_answered(client: FlaskClient, alice: Program) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)


def test_it_keeps_highlights_page_notes_and_labels(noting: Noting, alice: Program) -> None:
    label = next(each["id"] for each in alice.get("/api/labels").get_json()["labels"] if each["name"] == "Dose")
    assert alice.ask("POST", PATH, on(body="", label=label)).get_json()["label"]["name"] == "Dose"
    page_note = {"client_key": "k", "version": 1, "body": "On all\r\nof it"}
    assert alice.ask("POST", PATH, page_note).get_json()["body"] == "On all\nof it"


def test_the_same_create_is_one_note(noting: Noting, alice: Program, database: Database) -> None:
    for sent in (on(), {"client_key": "page", "version": 1, "body": "On all of it"}):
        before = count(database)
        answers = [alice.ask("POST", PATH, sent) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [201, 200, 200]
        assert len({answer.data for answer in answers}) == 1
        assert {answer.location for answer in answers} == {answers[0].location}
        assert count(database) == before + 1


def test_another_text_under_the_key_of_a_note_that_has_changed_gets_both(noting: Noting, alice: Program) -> None:
    sent = on()
    made = alice.ask("POST", PATH, sent)
    alice.ask("PATCH", made.location, {"body": "Changed since"}, If_Match=made.headers["ETag"])
    answer = alice.ask("POST", PATH, {**sent, "body": "From another window"})
    problem = answer.get_json()
    assert answer.status_code == 409
    assert (problem["yours"]["body"], problem["current"]["body"]) == ("From another window", "Changed since")
    assert problem["base"] == {**problem["base"], "revision": 1, "body": "Right?"}


def test_a_key_makes_no_note_elsewhere(noting: Noting, alice: Program) -> None:
    sent = on()
    alice.ask("POST", PATH, sent)
    assert alice.ask("POST", PATH, {**on("240 mg"), "client_key": sent["client_key"]}).status_code == 409


def test_the_key_of_a_deleted_note_makes_no_other(noting: Noting, alice: Program) -> None:
    sent = on()
    made = alice.ask("POST", PATH, sent)
    alice.ask("DELETE", made.location, If_Match=made.headers["ETag"])
    assert alice.ask("POST", PATH, sent).status_code == 409


def test_a_note_on_an_earlier_version_gets_its_place_in_the_current_one(
    noting: Noting, alice: Program, database: Database
) -> None:
    add_version(database, NEW)
    shown = alice.ask("POST", PATH, on("≥18 Years")).get_json()
    assert (shown["version"], shown["anchor"]["version"], shown["anchor"]["state"]) == (1, 2, "moved")
    assert shown["anchor"]["start"] != shown["passage"]["start"]


def test_a_trial_that_is_not_there_is_not_found(alice: Program) -> None:
    assert alice.ask("POST", "/api/trials/NCT00000000/notes", on()).status_code == 404
    assert alice.ask("POST", "/api/trials/x/notes", on()).status_code == 404
