"""What an import of notes would do: which would come in, which are here already, and which not, with the reason. Writes nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from annotate.accounts.quota import MOST_STORED
from annotate.clock import now
from annotate.core.passage import Passage
from annotate.core.text import line_feeds
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.interchange import queries
from annotate.interchange.foreign import ForeignFile, ForeignNote
from annotate.interchange.held_versions import HeldVersions, PlacedQuote
from annotate.interchange.marks import ImportMarks, known_marks
from annotate.notes.actions import LONGEST_BODY, MOST_NOTES, MOST_ON_TRIAL, NoteDraft
from annotate.notes.queries import count_notes
from annotate.trials.models import Trial
from annotate.trials.queries import find_trial

_FIRST = datetime(2000, 1, 1, tzinfo=UTC)


class NotImported(StrEnum):
    """Why a note of a file does not come in."""

    UNREADABLE = "unreadable"
    REPLY = "reply"
    NO_RECORD = "no record"
    NOT_HELD = "not held"
    GONE = "gone"
    ELSEWHERE = "elsewhere"
    SEVERAL = "several"
    UNSURE = "unsure"
    EMPTY = "empty"
    TOO_LONG = "too long"
    TWICE = "twice"
    ERASED = "erased"
    NO_ROOM = "no room"


@dataclass(frozen=True, slots=True)
class PlannedNote:
    """A note that would come in."""

    trial: Trial
    draft: NoteDraft
    label: str
    """Name of its label, as the label has it; empty for none."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What becomes of the notes of a file."""

    file: ForeignFile
    ready: tuple[PlannedNote, ...]
    """By trial, and within one in the order of the file."""
    marks: ImportMarks
    present: int
    in_trash: int
    refused: dict[NotImported, list[ForeignNote]]
    without_time: int
    """Notes among ``ready`` that get the time of the import: their file has none that can be."""


@dataclass(slots=True)
class _Planned:
    """What is known so far."""

    ready: list[PlannedNote] = field(default_factory=list)
    refused: defaultdict[NotImported, list[ForeignNote]] = field(default_factory=lambda: defaultdict(list))
    without_time: int = 0


def plan_notes(session: Session, viewer: Viewer, file: ForeignFile) -> ImportPlan:
    """Tell for each note of a file what would become of it. Nothing is changed."""
    planned = _Planned()
    here = queries.notes_here(session, viewer, file.notes)
    fresh: list[ForeignNote] = []
    seen: set[str] = set()
    counted: Counter[queries.NotePresence] = Counter()
    for note in file.notes:
        if note.is_reply:
            planned.refused[NotImported.REPLY].append(note)
        elif note.key in seen:
            planned.refused[NotImported.TWICE].append(note)
        elif (presence := here.get(note.key)) is queries.NotePresence.ERASED:
            planned.refused[NotImported.ERASED].append(note)
        elif presence is not None:
            counted[presence] += 1
        else:
            fresh.append(note)
        seen.add(note.key)
    marks = known_marks(session, viewer, fresh)
    room = _Room(session, viewer)
    for registry_id, notes in _by_trial(fresh):
        _plan_trial(session, planned, marks, room, registry_id, notes)
    return ImportPlan(
        file,
        tuple(planned.ready),
        marks.of([note.label for note in planned.ready], [note.draft.tags for note in planned.ready]),
        counted[queries.NotePresence.THERE],
        counted[queries.NotePresence.IN_TRASH],
        {reason: planned.refused[reason] for reason in NotImported if reason in planned.refused},
        planned.without_time,
    )


def _by_trial(notes: Sequence[ForeignNote]) -> Iterator[tuple[str, list[ForeignNote]]]:
    groups: dict[str, list[ForeignNote]] = {}
    for note in notes:
        groups.setdefault(note.registry_id, []).append(note)
    yield from groups.items()


def _plan_trial(
    session: Session,
    planned: _Planned,
    marks: ImportMarks,
    room: "_Room",
    registry_id: str,
    notes: Sequence[ForeignNote],
) -> None:
    if not registry_id:
        planned.refused[NotImported.NO_RECORD] += notes
        return
    try:
        trial = find_trial(session, registry_id)
    except NotFound:
        planned.refused[NotImported.NOT_HELD] += notes
        return
    versions = HeldVersions(session, trial)
    for note in notes:
        outcome = _planned(note, trial, versions, marks, room)
        if isinstance(outcome, PlannedNote):
            planned.ready.append(outcome)
            planned.without_time += outcome.draft.written_at is None
        else:
            planned.refused[outcome].append(note)


def _planned(
    note: ForeignNote, trial: Trial, versions: HeldVersions, marks: ImportMarks, room: "_Room"
) -> PlannedNote | NotImported:
    body = line_feeds(note.body)
    if note.is_unsure:
        return NotImported.UNSURE
    if not note.quote and not body.strip():
        return NotImported.EMPTY
    if len(body) > LONGEST_BODY:
        return NotImported.TOO_LONG
    placed = versions.place(note)
    if not isinstance(placed, PlacedQuote):
        return _UNPLACED[placed.value]
    if not room.takes(trial, len(body) + (placed.end - placed.start)):
        return NotImported.NO_ROOM
    passage = Passage(placed.start, placed.end, placed.exact) if note.quote else None
    draft = NoteDraft(
        version_id=placed.version_id,
        passage=passage,
        body=note.body,
        client_key=note.key,
        tags=marks.tags_for(note),
        written_at=note.written_at if note.written_at and _FIRST <= note.written_at <= now() else None,
        is_placed=False,
    )
    return PlannedNote(trial, draft, marks.label_for(note))


_UNPLACED = {
    "gone": NotImported.GONE,
    "elsewhere": NotImported.ELSEWHERE,
    "several": NotImported.SEVERAL,
}


class _Room:
    """How much may still come in."""

    def __init__(self, session: Session, viewer: Viewer) -> None:
        self._session, self._viewer = session, viewer
        self._notes = MOST_NOTES - count_notes(session, viewer)
        self._characters = MOST_STORED - queries.stored_characters(session, viewer)
        self._on_trial: dict[str, int] = {}

    def takes(self, trial: Trial, characters: int) -> bool:
        """Count one more note, if it fits in."""
        if trial.id not in self._on_trial:
            self._on_trial[trial.id] = MOST_ON_TRIAL - count_notes(self._session, self._viewer, trial.id)
        if min(self._notes, self._on_trial[trial.id]) < 1 or characters > self._characters:
            return False
        self._notes -= 1
        self._on_trial[trial.id] -= 1
        self._characters -= characters
        return True
