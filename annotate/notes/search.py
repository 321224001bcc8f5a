"""Search in one's own notes: the page, its counts, acts on all that match and programs ask by one query."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import Select, and_, case, func, literal_column, select
from sqlalchemy.orm import Session

from annotate.codebook.models import Label
from annotate.core.anchoring import AnchorState
from annotate.core.cursors import Cursor
from annotate.core.viewer import Viewer
from annotate.keyset import older
from annotate.notes.grammar import NotesQuery
from annotate.notes.meanings import AskedNotes, LabelIds, asked, conditions, current_version
from annotate.notes.models import Anchor, Note
from annotate.notes.queries import PAGE_SIZE, visible_notes, whole_notes
from annotate.notes.query_fields import ASKING, WITHOUT_LABEL, Field
from annotate.prepared import prepared
from annotate.time_limits import SEARCH_SECONDS, time_limit
from annotate.trials.index_words import fold

MOST_WITH_STATES = 2_000
"""Notes of which the states in the current versions are counted; of more, a page would wait for that."""

OF_A_TRIAL = 5
"""Notes that a list by trials shows of each."""


@dataclass(frozen=True, slots=True)
class NotesSearch:
    """A query, and which of the viewer's labels it means."""

    query: NotesQuery
    labels: LabelIds

    @property
    def told(self) -> tuple[str, ...]:
        """What was not understood, not read, or is the name of no label, in sentences."""
        unknown = (f"You have no label called “{name}”." for name, ids in self.labels.items() if not ids)
        return (*self.query.told, *unknown)


@dataclass(frozen=True, slots=True)
class NoteCounts:
    """How many notes match."""

    total: int
    by_label: Mapping[str | None, int]
    """By the ids of labels; None for those without one."""
    by_state: Mapping[str, int]
    """By states and ``asking``; empty where there are too many notes to count them."""


@dataclass(frozen=True, slots=True)
class TrialMatches:
    """The matching notes on one trial: how many, and the first of them."""

    trial_id: str
    total: int
    last_at: datetime
    notes: tuple[Note, ...]


def search_of(query: NotesQuery, labels: Sequence[Label]) -> NotesSearch:
    """Return what a query means to somebody with these labels: a name means every label of that name, whatever its case."""
    named = [each for each in chain(*query.groups, query.excluded) if each.field is Field.LABEL]
    wanted = {each.value for each in named} - {WITHOUT_LABEL}
    return NotesSearch(query, {name: tuple(_meant(name, labels)) for name in sorted(wanted)})


def search_notes(
    session: Session,
    viewer: Viewer | None,
    search: NotesSearch,
    after: Cursor | None = None,
    limit: int = PAGE_SIZE + 1,
) -> list[Note]:
    """Give up to ``limit`` of the viewer's notes, newest first, after the cursor: a page, and one that tells of more.

    Raises Unavailable when the database looks for them too long.
    """
    if search.query.strange:
        return []
    with time_limit(session, SEARCH_SECONDS):
        return list(session.scalars(*_page(viewer, _asked(session, viewer, search), after, limit)))


def notes_by_id(session: Session, viewer: Viewer | None, note_ids: Sequence[str]) -> list[Note]:
    """Give those of some notes that the viewer reads, newest first."""
    return list(session.scalars(*_these(viewer, list(note_ids))))


def matching_ids(
    session: Session,
    viewer: Viewer | None,
    search: NotesSearch,
    after: Cursor | None,
    limit: int,
    *,
    seconds: float = SEARCH_SECONDS,
) -> list[str]:
    """Give the ids of up to ``limit`` of the viewer's notes that match, newest first.

    Raises Unavailable when it takes longer than ``seconds``.
    """
    if search.query.strange:
        return []
    with time_limit(session, seconds):
        return list(session.scalars(*_ids(viewer, _asked(session, viewer, search), after, limit)))


def count_matches(session: Session, viewer: Viewer | None, search: NotesSearch) -> NoteCounts:
    """Count the viewer's notes that match, by labels and states."""
    if search.query.strange:
        return NoteCounts(0, {}, {})
    wanted = _asked(session, viewer, search)
    with time_limit(session, SEARCH_SECONDS):
        by_label: dict[str | None, int] = dict(session.execute(*_per_label(viewer, wanted)).all())
        total = sum(by_label.values())
        states: dict[str, int] = {}
        rows = session.execute(*_per_state(viewer, wanted)) if 0 < total <= MOST_WITH_STATES else ()
        for state, is_asking, count in rows:
            if state is not None:
                states[state] = states.get(state, 0) + count
            if is_asking:
                states[ASKING] = states.get(ASKING, 0) + count
    return NoteCounts(total, by_label, states)


