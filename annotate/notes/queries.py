"""Selects and gates of notes and labels."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, contains_eager, joinedload

from annotate.core.cursors import Cursor
from annotate.core.settling import State
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.notes.models import Anchor, Label, Note, NoteRevision
from annotate.trials.models import Trial, TrialVersion

PAGE_SIZE = 30
"""Notes on one page of a list."""

REVISIONS = 20
"""Earlier texts on one page of a history."""

MOST_WORDS = 12
"""Words of a search that are looked for; the others are passed over."""

LONGEST_WORD = 32
"""Code points of a word that are looked for: a database tries each of them at every place of every note."""

ASKING = "asking"
"""Asks for the notes that wait for their author's eye."""

WITHOUT_LABEL = "none"
"""Asks for the notes that bear no label."""

IN_TEXT = (Note.start_offset.is_not(None), Note.start_offset, Note.end_offset, Note.created_at, Note.id)
"""Orders notes as a margin does: page notes first, then as their passages stand in the text."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show of my notes; an empty field asks for everything."""

    words: str = ""
    """Each word has to stand in the note's words or in its quote."""
    trial: str = ""
    """A registry id."""
    label: str = ""
    """A label's id, or ``none``."""
    state: str = ""
    """How it stands in the current version: a value of ``annotate.core.settling.State``, or ``asking``."""


@dataclass(frozen=True, slots=True)
class NotedTrial:
    """A trial on which the viewer keeps notes."""

    registry_id: str
    title: str
    notes: int


def whole_notes() -> Select[Note]:
    """Select notes with all that a card shows, in one statement; who reads them is for the caller to say."""
    return (
        select(Note)
        .join(Note.trial)
        .options(
            contains_eager(Note.trial),
            joinedload(Note.version, innerjoin=True),
            joinedload(Note.account, innerjoin=True),
            joinedload(Note.label),
        )
    )


def visible_notes(viewer: Viewer | None) -> ColumnElement[bool]:
    """The one rule of who reads a note by their own right: its author, until it is deleted."""
    return and_(own_notes(viewer), Note.deleted_at.is_(None))


def own_notes(viewer: Viewer | None) -> ColumnElement[bool]:
    """Notes of the viewer, those in the trash too."""
    return and_(Note.account_id == viewer.id, Note.erased_at.is_(None)) if viewer else false()


def find_note(session: Session, viewer: Viewer | None, note_id: str, *, for_change: bool = False) -> Note:
    """Give a note that the viewer reads, with its label, trial, version and author; raises NotFound.

    ``for_change`` makes other writers of the same note wait until this transaction is over.
    """
    return _one(session, whole_notes().where(Note.id == note_id, visible_notes(viewer)), for_change=for_change)


def find_own_note(session: Session, viewer: Viewer | None, note_id: str, *, for_change: bool = False) -> Note:
    """Give a note of the viewer's, even when it is deleted; raises NotFound."""
    return _one(session, whole_notes().where(Note.id == note_id, own_notes(viewer)), for_change=for_change)


def notes_on_trial(session: Session, viewer: Viewer | None, trial_id: str) -> list[Note]:
    """Give the viewer's notes on one trial, on whichever version: page notes first, then in the order of the text."""
    rows = session.scalars(whole_notes().where(Note.trial_id == trial_id, visible_notes(viewer)).order_by(*IN_TEXT))
    return list(rows)


def recent_notes(session: Session, viewer: Viewer | None, limit: int = 5) -> list[Note]:
    """Give the notes that the viewer touched last."""
    order = (Note.updated_at.desc(), Note.id.desc())
    return list(session.scalars(whole_notes().where(visible_notes(viewer)).order_by(*order).limit(limit)))


def search_notes(
    session: Session, viewer: Viewer | None, wanted: Filter, after: Cursor | None = None, limit: int = PAGE_SIZE + 1
) -> list[Note]:
    """Give up to ``limit`` of the viewer's notes, newest first, after the cursor: a page, and one that tells of more."""
    statement = whole_notes().where(visible_notes(viewer))
    for word in (each[:LONGEST_WORD] for each in wanted.words.split()[:MOST_WORDS]):
        statement = statement.where(or_(_holds(Note.body, word), _holds(Note.exact, word)))
    if wanted.trial:
        statement = statement.where(Trial.registry_id == wanted.trial)
    if wanted.label:
        statement = statement.where(
            Note.label_id.is_(None) if wanted.label == WITHOUT_LABEL else Note.label_id == wanted.label
        )
    if wanted.state:
        statement = statement.where(_stands(wanted.state))
    if after is not None:
        older = or_(Note.created_at < after.at, and_(Note.created_at == after.at, Note.id < after.id))
        statement = statement.where(older)
    return list(session.scalars(statement.order_by(Note.created_at.desc(), Note.id.desc()).limit(limit)))


