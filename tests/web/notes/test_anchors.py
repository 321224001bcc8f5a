"""A note's author decides where it stands, and takes it back."""

import pytest
from flask.testing import FlaskClient

from annotate.database import Database, new_id
from tests.cast import Cast
from tests.changing import CHANGED, NEW, Changing, add_version, anchor_of, change_under, words_at
from tests.rungs import refuse_other_methods
from tests.texts import document

VIEWS = ("POST notes.decide", "POST notes.take_back")

TEXT = document(NEW).text


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


@pytest.fixture
def notes(database: Database, cast: Cast) -> Changing:
    return change_under(database, cast.viewer("alice"))


def decision(database: Database, note_id: str, words: str = "") -> dict[str, str]:
    sent = {"anchor": anchor_of(database, note_id).id}
    if words:
        start = TEXT.index(words)
        sent |= {"start": str(start), "end": str(start + len(words)), "exact": words}
    return sent


def test_works__accepting_the_place_that_was_found(alice: FlaskClient, database: Database, notes: Changing) -> None:
    before = anchor_of(database, notes.changed)
    assert before.state == "changed"
    sent = {"anchor": before.id, "start": str(before.start_offset), "end": str(before.end_offset)}
    answer = alice.post(f"/notes/{notes.changed}/anchors", data=sent)
    assert (answer.status_code, answer.location) == (303, f"/trials/{notes.registry_id}#note-{notes.changed}")
    assert anchor_of(database, notes.changed).choice == "accepted"
    page = alice.get(f"/trials/{notes.registry_id}").text
    assert "You accepted these words" in page
    assert "To check (1)" in page


def test_works__putting_a_note_on_selected_words(alice: FlaskClient, database: Database, notes: Changing) -> None:
    sent = decision(database, notes.gone, "every 3 weeks")
    answer = alice.post(f"/notes/{notes.gone}/anchors", data=sent | {"back": "list"})
    assert (answer.status_code, answer.location) == (303, "/needs-your-eye")
    chosen = anchor_of(database, notes.gone)
    assert (chosen.choice, chosen.state, words_at(database, chosen)) == ("attached", "changed", "every 3 weeks")
    listed = alice.get("/needs-your-eye").text
    assert "You put it here" in listed


def test_works__keeping_a_note_without_a_place(alice: FlaskClient, database: Database, notes: Changing) -> None:
    assert alice.post(f"/notes/{notes.gone}/anchors", data=decision(database, notes.gone)).status_code == 303
    page = alice.get(f"/trials/{notes.registry_id}").text
    assert "Without a place in this version (1)" in page
    assert "You keep it unattached" in page


def test_works__taking_it_back(alice: FlaskClient, database: Database, notes: Changing) -> None:
    before = anchor_of(database, notes.gone)
    alice.post(f"/notes/{notes.gone}/anchors", data=decision(database, notes.gone))
    chosen = anchor_of(database, notes.gone)
    answer = alice.post(f"/notes/{notes.gone}/anchors/{chosen.id}/withdrawal")
    assert (answer.status_code, answer.location) == (303, f"/trials/{notes.registry_id}#note-{notes.gone}")
    assert anchor_of(database, notes.gone).id == before.id
    assert alice.post(f"/notes/{notes.gone}/anchors/{chosen.id}/withdrawal").status_code == 404, "only once"
    assert alice.post(f"/notes/{notes.gone}/anchors/{before.id}/withdrawal").status_code == 404, "nobody chose it"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"anchor": ""},
        {"anchor": "x" * 5000},
        {"anchor": "\x00"},
        {"start": "1"},
        {"start": "-1", "end": "4", "exact": "x"},
        {"start": "9", "end": "4", "exact": "x"},
        {"start": "0", "end": "999999999", "exact": "x"},
        {"start": "a", "end": "b"},
        {"start": "4", "end": "5", "exact": "\ud800".encode("utf-8", "surrogatepass")},
    ],
)
def test_validates__bad_input_changes_nothing(
    alice: FlaskClient, database: Database, notes: Changing, sent: dict[str, str]
) -> None:
    known = {"anchor": anchor_of(database, notes.gone).id} if "start" in sent else {}
    answer = alice.post(f"/notes/{notes.gone}/anchors", data=known | sent)
    assert 400 <= answer.status_code < 500
    assert anchor_of(database, notes.gone).choice is None


def test_whose__only_its_author_decides(cast: Cast, client: FlaskClient, database: Database, notes: Changing) -> None:
    sent = decision(database, notes.gone)
    assert cast.client("bob").post(f"/notes/{notes.gone}/anchors", data=sent).status_code == 404
    assert client.post(f"/notes/{notes.gone}/anchors", data=sent).status_code == 401
    assert cast.client("alice").post(f"/notes/{new_id()}/anchors", data=sent).status_code == 404
    assert anchor_of(database, notes.gone).choice is None
    cast.client("alice").post(f"/notes/{notes.gone}/anchors", data=sent)
    chosen = anchor_of(database, notes.gone)
    assert cast.client("bob").post(f"/notes/{notes.gone}/anchors/{chosen.id}/withdrawal").status_code == 404
    assert anchor_of(database, notes.gone).id == chosen.id


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_the_page_of_a_note_tells_where_it_stood(alice: FlaskClient, database: Database, notes: Changing) -> None:
    alice.post(f"/notes/{notes.gone}/anchors", data=decision(database, notes.gone))
    alice.post(f"/notes/{notes.gone}/anchors/{anchor_of(database, notes.gone).id}/withdrawal")
    stood = alice.get(f"/notes/{notes.gone}").text.split('id="stood"', 1)[1]
    assert stood.count("Version 2") == 2
    assert "The text was removed" in stood
    assert "You keep it unattached" in stood, "what was taken back stays readable"
    assert "until" in stood


def test_what_was_seen_must_still_hold(alice: FlaskClient, database: Database, notes: Changing) -> None:
    sent = decision(database, notes.gone)
    add_version(database, NEW)
    answer = alice.post(f"/notes/{notes.gone}/anchors", data=sent)
    assert answer.status_code == 409
    assert "has moved since you opened the page" in answer.text
    assert anchor_of(database, notes.gone).choice is None


def test_other_words_than_were_seen_are_refused(alice: FlaskClient, database: Database, notes: Changing) -> None:
    sent = decision(database, notes.gone, "every 3 weeks") | {"exact": CHANGED}
    assert alice.post(f"/notes/{notes.gone}/anchors", data=sent).status_code == 409
    assert anchor_of(database, notes.gone).choice is None
