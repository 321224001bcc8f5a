"""A record that changes under notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.viewer import Viewer
from annotate.database import Database, new_id
from annotate.notes.anchors import placing
from annotate.notes.anchors import queries as anchors
from annotate.notes.models import Anchor, Note
from annotate.trials.models import Trial, TrialVersion
from tests.sharing import write_note
from tests.texts import REGISTRY_ID, Sections, keep_trial, keep_version

OLD: Sections = {
    "title": ("Title", ["A study of two doses"]),
    "arms": (
        "Arms",
        ["Arm A", "200 mg intravenously every 3 weeks", "Arm B", "400 mg intravenously every 6 weeks"],
    ),
    "eligibility": (
        "Eligibility Criteria",
        ["Inclusion Criteria:", "Adults who can consent", "Patients are eligible after surgery", "≥18 Years"],
    ),
}

NEW: Sections = {
    "title": ("Title", ["A study of one dose"]),
    "arms": ("Arms", ["Arm A", "200 mg intravenously every 3 weeks"]),
    "eligibility": (
        "Eligibility Criteria",
        ["Inclusion Criteria:", "Adults who can consent", "Patients are not eligible after surgery", "≥18 Years"],
    ),
}
"""Without Arm B, and with one criterion turned into its opposite."""

GONE, CHANGED, KEPT = "400 mg intravenously every 6 weeks", "Patients are eligible after surgery", "≥18 Years"


@dataclass(frozen=True, slots=True)
class Changing:
    """One person's notes on a record, whose present version has come in after them."""

    registry_id: str
    gone: str
    changed: str
    kept: str


def change_under(
    database: Database, author: Viewer, *, registry_id: str = REGISTRY_ID, texts: Sequence[Sections] = (OLD, NEW)
) -> Changing:
    """Have somebody note on three passages, and let the record change."""
    with database.transaction() as session:
        trial = keep_trial(session, texts[0], registry_id=registry_id)
        ids = [
            write_note(session, author, trial, words=words, body=f"About {words}").id for words in (GONE, CHANGED, KEPT)
        ]
    for sections in texts[1:]:
        add_version(database, sections, registry_id=registry_id)
    return Changing(registry_id, *ids)


def add_version(database: Database, sections: Sections, *, registry_id: str = REGISTRY_ID, limit: int = 100) -> None:
    """Let a version come in, with notes placed in it as an import does; more than the limit are left."""
    with database.transaction() as session:
        trial = session.scalars(select(Trial).where(Trial.registry_id == registry_id)).one()
        placing.place_notes(session, keep_version(session, trial, sections, trial.current_number + 1), limit)


def anchor_of(database: Database, note_id: str) -> Anchor:
    """Give the note's anchor in the current version of its trial."""
    with database.reader() as session:
        return anchors.current_anchors(session, [session.get_one(Note, note_id)])[note_id]


def words_at(database: Database, anchor: Anchor) -> str:
    """Give the words on which an anchor stands; none when it has no place."""
    with database.reader() as session:
        text = session.get_one(TrialVersion, anchor.version_id).text
    return text[anchor.start_offset : anchor.end_offset] if anchor.start_offset is not None else ""


def keep_choice(session: Session, note: Note) -> Anchor:
    """Let the note have been put where it stands."""
    at = clock.now()
    place: dict[str, Any] = {"note_id": note.id, "version_id": note.version_id, "score": 1.0, "evidence": ["It is so."]}
    place |= {"state": "moved", "start_offset": note.start_offset, "end_offset": note.end_offset}
    place |= {"candidates": [], "crossed": False, "made_at": at}
    before = Anchor(id=new_id(), replaced_at=at, **place)
    session.add(before)
    session.flush()
    chosen = Anchor(id=new_id(), choice="accepted", chosen_at=at, replaces_id=before.id, **place)
    session.add(chosen)
    session.flush()
    return chosen