def trials_with_matches(
    session: Session, viewer: Viewer | None, search: NotesSearch, after: Cursor | None, limit: int
) -> list[TrialMatches]:
    """Give up to ``limit`` trials with matching notes, the one that was noted on last first, each with its newest notes."""
    if search.query.strange:
        return []
    wanted = _asked(session, viewer, search)
    with time_limit(session, SEARCH_SECONDS):
        rows = session.execute(*_trials(viewer, wanted, after, limit)).all()
        newest = session.scalars(*_newest(viewer, wanted, [row[0] for row in rows], OF_A_TRIAL)).all() if rows else ()
    notes = session.scalars(*_these(viewer, list(newest))).all() if newest else ()
    return [
        TrialMatches(trial_id, total, last_at, tuple(note for note in notes if note.trial_id == trial_id))
        for trial_id, total, last_at in rows
    ]


def _asked(session: Session, viewer: Viewer | None, search: NotesSearch) -> AskedNotes:
    lite = session.get_bind().dialect.name == "sqlite"
    return asked(search.query, search.labels, viewer.id if viewer else "", lite=lite)


def _meant(name: str, labels: Sequence[Label]) -> Iterator[str]:
    folded = fold(name)
    return (label.id for label in labels if label.id == name or fold(label.name) == folded)


@prepared
def _page(viewer: Viewer | None, asked: AskedNotes, after: Cursor | None, limit: int) -> Select[Note]:
    # Which notes they are is asked of an index alone; only those of the page are read.
    found = _matching(viewer, asked, after, limit)
    order = (Note.created_at.desc(), Note.id.desc())
    return whole_notes().where(visible_notes(viewer), Note.id.in_(found.correlate(None))).order_by(*order)


@prepared
def _ids(viewer: Viewer | None, asked: AskedNotes, after: Cursor | None, limit: int) -> Select[str]:
    return _matching(viewer, asked, after, limit)


def _matching(viewer: Viewer | None, asked: AskedNotes, after: Cursor | None, limit: int) -> Select[str]:
    statement = select(Note.id).where(visible_notes(viewer), *conditions(asked))
    if after is not None:
        statement = statement.where(older(Note.created_at, Note.id, after.at, after.id))
    return statement.order_by(Note.created_at.desc(), Note.id.desc()).limit(limit)


@prepared
def _these(viewer: Viewer | None, ids: list[str]) -> Select[Note]:
    order = (Note.created_at.desc(), Note.id.desc())
    return whole_notes().where(visible_notes(viewer), Note.id.in_(ids)).order_by(*order)


@prepared
def _per_label(viewer: Viewer | None, asked: AskedNotes) -> Select[str | None, int]:
    wanted = select(Note.label_id, func.count()).where(visible_notes(viewer), *conditions(asked))
    return wanted.group_by(Note.label_id)


@prepared
def _per_state(viewer: Viewer | None, asked: AskedNotes) -> Select[str | None, bool, int]:
    unchanged = and_(Note.start_offset.is_not(None), Note.version_id == current_version())
    state = case((Anchor.state.is_not(None), Anchor.state), (unchanged, AnchorState.EXACT.value))
    asking = Anchor.asked_at.is_not(None)
    here = and_(Anchor.note_id == Note.id, Anchor.version_id == current_version(), Anchor.replaced_at.is_(None))
    counted = select(state, asking, func.count()).select_from(Note).outerjoin(Anchor, here)
    # Which notes they are is asked of an index alone.
    found = select(Note.id).where(visible_notes(viewer), *conditions(asked)).correlate(None)
    return counted.where(visible_notes(viewer), Note.id.in_(found)).group_by(state, asking)


@prepared
def _trials(viewer: Viewer | None, asked: AskedNotes, after: Cursor | None, limit: int) -> Select[str, int, datetime]:
    # An expression, so that SQLite reads the index of the list and not that of trials, which would have it read the rows.
    last, trial_id = func.max(Note.created_at), func.coalesce(Note.trial_id, literal_column("''"))
    statement = select(trial_id, func.count(), last).where(visible_notes(viewer), *conditions(asked)).group_by(trial_id)
    if after is not None:
        statement = statement.having(older(last, trial_id, after.at, after.id))
    return statement.order_by(last.desc(), trial_id.desc()).limit(limit)


@prepared
def _newest(viewer: Viewer | None, asked: AskedNotes, trial_ids: list[str], each: int) -> Select[str]:
    order = (Note.created_at.desc(), Note.id.desc())
    place = func.row_number().over(partition_by=Note.trial_id, order_by=order).label("place")
    ranked = select(Note.id, place).where(visible_notes(viewer), Note.trial_id.in_(trial_ids), *conditions(asked))
    numbered = ranked.subquery()
    return select(numbered.c.id).where(numbered.c.place <= each)
