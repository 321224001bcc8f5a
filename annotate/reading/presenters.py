"""What the reading page shows: the record, and the viewer's notes on it with who reads them and who answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from annotate.core.document import Document
from annotate.core.numbers import many
from annotate.core.record import PartialDate
from annotate.core.viewer import Viewer
from annotate.notes import presenters as notes
from annotate.notes.anchors.presenters import place_in
from annotate.notes.models import Anchor, Note
from annotate.notes.presenters import Card
from annotate.reading.eye import MOST_IN_TRAY, WaitingNote, entries
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.presenters import RecordPage


@dataclass(frozen=True, slots=True)
class VersionNotice:
    """What a reader of a version that is not the current one has to know."""

    number: int
    dated: str
    """The registry's date of its last update, in words; may be empty."""
    current_dated: str
    versions: int
    same_record: bool
    """Whether the current version is another reading of the same record, which has not changed."""


@dataclass(frozen=True, slots=True)
class RecordHistory:
    """That a record has versions, for whoever reads its current one."""

    words: str
    """How many there are: ``2 versions of this record``."""
    before: int | None
    """The number of the version before the current one; None when there is none, or when another one is read."""
    first_seen: datetime
    """When the current version came in."""
    is_reading: bool
    """Whether the current version is a new reading of a record that was here."""


@dataclass(frozen=True, slots=True)
class OwnNotes:
    """The viewer's notes on a trial."""

    notes: Sequence[Note]
    anchors: Mapping[str, Anchor]
    """Where they stand in the version that is shown, by the notes' ids."""
    links: Mapping[str, int]
    """In how many live links each is, by id."""


@dataclass(frozen=True, slots=True)
class Margin:
    """The viewer's notes on a trial, as one version's margin shows them."""

    cards: tuple[Card, ...]
    """Notes that have a place in this version, and notes on the whole trial."""
    waiting: tuple[WaitingNote, ...]
    """The first of those that wait for their author's eye."""
    more_waiting: int
    """How many others wait."""
    kept: tuple[Card, ...]
    """Notes that have no place in this version, and ask for none."""
    elsewhere: tuple[Card, ...]
    """Notes on other versions whose places in this one are not known."""
    decidable: bool
    """Whether their author can put notes elsewhere: in the current version."""


def version_notice(version: TrialVersion, trial: Trial, versions: int) -> VersionNotice | None:
    """Tell that the version is not the current one; None for the current one."""
    if version.number == trial.current_number:
        return None
    current = trial.current_version
    return VersionNotice(
        number=version.number,
        dated=PartialDate(version.record_updated).words(),
        current_dated=PartialDate(current.record_updated).words(),
        versions=versions,
        same_record=version.record_number == current.record_number,
    )


def record_history(version: TrialVersion, trial: Trial, versions: Sequence[TrialVersion]) -> RecordHistory:
    """Tell how many versions there are, and which one the current one took the place of; the newest stands first."""
    numbers = [each.number for each in versions]
    place = numbers.index(trial.current_number) + 1
    before = numbers[place] if version.number == trial.current_number and place < len(numbers) else None
    current = trial.current_version
    words = f"{many(len(numbers), 'version')} of this record"
    return RecordHistory(words, before, current.imported_at, is_reading=current.rereads is not None)


def margin(
    own: OwnNotes, viewer: Viewer | None, trial: Trial, record: RecordPage, documents: Mapping[str, Document]
) -> Margin:
    """Part the viewer's notes by how they stand in the version that is shown.

    ``documents`` holds, by id, the versions on which the first of those that wait for an eye were made.
    """
    decidable = record.number == trial.current_number
    here: list[Card] = []
    kept: list[Card] = []
    elsewhere: list[Card] = []
    waiting: list[tuple[Note, Anchor]] = []
    for note in own.notes:
        anchor = own.anchors.get(note.id)
        place = place_in(note, record.version_id, anchor)
        asks = decidable and anchor is not None and anchor.asked_at is not None
        if asks and anchor is not None:
            waiting.append((note, anchor))
        known = note.start_offset is None or place is not None
        if asks and not known:
            continue
        card = notes.card_beside(note, anchor, record, viewer, audience_words(own.links.get(note.id, 0)))
        (here if known else kept if anchor else elsewhere).append(card)
    here.sort(key=lambda card: (-1, 0) if card.start is None else (card.start, card.end or 0))
    shown = [(note, anchor) for note, anchor in waiting if note.version_id in documents][:MOST_IN_TRAY]
    tray = entries(shown, {**documents, record.version_id: record.document}, viewer)
    return Margin(tuple(here), tray, len(waiting) - len(shown), tuple(kept), tuple(elsewhere), decidable)


def first_waiting(own: OwnNotes) -> list[str]:
    """Give the ids of the versions on which the first notes were made that wait for their author's eye."""
    asking = [note for note in own.notes if (anchor := own.anchors.get(note.id)) and anchor.asked_at is not None]
    return list(dict.fromkeys(note.version_id for note in asking[:MOST_IN_TRAY]))


def audience_words(links: int) -> str:
    """Say who reads a note of one's own: ``In 2 links``."""
    if links == 0:
        return notes.ONLY_AUTHOR
    return f"In {many(links, 'link')}"
