"""Selects of anchors: which notes have none yet in a version, where the others stand, and which ask for an eye."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from annotate.core.anchoring import Choice
from annotate.core.cursors import Cursor
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.keyset import newer
from annotate.notes.models import Anchor, Note, Placing
from annotate.notes.queries import own_notes, visible_notes, whole_notes
from annotate.prepared import prepared
from annotate.trials.models import Trial, TrialVersion

HOLDS = Anchor.replaced_at.is_(None)
"""Anchors in whose place no other has come."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A note's passage, in the version that it was made on."""

    id: str
    author_id: str
    version_id: str
    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The newest choice of a note's place that holds."""

    anchor_id: str
    version_id: str
    number: int
    choice: Choice
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class NotedAnchor:
    """A note, and its anchor in its trial's current version."""

    note: Note
    anchor: Anchor


def unplaced_notes(
    session: Session, version: TrialVersion, limit: int, *, only: ColumnElement[bool] | None = None
) -> list[Unplaced]:
    """Give notes of the version's trial, deleted ones too, that were made on another version and have no anchor in it.

    None of them is deleted for good before this transaction ends.
    """
    has = select(Anchor.id).where(Anchor.note_id == Note.id, Anchor.version_id == version.id, HOLDS)
    statement = (
        select(Note.id, Note.account_id, Note.version_id, Note.start_offset, Note.end_offset, Note.exact)
        .where(
            Note.trial_id == version.trial_id,
            Note.version_id != version.id,
            Note.start_offset.is_not(None),
            ~has.exists(),
        )
        .order_by(Note.version_id, Note.id)
        .limit(limit)
        .with_for_update(read=True, key_share=True, of=Note)
    )
    if only is not None:
        statement = statement.where(only)
    return [
        Unplaced(found, author_id, origin, start, end, exact)
        for found, author_id, origin, start, end, exact in session.execute(statement)
        if start is not None and end is not None
    ]


def count_unplaced(session: Session) -> int:
    """Count the notes that are still to be placed, in every version that waits for them."""
    has = select(Anchor.id).where(Anchor.note_id == Note.id, Anchor.version_id == Placing.version_id, HOLDS)
    counted = (
        select(func.count())
        .select_from(Placing)
        .join(TrialVersion, TrialVersion.id == Placing.version_id)
        .join(Note, Note.trial_id == TrialVersion.trial_id)
        .where(Note.version_id != Placing.version_id, Note.start_offset.is_not(None), ~has.exists())
    )
    return session.scalar(counted) or 0


def chosen_places(session: Session, note_ids: Sequence[str]) -> dict[str, Chosen]:
    """Give the newest choice of each note that holds, by the note's id."""
    found: dict[str, Chosen] = {}
    for first in range(0, len(note_ids), _AT_ONCE):
        rows = session.execute(
            select(
                Anchor.note_id,
                Anchor.id,
                Anchor.version_id,
                TrialVersion.number,
                Anchor.choice,
                Anchor.start_offset,
                Anchor.end_offset,
            )
            .join(TrialVersion, TrialVersion.id == Anchor.version_id)
            .where(Anchor.note_id.in_(note_ids[first : first + _AT_ONCE]), Anchor.choice.is_not(None), HOLDS)
            .order_by(Anchor.chosen_at, Anchor.id)
        )
        for note_id, anchor_id, version_id, number, choice, start, end in rows:
            found[note_id] = Chosen(anchor_id, version_id, number, Choice(choice or ""), start, end)
    return found


def anchors_in(session: Session, viewer: Viewer | None, version_id: str) -> dict[str, Anchor]:
    """Give the anchors in one version of the viewer's notes, by the notes' ids."""
    return {anchor.note_id: anchor for anchor in session.scalars(*_of_viewer(viewer, version_id))}


def anchors_of(session: Session, note_ids: Collection[str], version_id: str) -> dict[str, Anchor]:
    """Give the anchors of these notes in one version, by the notes' ids; who reads them is for the caller to say."""
    return {anchor.note_id: anchor for anchor in session.scalars(*_of_notes(list(note_ids), version_id))}


def current_anchors(session: Session, notes: Collection[Note]) -> dict[str, Anchor]:
    """Give the anchors of these notes in their trials' current versions, by the notes' ids."""
    return {anchor.note_id: anchor for anchor in session.scalars(*_present([note.id for note in notes]))}


def find_choice(session: Session, viewer: Viewer, note_id: str, anchor_id: str) -> Anchor:
    """Give a choice of the viewer's that holds; raises NotFound."""
    found = session.scalar(
        select(Anchor)
        .join(Note, Note.id == Anchor.note_id)
        .where(Anchor.id == anchor_id, Anchor.note_id == note_id, own_notes(viewer), Anchor.choice.is_not(None), HOLDS)
    )
    if found is None:
        raise NotFound
    return found


