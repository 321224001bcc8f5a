"""Our JSON comes back as it went: exported from an account, imported into an empty one, and exported again."""

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from annotate.codebook.actions import create_label
from annotate.codebook.queries import labels_of
from annotate.core.document import Document
from annotate.core.passage import Passage
from annotate.core.viewer import Viewer
from annotate.database import Database, new_id
from annotate.interchange.addresses import Addresses
from annotate.interchange.exported import ExportOrder
from annotate.interchange.exporting import new_export
from annotate.interchange.formats import FORMATS
from annotate.interchange.importing import import_notes
from annotate.interchange.planning import plan_notes
from annotate.interchange.readers.files import decode_notes, read_notes_file
from annotate.interchange.selection import ExportSource, choose_notes
from annotate.notes.actions import NoteDraft, add_note
from annotate.notes.queries import has_notes
from annotate.trials.queries import find_trial, find_version
from tests.cast import Cast
from tests.foreign import annotation, exported
from tests.texts import SECTIONS, Sections, document, kept_trial
from tests.unit.interchange.exports import HOSTILE

HEADED: Sections = {
    "title": ("Title", ["Arms that say the same, \U0001f9ec and שלום"]),
    "arms": ("Arms", ["Arm A", "200 mg every 3 weeks", "Arm B", "200 mg every 3 weeks", "Arm C", "400 mg"]),
}
RECORDS: dict[str, list[Sections]] = {
    "NCT04561557": [SECTIONS, {**SECTIONS, "summary": ("Summary", ["160 mg, once a week, is the only dose."])}],
    "NCT00000002": [HEADED],
    "NCT00000003": [HEADED, {**HEADED, "arms": ("Arms", ["Arm B", "200 mg every 3 weeks"])}],
}
OWN = ("id", "address", "created_at", "updated_at")

BODIES = st.sampled_from([text for text in HOSTILE if len(text) < 1_000]) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=60
)


@st.composite
def drafts(draw: st.DrawFn) -> tuple[str, int, tuple[int, int] | None, str, str, tuple[str, ...]]:
    """Draw a note: trial, version, passage, words, label, tags."""
    registry_id = draw(st.sampled_from(sorted(RECORDS)))
    number = draw(st.integers(1, len(RECORDS[registry_id])))
    text = _document(registry_id, number).text
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, min(len(text), start + 60)))
    body = draw(BODIES)
    page = draw(st.booleans()) and bool(body.strip())
    span = None if page or not text[start:end].strip() else (start, end)
    label = draw(st.sampled_from(["", "Dose", "Safety/Death", "=1+1", "Ärzte | “x”"]))
    tags = draw(st.lists(st.sampled_from(["to discuss", "=1", "שלום", "#b", "x" * 40]), max_size=3, unique=True))
    return registry_id, number, span, body if span or body.strip() else "words", label, tuple(tags)


def _document(registry_id: str, number: int) -> Document:
    return document(RECORDS[registry_id][number - 1])


def _write(database: Database, viewer: Viewer, note: tuple[str, int, tuple[int, int] | None, str, str, Any]) -> None:
    registry_id, number, span, body, name, tags = note
    with database.transaction() as session:
        trial = find_trial(session, registry_id)
        version, text = find_version(session, trial, number), _document(registry_id, number).text
        passage = Passage(*span, text[span[0] : span[1]]) if span else None
        label = "starter-dose" if name == "Dose" else ""
        if name and not label:
            label = _label(session, viewer, name)
        add_note(session, viewer, trial, NoteDraft(version.id, passage, body, label, new_id(), tags))


def _label(session: Session, viewer: Viewer, name: str) -> str:
    found = next((each.id for each in labels_of(session, viewer) if each.name == name), None)
    return found or create_label(session, viewer, has_notes, name=name, hue=5).id


def _exported(database: Database, viewer: Viewer) -> bytes:
    with database.reader() as session:
        chosen = choose_notes(session, viewer, ExportSource())
    made = new_export(database, viewer, chosen, ExportOrder.DATE, Addresses("https://notes.example"))
    return b"".join(FORMATS["json"].stream(made))


def _but_for_own(sent: bytes) -> list[str]:
    notes = json.loads(sent)["notes"]
    return sorted(json.dumps({k: v for k, v in note.items() if k not in OWN}, sort_keys=True) for note in notes)


@pytest.fixture
def records(database: Database) -> Database:
    """The database with the records, once for all examples."""
    for registry_id, texts in RECORDS.items():
        kept_trial(database, *texts, registry_id=registry_id)
    return database


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notes=st.lists(drafts(), min_size=1, max_size=6))
def test_notes_come_back_as_they_went(app: Flask, records: Database, notes: list[Any]) -> None:
    database = records
    alice, bob = (Cast(app, database).viewer(new_id()) for _ in "ab")
    for note in notes:
        _write(database, alice, note)
    sent = _exported(database, alice)
    file = read_notes_file(decode_notes(sent))
    with database.reader() as session:
        plan = plan_notes(session, bob, file)
    assert plan.refused == {}
    import_notes(database.write, bob, plan)
    back = _exported(database, bob)
    assert _but_for_own(back.replace(bob.name.encode(), alice.name.encode())) == _but_for_own(sent)
    assert [each["created_at"] for each in json.loads(back)["notes"]] == [
        each["created_at"] for each in json.loads(sent)["notes"]
    ]
    with database.reader() as session:
        again = plan_notes(session, bob, file)
    assert (again.ready, again.present) == ((), len(notes))


def test_a_note_whose_words_stand_in_another_list_comes_back_with_that(app: Flask, database: Database) -> None:
    lists = ["Inclusion Criteria:", "Latent tuberculosis", "Consent", "Exclusion Criteria:", "Heart failure"]
    others = ["Inclusion Criteria:", "Consent", "Exclusion Criteria:", "Heart failure", "Latent tuberculosis"]
    before, after = ({**SECTIONS, "eligibility": ("Eligibility", each)} for each in (lists, others))
    kept_trial(database, before, after, registry_id="NCT00000009")
    alice, bob = (Cast(app, database).viewer(new_id()) for _ in "ab")
    start = document(before).text.index("tuberculosis")
    with database.transaction() as session:
        trial = find_trial(session, "NCT00000009")
        passage = Passage(start, start + len("tuberculosis"), "tuberculosis")
        add_note(session, alice, trial, NoteDraft(find_version(session, trial, 1).id, passage, "Moved", "", new_id()))
    sent = _exported(database, alice)
    assert json.loads(sent)["notes"][0]["current"]["crossed"] is True
    with database.reader() as session:
        plan = plan_notes(session, bob, read_notes_file(decode_notes(sent)))
    import_notes(database.write, bob, plan)
    back = _exported(database, bob)
    assert _but_for_own(back.replace(bob.name.encode(), alice.name.encode())) == _but_for_own(sent)


def test_a_plan_that_is_done_twice_adds_nothing(cast: Cast, records: Database) -> None:
    alice, file = cast.viewer("alice"), read_notes_file(exported(annotation(1), annotation(2)).decode())
    with records.reader() as session:
        plan = plan_notes(session, alice, file)
    assert [import_notes(records.write, alice, plan).made for _ in range(2)] == [2, 0]
