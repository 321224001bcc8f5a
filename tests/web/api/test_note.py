"""GET /api/notes/<id>: a note, where it stands now, and whether that is news."""

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from tests.cast import Cast
from tests.changing import NEW, OLD, add_version, change_under
from tests.noting import Noting
from tests.programs import Program, Programs
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID, kept_trial

VIEWS = ("GET api.note",)


def test_works__it_shows_the_note_as_it_was_made(noting: Noting, alice: Program) -> None:
    note = noting.note(on="160 mg", body="Is **this** right? \U0001f9ea", label="starter-dose")
    answer = alice.get(f"/api/notes/{note}")
    shown = answer.get_json()
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert shown["etag"] == f'"n-{note}-1"'
    assert (shown["id"], shown["trial"], shown["version"], shown["revision"]) == (note, REGISTRY_ID, 1, 1)
    assert shown["body"] == "Is **this** right? \U0001f9ea"
    assert (shown["label"]["name"], shown["label"]["hue"]) == ("Dose", 3)
    assert shown["created_at"].endswith("Z")
    text = alice.get(f"/api/trials/{REGISTRY_ID}/versions/1").get_json()["text"]
    passage = shown["passage"]
    assert text[passage["start"] : passage["end"]] == passage["exact"] == "160 mg"
    assert {name: shown["anchor"][name] for name in ("version", "state", "start")} == {
        "version": 1,
        "state": "exact",
        "start": passage["start"],
    }


def test_whose__others_notes_and_deleted_ones_look_like_none(
    noting: Noting, alice: Program, programs: Programs
) -> None:
    note = noting.note()
    tag = alice.get(f"/api/notes/{note}").headers["ETag"]
    bob = programs.of("bob")
    told = {
        (answer.status_code, answer.get_json()["detail"], answer.headers.get("ETag"))
        for path in (f"/api/notes/{note}", f"/api/notes/{'A' * 22}", f"/api/notes/{note}/revisions")
        for answer in (bob.get(path), bob.get(path, If_None_Match=tag), bob.get(path, If_None_Match="*"))
    }
    assert told == {(404, "There is nothing here, or it is not yours to see.", None)}
    assert alice.ask("DELETE", f"/api/notes/{note}", If_Match=tag).status_code == 204
    assert alice.get(f"/api/notes/{note}", If_None_Match=tag).status_code == 404


def test_method__no_other_is_answered(client: FlaskClient, alice: Program) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)


def test_a_note_on_the_whole_trial_has_no_place(noting: Noting, alice: Program) -> None:
    shown = alice.get(f"/api/notes/{noting.note(on='')}").get_json()
    assert (shown["passage"], shown["anchor"]) == (None, None)


def test_it_says_where_it_stands_when_the_record_has_changed(alice: Program, database: Database, cast: Cast) -> None:
    changing = change_under(database, cast.viewer("alice"))
    states = {}
    for name in ("gone", "changed", "kept"):
        shown = alice.get(f"/api/notes/{getattr(changing, name)}").get_json()
        assert (shown["version"], shown["anchor"]["version"]) == (1, 2)
        states[name] = (shown["anchor"]["state"], shown["anchor"]["asks"])
    assert states == {"gone": ("orphaned", True), "changed": ("changed", True), "kept": ("exact", False)}
    text = alice.get(f"/api/trials/{REGISTRY_ID}/versions/2").get_json()["text"]
    anchor = alice.get(f"/api/notes/{changing.changed}").get_json()["anchor"]
    assert text[anchor["start"] : anchor["end"]] == "Patients are not eligible after surgery"
    assert anchor["evidence"]


def test_a_note_that_is_still_to_be_placed_says_so(alice: Program, database: Database, cast: Cast) -> None:
    changing = change_under(database, cast.viewer("alice"), texts=(OLD,))
    add_version(database, NEW, limit=0)
    anchor = alice.get(f"/api/notes/{changing.kept}").get_json()["anchor"]
    assert (anchor["version"], anchor["state"], anchor["start"], anchor["asks"]) == (2, "waiting", None, False)


def test_whoever_has_the_answer_gets_none(noting: Noting, alice: Program) -> None:
    path = f"/api/notes/{noting.note()}"
    tag = alice.get(path).headers["ETag"]
    for shown in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = alice.get(path, If_None_Match=shown)
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    for shown in ('"x"', "", alice.get(path).get_json()["etag"]):
        assert alice.get(path, If_None_Match=shown).status_code == 200


@pytest.mark.parametrize("how", ["words", "label", "record"])
def test_whatever_changes_in_the_answer_is_news(
    alice: Program, database: Database, cast: Cast, noting: Noting, how: str
) -> None:
    note = noting.note(on="≥18 Years")
    path = f"/api/notes/{note}"
    before = alice.get(path)
    if how == "record":
        add_version(database, NEW)
    else:
        change = {
            "words": {"body": "Other words"},
            "label": {"label": alice.get("/api/labels").get_json()["labels"][0]["id"]},
        }
        assert alice.ask("PATCH", path, change[how], If_Match=before.headers["ETag"]).status_code == 200
    after = alice.get(path, If_None_Match=before.headers["ETag"])
    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    assert (after.get_json()["revision"] == 1) is (how != "words")


def test_it_asks_for_a_fixed_number_of_rows(noting: Noting, alice: Program, queries: list[str]) -> None:
    note = noting.note(label="starter-dose")
    alice.get(f"/api/notes/{note}")
    queries.clear()
    alice.get(f"/api/notes/{note}")
    assert len([statement for statement in queries if statement.startswith("SELECT")]) == 3  # who, the note, its anchor


def test_a_second_trial_is_another_thing(noting: Noting, alice: Program, database: Database) -> None:
    kept_trial(database, registry_id="NCT00000002")
    assert alice.get("/api/notes?trial=NCT00000002").get_json() == {"notes": [], "next": None}
