"""The cells of a table: which notes stand in each, what they quote, and what the record says in their place now.

A fixed number of statements, however large the table is. Of cells with many notes a page reads the first ones, and all those
whose words changed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from annotate.core.anchoring import AnchorState, Choice
from annotate.core.viewer import Viewer
from annotate.evidence.models import KeptQuote
from annotate.notes.anchors.queries import HOLDS
from annotate.notes.models import Anchor, Note
from annotate.notes.queries import visible_notes
from annotate.prepared import prepared
from annotate.shares.queries import shared_notes
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import IS_CURRENT

WAITING = "waiting"
"""State of a note that is still to be placed in the current version, beside those of ``AnchorState``."""

ACCEPTED, KEPT = "accepted", "kept"
"""What a note's author decided: its new words stand for it, or what it quoted does."""

_OTHER = (AnchorState.CHANGED.value, AnchorState.AMBIGUOUS.value, AnchorState.ORPHANED.value)
_ALL = 2**31 - 1
_Found = Row[
    str, str, str, str, int | None, str, int, str, int, datetime, int, str | None, str | None, int | None, int | None,
    bool | None, str | None, datetime | None, str | None, datetime | None, str, int, str,
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellNote:
    """A note in a cell. Lengths are in code points."""

    id: str
    quote: str
    """What it quotes, or the beginning of that; empty for a note on the whole trial."""
    quote_length: int
    words: str
    """Markdown, or its beginning; empty for a highlight."""
    words_length: int
    at: datetime
    version_id: str
    number: int
    """Of the version that it was made on."""
    updated: str
    """The registry's date of that version."""
    state: str
    """How it stands in the current version: a value of ``AnchorState``, or ``WAITING``; empty on the whole trial."""
    crossed: bool
    now: str
    """The words that stand in its place now, where they are others than it quotes; empty without a place."""
    anchor_id: str
    """By which a decision says what it saw; empty without an anchor."""
    place: tuple[int, int] | None
    """In the current version, of a note that was made on another one."""
    decided: str
    """``ACCEPTED``, ``KEPT`` or empty."""
    decided_at: datetime | None
    choice_id: str
    """The anchor of its author's decision in the current version, which can be taken back; empty without one."""

    @property
    def is_other(self) -> bool:
        """True if the record does not say in its place what it quotes."""
        return self.state in _OTHER

    @property
    def is_stale(self) -> bool:
        """True if that waits for a decision."""
        return self.is_other and not self.decided


@dataclass(frozen=True, slots=True)
class TableCell:
    """What stands in a cell under a label."""

    notes: tuple[CellNote, ...]
    """In the order of the text: the first ones, and all whose words changed."""
    total: int

    @property
    def is_stale(self) -> bool:
        """True if a note in it no longer says what it quotes, and nobody has decided."""
        return any(note.is_stale for note in self.notes)


Cells = Mapping[tuple[str, str], TableCell]
"""Cells with a note, by the ids of trial and label."""


@dataclass(frozen=True, slots=True)
class CellLimits:
    """How much of its notes a cell reads."""

    characters: int = _ALL
    """Code points of a quote, and of a note's words."""
    notes: int = _ALL


def read_cells(
    session: Session,
    viewer: Viewer,
    trial_ids: Sequence[str],
    label_ids: Sequence[str],
    kept: Mapping[str, KeptQuote],
    limits: CellLimits = CellLimits(),
) -> Cells:
    """Read the viewer's notes with these labels on these trials, in two statements."""
    if not (trial_ids and label_ids):
        return {}
    found = session.execute(*_own(viewer, list(trial_ids), list(label_ids), limits)).all()
    return _cells(session, found, kept)


def read_shared_cells(
    session: Session, share_id: str, trial_ids: Sequence[str], label_ids: Sequence[str], limits: CellLimits
) -> Cells:
    """Read the notes of a link with these labels on these trials; the caller has passed the link's gate."""
    if not (trial_ids and label_ids):
        return {}
    found = session.execute(*_shared(share_id, list(trial_ids), list(label_ids), limits)).all()
    return _cells(session, found, {})


def characters_in(session: Session, viewer: Viewer, trial_ids: Sequence[str], label_ids: Sequence[str]) -> int:
    """Count the code points that the notes of these cells quote and hold."""
    if not (trial_ids and label_ids):
        return 0
    counted: int | None = session.scalar(*_size(viewer, list(trial_ids), list(label_ids)))
    return counted or 0


def _cells(session: Session, found: Sequence[_Found], kept: Mapping[str, KeptQuote]) -> Cells:
    texts = _texts(session, {row.current_id for row in found if _needs_text(row)})
    notes: dict[tuple[str, str], list[CellNote]] = {}
    totals: dict[tuple[str, str], int] = {}
    for row in found:
        cell = (row.trial_id, row.label_id)
        notes.setdefault(cell, []).append(_note(row, texts, kept.get(row.id)))
        totals[cell] = row.total
    return {cell: TableCell(tuple(those), totals[cell]) for cell, those in notes.items()}


def _note(row: _Found, texts: Mapping[str, str], kept: KeptQuote | None) -> CellNote:
    state = _state(row)
    place = None if row.start is None or row.end is None else (row.start, row.end)
    now = texts[row.current_id][place[0] : place[1]] if state == AnchorState.CHANGED and place else ""
    decided, decided_at = _decision(row, state, now, kept)
    return CellNote(
        id=row.id,
        quote=row.quote,
        quote_length=row.quote_length,
        words=row.words,
        words_length=row.words_length,
        at=row.created_at,
        version_id=row.version_id,
        number=row.number,
        updated=row.record_updated,
        state=state,
        crossed=bool(row.crossed),
        now=now,
        anchor_id=row.anchor_id or "",
        place=place,
        decided=decided,
        decided_at=decided_at,
        choice_id=row.anchor_id or "" if row.choice else "",
    )


def _state(row: _Found) -> str:
    if row.start_offset is None:
        return ""
    if row.version_id == row.current_id:
        return AnchorState.EXACT.value
    return row.state or WAITING


def _decision(row: _Found, state: str, now: str, kept: KeptQuote | None) -> tuple[str, datetime | None]:
    if state not in _OTHER:
        return "", None
    if row.choice:
        return KEPT if row.choice == Choice.KEPT else ACCEPTED, row.chosen_at
    if row.follows_id is not None and row.asked_at is None:  # decided in an earlier version, and nothing is new since
        return ACCEPTED if state == AnchorState.CHANGED else KEPT, None
    if kept is not None and (kept.state, kept.wording) == (state, now):
        return KEPT, kept.at
    return "", None


def _needs_text(row: _Found) -> bool:
    return _state(row) == AnchorState.CHANGED


def _texts(session: Session, version_ids: Collection[str]) -> dict[str, str]:
    if not version_ids:
        return {}
    rows = session.execute(select(TrialVersion.id, TrialVersion.text).where(TrialVersion.id.in_(version_ids)))
    return dict(rows.all())


def _in_cells(trial_ids: list[str], label_ids: list[str]) -> ColumnElement[bool]:
    return and_(Note.trial_id.in_(trial_ids), Note.label_id.in_(label_ids))


def _whole(who: ColumnElement[bool], limits: CellLimits) -> Select[_Found]:
    cell = (Note.trial_id, Note.label_id)
    order = (Note.start_offset.is_not(None), Note.start_offset, Note.end_offset, Note.created_at, Note.id)
    ranked = (
        select(
            Note.id,
            func.row_number().over(partition_by=cell, order_by=order).label("place"),
            func.count().over(partition_by=cell).label("total"),
        )
        .where(who)
        .subquery()
    )
    made_on = TrialVersion.__table__.alias("made_on")
    there = and_(Anchor.note_id == Note.id, Anchor.version_id == TrialVersion.id, HOLDS)
    return (
        select(
            Note.id,
            Note.trial_id,
            Note.label_id,
            Note.version_id,
            Note.start_offset,
            func.substr(Note.exact, 1, limits.characters).label("quote"),
            func.length(Note.exact).label("quote_length"),
            func.substr(Note.body, 1, limits.characters).label("words"),
            func.length(Note.body).label("words_length"),
            Note.created_at,
            ranked.c.total,
            Anchor.id.label("anchor_id"),
            Anchor.state,
            Anchor.start_offset.label("start"),
            Anchor.end_offset.label("end"),
            Anchor.crossed,
            Anchor.choice,
            Anchor.chosen_at,
            Anchor.follows_id,
            Anchor.asked_at,
            TrialVersion.id.label("current_id"),
            made_on.c.number,
            made_on.c.record_updated,
        )
        .join(ranked, ranked.c.id == Note.id)
        .join(Trial, Trial.id == Note.trial_id)
        .join(TrialVersion, IS_CURRENT)
        .join(made_on, made_on.c.id == Note.version_id)
        .outerjoin(Anchor, there)
        .where(or_(ranked.c.place <= limits.notes, Anchor.state.in_(_OTHER)))
        .order_by(ranked.c.place)
    )


@prepared
def _own(viewer: Viewer, trial_ids: list[str], label_ids: list[str], limits: CellLimits) -> Select[_Found]:
    return _whole(and_(visible_notes(viewer), _in_cells(trial_ids, label_ids)), limits)


@prepared
def _shared(share_id: str, trial_ids: list[str], label_ids: list[str], limits: CellLimits) -> Select[_Found]:
    return _whole(and_(shared_notes(share_id), _in_cells(trial_ids, label_ids)), limits)


@prepared
def _size(viewer: Viewer, trial_ids: list[str], label_ids: list[str]) -> Select[int]:
    size = func.sum(func.length(Note.exact) + func.length(Note.body))
    return select(size).where(visible_notes(viewer), _in_cells(trial_ids, label_ids))
