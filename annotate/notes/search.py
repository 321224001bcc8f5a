"""Search in one's own notes: by words, trial, label, and how they stand now."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from annotate.core.anchoring import AnchorState
from annotate.core.cursors import Cursor
from annotate.core.viewer import Viewer
from annotate.keyset import older
from annotate.notes.models import Anchor, Note
from annotate.notes.queries import PAGE_SIZE, visible_notes, whole_notes
from annotate.prepared import prepared
from annotate.time_limits import SEARCH_SECONDS, time_limit
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import IS_CURRENT

MOST_WORDS = 12
"""Words of a search that are looked for; the page says how many others there were."""

LONGEST_WORD = 32
"""Code points of a word that are looked for, as the page says: a database tries each of them at every place of every note."""

ASKING = "asking"
"""Asks for the notes that wait for their author's eye."""

WITHOUT_LABEL = "none"
"""Asks for the notes that bear no label."""


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
    """How it stands in the current version: a value of ``annotate.core.anchoring.AnchorState``, or ``asking``."""

    @property
    def passed_over(self) -> int:
        """How many words beyond MOST_WORDS were typed; they are not looked for."""
        return max(0, len(self.words.split()) - MOST_WORDS)

    @property
    def has_long_word(self) -> bool:
        """True if a word is looked for by its first LONGEST_WORD code points alone."""
        return any(len(word) > LONGEST_WORD for word in self.words.split()[:MOST_WORDS])


def search_notes(
    session: Session, viewer: Viewer | None, wanted: Filter, after: Cursor | None = None, limit: int = PAGE_SIZE + 1
) -> list[Note]:
    """Give up to ``limit`` of the viewer's notes, newest first, after the cursor: a page, and one that tells of more.

    Raises Unavailable when the database looks for them too long.
    """
    words = tuple(_spellings(word[:LONGEST_WORD]) for word in wanted.words.split()[:MOST_WORDS])
    labelled = None if wanted.label in {"", WITHOUT_LABEL} else wanted.label
    state = AnchorState(wanted.state) if wanted.state and wanted.state != ASKING else None
    asked = _Asked(
        words, wanted.trial or None, labelled, wanted.label == WITHOUT_LABEL, state, wanted.state == ASKING, after
    )
    with time_limit(session, SEARCH_SECONDS):
        return list(session.scalars(*_found(viewer, asked, limit)))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A filter as the database is asked; None and False ask for nothing."""

    words: tuple[tuple[str, ...], ...]
    """The spellings of each word, of which one has to be there; escaped for LIKE."""
    trial: str | None
    label: str | None
    unlabelled: bool
    state: AnchorState | None
    asking: bool
    after: Cursor | None


@prepared
def _found(viewer: Viewer | None, asked: _Asked, limit: int) -> Select[Note]:
    statement = whole_notes().where(visible_notes(viewer))
    for word in asked.words:
        statement = statement.where(or_(_holds(Note.body, word), _holds(Note.exact, word)))
    if asked.trial is not None:
        statement = statement.where(Trial.registry_id == asked.trial)
    if asked.label is not None:
        statement = statement.where(Note.label_id == asked.label)
    if asked.unlabelled:
        statement = statement.where(Note.label_id.is_(None))
    if asked.asking:
        statement = statement.where(_has_anchor(Anchor.asked_at.is_not(None)))
    if asked.state is not None:
        statement = statement.where(_stands(asked.state))
    if (after := asked.after) is not None:
        statement = statement.where(older(Note.created_at, Note.id, after.at, after.id))
    return statement.order_by(Note.created_at.desc(), Note.id.desc()).limit(limit)


def _stands(state: AnchorState) -> ColumnElement[bool]:
    """Notes that stand so in the current version; one that was made on it is exact there, one on the whole trial is not asked."""
    found = _has_anchor(Anchor.state == state)
    return (
        and_(Note.start_offset.is_not(None), or_(found, Note.version_id == _current()))
        if state is AnchorState.EXACT
        else found
    )


def _has_anchor(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    anchor = select(Anchor.id).where(
        Anchor.note_id == Note.id, Anchor.version_id == _current(), Anchor.replaced_at.is_(None), condition
    )
    return anchor.correlate(Note, Trial).exists()


def _current() -> ScalarSelect[str]:
    return select(TrialVersion.id).where(IS_CURRENT).correlate(Trial).scalar_subquery()


def _spellings(word: str) -> tuple[str, ...]:
    # SQLite folds the case of ASCII letters alone, so a word with others is also looked for in its usual spellings.
    spellings = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    return tuple(each.translate(_ESCAPED) for each in sorted(spellings))


def _holds(column: InstrumentedAttribute[str], spellings: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(*(column.icontains(spelling, escape=_ESCAPE) for spelling in spellings))


_ESCAPE = "/"
_ESCAPED = str.maketrans({sign: _ESCAPE + sign for sign in "/%_"})