def noted_trials(session: Session, viewer: Viewer | None) -> list[NotedTrial]:
    """Give the trials on which the viewer keeps notes, by registry id, with how many."""
    # Counted first: there may be many more trials than this viewer has notes on.
    counted = (
        select(Note.trial_id, func.count().label("notes")).where(visible_notes(viewer)).group_by(Note.trial_id).cte()
    )
    rows = session.execute(
        select(Trial.registry_id, TrialVersion.title, counted.c.notes)
        .join(counted, counted.c.trial_id == Trial.id)
        .join(TrialVersion, and_(TrialVersion.trial_id == Trial.id, TrialVersion.number == Trial.current_number))
        .order_by(Trial.registry_id)
    )
    return [NotedTrial(registry_id, title, notes) for registry_id, title, notes in rows]


def find_revision(session: Session, note: Note, number: int) -> NoteRevision:
    """Give an earlier text of a note; raises NotFound."""
    found = session.get(NoteRevision, (note.id, number))
    if found is None:
        raise NotFound
    return found


def text_of(session: Session, note: Note, revision: int) -> NoteRevision | None:
    """Give the text that an edit was made on, or the last one before it that was kept; None when none was."""
    found = revisions_of(session, note, before=revision + 1, limit=1) if 0 < revision < note.revision else []
    return found[0] if found else None


def revisions_of(
    session: Session, note: Note, before: int | None = None, limit: int = REVISIONS + 1
) -> list[NoteRevision]:
    """Give up to ``limit`` earlier texts of a note, the newest first, before (older than) a number: a page, and one more."""
    statement = select(NoteRevision).where(NoteRevision.note_id == note.id)
    if before is not None:
        statement = statement.where(NoteRevision.number < before)
    return list(session.scalars(statement.order_by(NoteRevision.number.desc()).limit(limit)))


def version_text(session: Session, trial_id: str, version_id: str) -> str:
    """Give the canonical text of a version of that trial; raises NotFound."""
    text = session.scalar(
        select(TrialVersion.text).where(TrialVersion.id == version_id, TrialVersion.trial_id == trial_id)
    )
    if text is None:
        raise NotFound
    return text


def find_note_by_client_key(session: Session, viewer: Viewer, client_key: str) -> Note | None:
    """Give the note that the viewer's client made under this key, deleted or not."""
    statement = whole_notes().where(own_notes(viewer), Note.client_key == client_key)
    return session.scalars(statement).one_or_none()


def count_notes(session: Session, viewer: Viewer, trial_id: str = "") -> int:
    """Count all that the viewer ever wrote, deleted notes too, on any trial or on one."""
    counted = select(func.count()).where(Note.account_id == viewer.id)
    return session.scalar(counted.where(Note.trial_id == trial_id) if trial_id else counted) or 0


def labels_of(session: Session, viewer: Viewer | None) -> list[Label]:
    """Give the viewer's labels, the oldest first."""
    if viewer is None:
        return []
    return list(
        session.scalars(select(Label).where(Label.account_id == viewer.id).order_by(Label.created_at, Label.id))
    )


def find_label(session: Session, viewer: Viewer | None, label_id: str) -> Label:
    """Give a label of the viewer's; raises NotFound."""
    found = session.scalar(
        select(Label).where(Label.id == label_id, Label.account_id == viewer.id if viewer else false())
    )
    if found is None:
        raise NotFound
    return found


def notes_per_label(session: Session, viewer: Viewer | None) -> dict[str, int]:
    """Count the viewer's notes under each of their labels that has any."""
    rows = session.execute(
        select(Note.label_id, func.count())
        .where(visible_notes(viewer), Note.label_id.is_not(None))
        .group_by(Note.label_id)
    )
    return {label_id: count for label_id, count in rows if label_id is not None}


def has_begun(session: Session, viewer: Viewer) -> bool:
    """Tell whether the viewer ever wrote a note or made a label."""
    note, label = select(Note.id).where(own_notes(viewer)), select(Label.id).where(Label.account_id == viewer.id)
    return bool(session.scalar(select(or_(note.exists(), label.exists()))))


def _one(session: Session, statement: Select[Note], *, for_change: bool) -> Note:
    if for_change:
        # What this session has read of the row before may be old by now.
        statement = statement.with_for_update(of=Note).execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def _stands(state: str) -> ColumnElement[bool]:
    """Notes that stand so in the current version; one that was made on it is exact there, one on the whole trial is not asked."""
    current = select(TrialVersion.id).where(
        TrialVersion.trial_id == Trial.id, TrialVersion.number == Trial.current_number
    )
    anchor = select(Anchor.id).where(
        Anchor.note_id == Note.id,
        Anchor.version_id == current.correlate(Trial).scalar_subquery(),
        Anchor.replaced_at.is_(None),
        Anchor.asked_at.is_not(None) if state == ASKING else Anchor.state == state,
    )
    found = anchor.correlate(Note, Trial).exists()
    if state != State.EXACT:
        return found
    return and_(
        Note.start_offset.is_not(None), or_(found, Note.version_id == current.correlate(Trial).scalar_subquery())
    )


def _holds(column: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    # SQLite folds the case of ASCII letters alone, so a word with others is also looked for in its usual spellings.
    spellings = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    return or_(*(column.icontains(spelling, autoescape=True) for spelling in sorted(spellings)))
