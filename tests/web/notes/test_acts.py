"""POST /notes/acts and its undo: what is done to many notes at once."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from annotate import clock
from annotate.activity.kinds import ActivityKind
from annotate.activity.models import Activity
from annotate.database import Database
from annotate.notes.acts import actions
from annotate.notes.acts.models import NoteAct, NoteOfAct
from annotate.notes.models import Note
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.sharing import write_note
from tests.studies import keep_study, numbered
from tests.texts import REGISTRY_ID

VIEWS = ("POST notes.act", "POST notes.undo")


def act(client: FlaskClient, kind: str, notes: list[str] | None = None, **more: str) -> TestResponse:
    return client.post("/notes/acts", data={"act": kind, "notes": notes or [], **more})


def said(client: FlaskClient, answer: TestResponse) -> str:
    """Give what the list says of an act that it leads to."""
    assert answer.status_code == 303, answer.text
    found = re.search(r'desk-did".*?<p data-said>(.*?)</p>', client.get(answer.location).text, re.DOTALL)
    return unescape(found[1]) if found else ""


def undo(client: FlaskClient, answer: TestResponse) -> TestResponse:
    """Press the button that the list shows after an act."""
    path = re.search(r'action="(/notes/acts/[^"]+/reversal)"', client.get(answer.location).text)
    assert path is not None
    return client.post(path[1])


def labels(database: Database) -> list[str | None]:
    """Give the names of the labels of all notes, in the order of their writing."""
    with database.reader() as session:
        return [
            note.label.name if note.label else None for note in session.scalars(select(Note).order_by(Note.created_at))
        ]


def label_id(client: FlaskClient, name: str) -> str:
    found = re.search(rf'<option value="([^"]+)" dir="auto">{name}</option>', client.get("/notes").text)
    assert found is not None
    return found[1]


def tags(client: FlaskClient, note_id: str) -> list[str]:
    return re.findall(r'<bdi class="tag">#(.*?)</bdi>', client.get(f"/notes/{note_id}").text)


def living(database: Database) -> int:
    with database.reader() as session:
        return session.scalar(select(func.count()).select_from(Note).where(Note.deleted_at.is_(None))) or 0


def test_works__ticked_notes_get_a_label_and_it_is_undone(cast: Cast, noting: Noting, database: Database) -> None:
    alice = cast.client("alice")
    notes = [noting.note(label="starter-dose"), noting.note(on="160 mg"), noting.note(on="240 mg")]
    question = label_id(alice, "Question")
    done = act(alice, "label", notes[:2], label=question, q="adults")
    assert done.location.startswith("/notes?q=adults&did=")
    assert said(alice, done) == "2 notes now have the label “Question”."
    assert labels(database) == ["Question", "Question", None]
    back = undo(alice, done)
    assert said(alice, back) == "Undone for 2 notes."
    assert labels(database) == ["Dose", None, None]
    assert "reversal" not in alice.get(back.location).text


def test_works__a_tag_is_added_to_what_matches_and_removed_and_it_is_undone(cast: Cast, noting: Noting) -> None:
    alice = cast.client("alice")
    notes = [noting.note(body="Low", tags="arms"), noting.note(body="Low", tags="Dose"), noting.note(body="High")]
    done = act(alice, "tag", all="1", q="low", tag="dose")
    assert said(alice, done) == "1 note now has the tag “Dose”."
    assert [tags(alice, note) for note in notes] == [["arms", "Dose"], ["Dose"], []]
    back = undo(alice, done)
    assert said(alice, back) == "Undone for 1 note."
    assert [tags(alice, note) for note in notes] == [["arms"], ["Dose"], []]
    gone = act(alice, "untag", notes, tag="DOSE")
    assert said(alice, gone) == (
        "1 note has the tag “Dose” no more. 2 passed over: without this tag already, or deleted."
    )
    assert said(alice, undo(alice, gone)) == "Undone for 1 note."
    assert [tags(alice, note) for note in notes] == [["arms"], ["Dose"], []]


def test_works__all_that_match_are_deleted_and_restored(cast: Cast, noting: Noting, database: Database) -> None:
    alice = cast.client("alice")
    for number in range(5):
        noting.note(body="Gone" if number else "Kept")
    done = act(alice, "delete", all="1", q="gone")
    assert said(alice, done) == "4 notes moved to the trash."
    assert living(database) == 1
    assert "Gone" in alice.get("/trash").text
    assert said(alice, undo(alice, done)) == "Undone for 4 notes."
    assert living(database) == 5
    with database.reader() as session:
        kinds = list(session.scalars(select(Activity.kind).order_by(Activity.seq)))[-8:]
    assert kinds == [ActivityKind.NOTE_DELETED] * 4 + [ActivityKind.NOTE_RESTORED] * 4


def test_works__a_link_and_an_export_of_what_is_ticked(cast: Cast, noting: Noting) -> None:
    alice = cast.client("alice")
    notes = [noting.note(body="One thought", label="starter-dose"), noting.note(body="Another", on="")]
    sheet = act(alice, "share", notes)
    assert sheet.location == f"/trials/{REGISTRY_ID}/shares/new?note={notes[0]}&note={notes[1]}"
    assert alice.get(sheet.location).text.count(" checked") >= 2
    of_ticked = act(alice, "export", notes)
    assert of_ticked.location == f"/notes/exports/new?note={notes[0]}&note={notes[1]}"
    assert "2 notes, with the replies" in alice.get(of_ticked.location).text
    of_all = act(alice, "export", all="1", q="another")
    assert of_all.location == "/notes/exports/new?q=another"
    assert "1 note, with the replies" in alice.get(of_all.location).text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"act": "delete"}, "Tick the notes first"),
        ({"act": "label", "notes": "TICKED"}, "Choose the label first"),
        ({"act": "label", "notes": "TICKED", "label": "unknown"}, "This label no longer exists"),
        ({"act": "tag", "notes": "TICKED", "tag": " # "}, "Type the tag first"),
        ({"act": "untag", "notes": "TICKED", "tag": "one, two"}, "Type one tag, without a comma"),
        ({"act": "untag", "notes": "TICKED", "tag": "unknown"}, "You have no tag “unknown”"),
        ({"act": "tag", "notes": "TICKED", "tag": "x" * 41}, "40 characters long"),
        ({"act": "tag", "tag": "dose"}, "Tick the notes first"),
        ({"act": "strange", "notes": "TICKED"}, "could not be read"),
        ({"act": "delete", "all": "1", "q": "state:odd"}, "this search is not clear"),
        ({"act": "delete", "all": "1", "q": "label:odd"}, "this search is not clear"),
        ({"act": "delete", "all": "1", "q": "tga:odd adults"}, "this search is not clear"),
        ({"act": "delete", "all": "1", "q": "nothinghasthis"}, "No notes match"),
        ({"act": "delete", "notes": "\0"}, "Tick the notes first"),
        ({}, "Tick the notes first"),
    ],
)
def test_validates__what_cannot_be_done_is_said_and_ticks_stay(
    cast: Cast, noting: Noting, database: Database, sent: dict[str, str], sentence: str
) -> None:
    note, alice = noting.note(), cast.client("alice")
    ticked = {name: note if value == "TICKED" else value for name, value in sent.items()}
    answer = alice.post("/notes/acts", data=ticked)
    assert answer.status_code == 422
    assert sentence in unescape(answer.text)
    if "TICKED" in sent.values():
        assert f'value="{note}" checked' in answer.text
        assert f'name="tag" value="{sent.get("tag", "")}"' in answer.text
    assert living(database) == 1


def test_whose__nobody_acts_on_the_notes_of_others(
    cast: Cast, client: FlaskClient, noting: Noting, database: Database
) -> None:
    note, charlie = noting.note(body="A secret thought", label="starter-dose"), cast.client("charlie")
    assert (
        said(charlie, act(charlie, "delete", [note])) == "0 notes moved to the trash. 1 passed over: already deleted."
    )
    assert act(charlie, "share", [note]).status_code == 422
    assert living(database) == 1
    done = act(cast.client("alice"), "delete", [note])
    act_id = done.location.rsplit("did=", 1)[-1]
    assert charlie.post(f"/notes/acts/{act_id}/reversal").status_code == 404
    assert "moved to the trash" not in charlie.get(f"/notes?did={act_id}").text
    assert client.post(f"/notes/acts/{act_id}/reversal").status_code == 401
    assert act(client, "delete", [note]).status_code == 401
    assert living(database) == 0


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_what_is_so_already_is_passed_over_and_told(cast: Cast, noting: Noting, database: Database) -> None:
    alice = cast.client("alice")
    notes = [noting.note(label="starter-dose"), noting.note()]
    done = act(alice, "label", [*notes, "unknown"], label=label_id(alice, "Dose"))
    assert said(alice, done) == "1 note now has the label “Dose”. 2 passed over: labelled so already, or deleted."
    assert said(alice, act(alice, "label", notes, label="none")) == "2 notes have no label now."
    assert labels(database) == [None, None]


def test_the_undo_leaves_what_was_changed_since(cast: Cast, noting: Noting, database: Database) -> None:
    alice = cast.client("alice")
    notes = [noting.note(), noting.note()]
    done = act(alice, "label", notes, label=label_id(alice, "Dose"))
    alice.post(f"/notes/{notes[0]}/label", data={"label": label_id(alice, "Question")})
    assert said(alice, undo(alice, done)) == "Undone for 1 note. 1 note was left as it is: changed since."
    assert labels(database) == ["Question", None]
    gone = act(alice, "delete", notes)
    alice.post(f"/notes/{notes[0]}/restoration")
    alice.post(f"/notes/{notes[0]}/deletion")
    undo(alice, gone)
    assert living(database) == 1


def test_an_undo_brings_back_no_label_that_is_gone(cast: Cast, noting: Noting, database: Database) -> None:
    note, alice = noting.note(label="starter-dose"), cast.client("alice")
    dose, question = label_id(alice, "Dose"), label_id(alice, "Question")
    done = act(alice, "label", [note], label=question)
    alice.post(f"/labels/{dose}/deletion")
    undo(alice, done)
    assert labels(database) == [None]


def test_an_act_takes_batches_and_says_when_more_match(
    cast: Cast, noting: Noting, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    monkeypatch.setattr(actions, "MOST_NOTES", 5)
    alice = cast.client("alice")
    for _ in range(7):
        noting.note()
    done = act(alice, "delete", all="1")
    assert said(alice, done) == (
        "5 notes moved to the trash. More notes match than are changed at once; do the same again for the rest."
    )
    assert living(database) == 2
    assert said(alice, undo(alice, done)) == "Undone for 5 notes."
    assert living(database) == 7


def test_the_same_label_once_more_takes_the_next_notes(
    cast: Cast, noting: Noting, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_NOTES", 2)
    alice = cast.client("alice")
    for _ in range(3):
        noting.note()
    for kind, count in (("Dose", 3), ("No label", 3)):
        label = "none" if kind == "No label" else label_id(alice, kind)
        assert "do the same again" in said(alice, act(alice, "label", all="1", label=label))
        last = act(alice, "label", all="1", label=label)
        assert said(alice, last).startswith("1 note ")
        assert labels(database) == [None if kind == "No label" else kind] * count
        assert "No notes match" in act(alice, "label", all="1", label=label).text


def test_notes_of_several_trials_go_into_one_link(cast: Cast, noting: Noting, database: Database) -> None:
    note = noting.note()
    with database.transaction() as session:
        keep_study(session, numbered(1))
        other = session.scalars(select(Trial).where(Trial.registry_id == numbered(1))).one()
        more = write_note(session, cast.viewer("alice"), other).id
    answer = act(cast.client("alice"), "share", [note, more])
    assert answer.location == f"/shares/new?note={note}&note={more}"
    assert cast.client("alice").get(answer.location).text.count(" checked") >= 2


def test_acts_are_gone_after_a_day(cast: Cast, noting: Noting, database: Database) -> None:
    alice = cast.client("alice")
    first = act(alice, "delete", [noting.note()])
    with database.transaction() as session:
        session.execute(update(NoteAct).values(at=clock.now() - 2 * actions.KEPT))
    act(alice, "delete", [noting.note()])
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(NoteAct)) == 1
        assert session.scalar(select(func.count()).select_from(NoteOfAct)) == 1
    assert alice.get(first.location).status_code == 200