def count_choices(session: Session, note: Note) -> int:
    """Count how often its author decided where a note stands, in whichever version, taken back or not."""
    made = select(func.count()).where(Anchor.note_id == note.id, Anchor.choice.is_not(None))
    return session.scalar(made) or 0


def asking_notes(session: Session, viewer: Viewer, after: Cursor | None = None, limit: int = 11) -> list[NotedAnchor]:
    """Give up to ``limit`` of the viewer's notes that wait for their eye, on any trial, those that wait longest first."""
    statement = (
        whole_notes()
        .add_columns(Anchor)
        .join(Anchor, and_(Anchor.note_id == Note.id, Anchor.asked_at.is_not(None), HOLDS))
        .where(visible_notes(viewer), _current())
    )
    if after is not None:
        statement = statement.where(newer(Anchor.asked_at, Anchor.id, after.at, after.id))
    rows = session.execute(statement.order_by(Anchor.asked_at, Anchor.id).limit(limit))
    return [NotedAnchor(note, anchor) for note, anchor in rows]


def last_choices(session: Session, viewer: Viewer, limit: int = 10) -> list[NotedAnchor]:
    """Give what the viewer decided last, on any trial, in versions that are current still."""
    statement = (
        whole_notes()
        .add_columns(Anchor)
        .join(Anchor, and_(Anchor.note_id == Note.id, Anchor.chosen_at.is_not(None), HOLDS))
        .where(visible_notes(viewer), _current())
        .order_by(Anchor.chosen_at.desc(), Anchor.id)
        .limit(limit)
    )
    return [NotedAnchor(note, anchor) for note, anchor in session.execute(statement)]


def count_asking(session: Session, viewer: Viewer | None) -> int:
    """Count the viewer's notes that wait for their eye."""
    return (session.scalar(*_count_asking(viewer)) or 0) if viewer else 0


def waiting_versions(session: Session) -> tuple[str, ...]:
    """Give the ids of versions in which notes are still to be placed, those that wait longest first."""
    return tuple(session.scalars(select(Placing.version_id).order_by(Placing.asked_at, Placing.version_id)))


def claim_version(session: Session, version_id: str) -> TrialVersion | None:
    """Give the version if notes are still to be placed in it; nobody else does, or adds one, until this transaction ends."""
    version = session.scalar(
        select(TrialVersion)
        .join(Placing, Placing.version_id == TrialVersion.id)
        .join(Trial, Trial.id == TrialVersion.trial_id)
        .where(TrialVersion.id == version_id)
        .with_for_update(of=Trial)
    )
    if version is None or session.get(Placing, version_id, populate_existing=True) is None:
        return None
    return version


def history_of(session: Session, note: Note) -> list[tuple[Anchor, TrialVersion]]:
    """Give every anchor that the note ever had, those that were replaced too, in the order of their making."""
    statement = (
        select(Anchor, TrialVersion)
        .join(TrialVersion, TrialVersion.id == Anchor.version_id)
        .where(Anchor.note_id == note.id)
        .order_by(Anchor.made_at, Anchor.id)
    )
    return [(anchor, version) for anchor, version in session.execute(statement)]


_AT_ONCE = 500  # ids in one statement


@prepared
def _of_viewer(viewer: Viewer | None, version_id: str) -> Select[Anchor]:
    return select(Anchor).join(Note, Note.id == Anchor.note_id).where(visible_notes(viewer), _in(version_id))


@prepared
def _of_notes(note_ids: list[str], version_id: str) -> Select[Anchor]:
    return select(Anchor).where(Anchor.note_id.in_(note_ids), _in(version_id))


@prepared
def _present(note_ids: list[str]) -> Select[Anchor]:
    return (
        select(Anchor)
        .join(Note, Note.id == Anchor.note_id)
        .join(Trial, Trial.id == Note.trial_id)
        .where(Anchor.note_id.in_(note_ids), HOLDS, _current())
    )


@prepared
def _count_asking(viewer: Viewer) -> Select[int]:
    return (
        select(func.count())
        .select_from(Note)
        .join(Trial, Trial.id == Note.trial_id)
        .join(Anchor, and_(Anchor.note_id == Note.id, Anchor.asked_at.is_not(None), HOLDS))
        .where(visible_notes(viewer), _current())
    )


def _in(version_id: str) -> ColumnElement[bool]:
    return and_(Anchor.version_id == version_id, HOLDS)


def _current() -> ColumnElement[bool]:
    """Anchors in their trial's current version."""
    version = aliased(TrialVersion)
    current = select(version.id).where(
        version.id == Anchor.version_id, version.trial_id == Trial.id, version.number == Trial.current_number
    )
    return current.exists()
