"""Versions and anchors of notes on a record of two arms, as the tests of placing and choosing share them."""

from sqlalchemy.orm import Session

from annotate.core.passage import Passage
from annotate.notes.anchors import placing
from annotate.notes.anchors import queries as anchors
from annotate.notes.models import Anchor, Note
from annotate.trials.models import Trial, TrialVersion
from tests.texts import Sections, keep_version

ARM_B = "400 mg intravenously every 6 weeks"


def record(*criteria: str, arms: tuple[str, ...] = ("200 mg intravenously every 3 weeks", ARM_B)) -> Sections:
    return {
        "title": ("Title", ["A study of two doses"]),
        "arms": ("Arms", [line for arm, words in zip("ABC", arms, strict=False) for line in (f"Arm {arm}", words)]),
        "eligibility": ("Eligibility Criteria", ["Inclusion Criteria:", *criteria]),
    }


FIRST = record("Adults who can consent", "Platelets of 100 x10^9/L or more", "Patients are eligible after surgery")
NEGATED = record(
    "Adults who can consent", "Platelets of 100 x10^9/L or more", "Patients are not eligible after surgery"
)
WITHOUT_B = record(
    "Adults who can consent",
    "Platelets of 100 x10^9/L or more",
    "Patients are eligible after surgery",
    arms=("200 mg intravenously every 3 weeks",),
)
REPLACED: Sections = {
    "title": ("Title", ["Another trial altogether"]),
    "summary": ("Summary", ["Nurses wash their hands more often when somebody counts."]),
}


def next_version(session: Session, trial: Trial, sections: Sections) -> TrialVersion:
    """Let a version come in, and place notes in it as an import does."""
    version = keep_version(session, trial, sections, trial.current_number + 1)
    placing.place_notes(session, version)
    return version


def anchor(session: Session, note: Note, version: TrialVersion) -> Anchor:
    return anchors.anchors_of(session, [note.id], version.id)[note.id]


def state(session: Session, note: Note, version: TrialVersion) -> str:
    return anchor(session, note, version).state


def on(version: TrialVersion, words: str) -> Passage:
    start = version.text.index(words)
    return Passage(start, start + len(words), words)
