"""What the reading page shows: the record, and the viewer's notes on it with who reads them and who answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from annotate.codebook.presenters import LabelChoice
from annotate.core.document import Document
from annotate.core.marks import WHOLE, Mark, marks_to_text
from annotate.core.numbers import many
from annotate.core.record import PartialDate
from annotate.core.viewer import Viewer
from annotate.notes import presenters as notes
from annotate.notes.beside import NotesBeside
from annotate.notes.models import Anchor, Note
from annotate.notes.presenters import Card
from annotate.reading.eye import MOST_IN_TRAY, WaitingNote, entries
from annotate.reading.wanted import MOST_UNPLACED, WantedCards
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
    """The viewer's notes on a trial: where all of them stand in the version that is shown, and what is read of some."""

    beside: NotesBeside
    notes: Mapping[str, Note]
    """Those that the page shows at once, by id."""
    anchors: Mapping[str, Anchor]
    """Where those stand in the version that is shown, by the notes' ids."""
    links: Mapping[str, int]
    """In how many live links each is, by id."""


NO_NOTES = OwnNotes(NotesBeside(), {}, {}, {})


@dataclass(frozen=True, slots=True)
class Margin:
    """The viewer's notes on a trial, as one version's margin shows them."""

    cards: tuple[Card, ...]
    """Notes that have a place in this version, and notes on the whole trial: all, or where they are many the first ones."""
    marks: str
    """Where all of those stand, as ``annotate.core.marks`` writes it."""
    total: int
    """How many those are."""
    waiting: tuple[WaitingNote, ...]
    """The first of those that wait for their author's eye."""
    more_waiting: int
    """How many others wait."""
    kept: tuple[Card, ...]
    """The first notes that have no place in this version, and ask for none."""
    more_kept: int
    elsewhere: tuple[Card, ...]
    """The first notes on other versions whose places in this one are not known."""
    more_elsewhere: int
    apart: int
    """Notes without a place in this version, waiting or not."""
    apart_shown: int
    """How many of those the page shows."""
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


def ids_to_show(beside: NotesBeside, wanted: WantedCards, label_ids: Mapping[str, str]) -> list[str]:
    """Choose the notes that a page shows at once: cards, those that wait, and those without a place."""
    unplaced = [*beside.kept[:MOST_UNPLACED], *beside.unknown[:MOST_UNPLACED]]
    cards = wanted.cards([note.id for note in beside.placed if wanted.takes(note.label_id, label_ids)])
    return list(dict.fromkeys([*cards, *beside.asking[:MOST_IN_TRAY], *unplaced]))


def margin(
    own: OwnNotes,
    viewer: Viewer | None,
    trial: Trial,
    record: RecordPage,
    documents: Mapping[str, Document],
    labels: Sequence[LabelChoice] = (),
) -> Margin:
    """Part the viewer's notes by how they stand in the version that is shown.

    ``documents`` holds, by id, the versions on which the first of those that wait for an eye were made; ``labels`` are those
    to choose on the page.
    """
    beside = own.beside

    def cards(ids: Iterable[str]) -> tuple[Card, ...]:
        found = [own.notes[note_id] for note_id in ids if note_id in own.notes]
        return tuple(card_of(own, note, viewer, record) for note in found)

    waiting = [
        (note, anchor)
        for note_id in beside.asking[:MOST_IN_TRAY]
        if (note := own.notes.get(note_id)) and (anchor := own.anchors.get(note_id)) and note.version_id in documents
    ]
    placed = {note.id for note in beside.placed}
    unplaced = {*beside.asking, *beside.kept, *beside.unknown} - placed
    here, kept, elsewhere = cards(note.id for note in beside.placed), cards(beside.kept), cards(beside.unknown)
    return Margin(
        cards=here,
        marks=marks_to_text(marks(beside, labels)),
        total=len(beside.placed),
        waiting=entries(waiting, {**documents, record.version_id: record.document}, viewer),
        more_waiting=len(beside.asking) - len(waiting),
        kept=kept,
        more_kept=len(beside.kept) - len(kept),
        elsewhere=elsewhere,
        more_elsewhere=len(beside.unknown) - len(elsewhere),
        apart=len(unplaced),
        apart_shown=sum(note.id not in placed for note, _ in waiting) + len(kept) + len(elsewhere),
        decidable=record.number == trial.current_number,
    )


def card_of(own: OwnNotes, note: Note, viewer: Viewer | None, record: RecordPage) -> Card:
    """Show one of the viewer's notes beside the version that is shown."""
    audience = audience_words(own.links.get(note.id, 0))
    return notes.card_beside(note, own.anchors.get(note.id), record, viewer, audience)


def marks(beside: NotesBeside, labels: Sequence[LabelChoice]) -> list[Mark]:
    """Give the marks of all notes that have a place; ``labels`` are those to choose on the page."""
    numbers = {label.id: number for number, label in enumerate(labels, 1)}
    return [
        Mark(note.id, *(note.place or (WHOLE, WHOLE)), numbers.get(note.label_id or "", 0), note.is_changed)
        for note in beside.placed
    ]


def first_waiting(own: OwnNotes) -> list[str]:
    """Give the ids of the versions on which the first notes were made that wait for their author's eye."""
    asking = [own.notes[note_id] for note_id in own.beside.asking[:MOST_IN_TRAY] if note_id in own.notes]
    return list(dict.fromkeys(note.version_id for note in asking))


def audience_words(links: int) -> str:
    """Say who reads a note of one's own: ``In 2 links``."""
    if links == 0:
        return notes.ONLY_AUTHOR
    return f"In {many(links, 'link')}"
