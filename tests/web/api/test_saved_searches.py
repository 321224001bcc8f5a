"""GET /api/notes/searches: the searches of my notes that I saved."""

from flask.testing import FlaskClient

from annotate.database import Database
from annotate.notes.saved.actions import delete_note_search, save_note_search
from tests.cast import Cast
from tests.noting import Noting
from tests.programs import Program, Programs
from tests.rungs import refuse_other_methods

VIEWS = ("GET api.saved_searches",)
URL = "/api/notes/searches"


def test_works__they_are_listed_and_their_query_is_one(
    alice: Program, cast: Cast, noting: Noting, database: Database
) -> None:
    note = noting.note(body="Low dose")
    noting.note(body="Other words")
    viewer = cast.viewer("alice")
    with database.transaction() as session:
        save_note_search(session, viewer, name="Walks", typed="walks", by_trial=False)
        save_note_search(session, viewer, name="doses", typed="low label:none", by_trial=True)
        gone = save_note_search(session, viewer, name="Gone", typed="gone", by_trial=False)
        delete_note_search(session, viewer, gone.id)
    shown = alice.get(URL).get_json()["searches"]
    assert [(each["name"], each["q"], each["by_trial"]) for each in shown] == [
        ("doses", "label:none low", True),
        ("Walks", "walks", False),
    ]
    assert set(shown[0]) == {"id", "name", "q", "by_trial", "created_at"}
    found = alice.get(f"/api/notes?q={shown[0]['q']}").get_json()["notes"]
    assert [each["id"] for each in found] == [note]


def test_whose__they_are_my_own(cast: Cast, programs: Programs, database: Database) -> None:
    viewer = cast.viewer("alice")
    with database.transaction() as session:
        save_note_search(session, viewer, name="Secret", typed="walks", by_trial=False)
    assert programs.of("bob").get(URL).get_json() == {"searches": []}


def test_method__no_other_is_answered(client: FlaskClient, alice: Program) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)
