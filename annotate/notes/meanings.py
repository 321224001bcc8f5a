"""What each part of a query of notes means, as SQL."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    cast,
    column,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import aliased

from annotate.codebook.models import Tag
from annotate.core.anchoring import AnchorState
from annotate.core.tags import key_of
from annotate.notes.grammar import NotesQuery
from annotate.notes.indexed_words import fts5, sought, tsquery
from annotate.notes.models import Anchor, Note, NoteTag
from annotate.notes.query_fields import ASKING, WITHOUT_LABEL, Field, NoteCondition, NoteKind
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import IS_CURRENT

LabelIds = Mapping[str, tuple[str, ...]]
"""The ids of the labels that each name means."""


@dataclass(frozen=True, slots=True)
class QueryPart:
    """A condition as the database is asked; None asks for nothing."""

    field: Field
    text: str | None = None
    ids: list[str] | None = None
    at: datetime | None = None
    state: AnchorState | None = None
    kind: NoteKind | None = None
    account_id: str | None = None
    """Whose notes they are, where SQLite looks for those that stand exactly."""
    lite: bool = False
    """True on SQLite."""


@dataclass(frozen=True, slots=True)
class AskedNotes:
    """A query as the database is asked."""

    groups: tuple[tuple[QueryPart, ...], ...]
    excluded: tuple[QueryPart, ...]


def asked(query: NotesQuery, labels: LabelIds, account_id: str, *, lite: bool) -> AskedNotes:
    """Return a query of an account's notes as its database is asked; ``lite`` is SQLite."""

    def words(groups: Sequence[Sequence[NoteCondition]]) -> QueryPart:
        found = [[each for one in group for each in sought(account_id, one)] for group in groups]
        if not all(found):
            return QueryPart(Field.LABEL, ids=[])
        return QueryPart(Field.WORDS, text=(fts5 if lite else tsquery)(found), lite=lite)

    def part(condition: NoteCondition) -> QueryPart:
        if condition.field is Field.WORDS:
            return words([[condition]])
        read = _READ[condition.field](condition, labels)
        return replace(read, account_id=account_id, lite=True) if lite and read.state is AnchorState.EXACT else read

    alone = [group for group in query.groups if all(each.field is Field.WORDS for each in group)]
    mixed = [tuple(map(part, group)) for group in query.groups if group not in alone]
    # All words are one question: the index intersects them by itself.
    together = [(words(alone),)] if alone else []
    return AskedNotes((*together, *mixed), tuple(map(part, query.excluded)))


def _label_part(condition: NoteCondition, labels: LabelIds) -> QueryPart:
    if condition.value == WITHOUT_LABEL:
        return QueryPart(Field.LABEL)
    return QueryPart(Field.LABEL, ids=list(labels[condition.value]))


def _state_part(condition: NoteCondition, _labels: LabelIds) -> QueryPart:
    return QueryPart(Field.STATE, state=None if condition.value == ASKING else AnchorState(condition.value))


_READ: Mapping[Field, Callable[[NoteCondition, LabelIds], QueryPart]] = {
    Field.LABEL: _label_part,
    Field.TAG: lambda condition, _: QueryPart(Field.TAG, text=key_of(condition.value)),
    Field.TRIAL: lambda condition, _: QueryPart(Field.TRIAL, text=condition.value),
    Field.STATE: _state_part,
    Field.BEFORE: lambda condition, _: QueryPart(Field.BEFORE, at=condition.at),
    Field.AFTER: lambda condition, _: QueryPart(Field.AFTER, at=condition.at),
    Field.IS: lambda condition, _: QueryPart(Field.IS, kind=NoteKind(condition.value)),
}


def conditions(asked: AskedNotes) -> Iterator[ColumnElement[bool]]:
    """Yield what has to hold of a note, besides who reads it."""
    for group in asked.groups:
        yield or_(*map(_meaning, group))
    for each in asked.excluded:
        # A comparison with nothing, as with the label of a note without one, is neither true nor false.
        yield not_(func.coalesce(_meaning(each), false()))


def _meaning(part: QueryPart) -> ColumnElement[bool]:
    return MEANINGS[part.field](part)


def _holds_words(part: QueryPart) -> ColumnElement[bool]:
    if part.lite:
        rows: Select[int] = select(column("rowid", BigInteger)).select_from(table("note_search"))
        # The plus keeps SQLite on the index of the list, which is in order; it would fetch and sort all that match.
        return literal_column("+notes.number").in_(rows.where(literal_column("note_search").op("MATCH")(part.text)))
    found: Select[int] = select(column("number", BigInteger)).select_from(table("note_search"))
    asked = literal_column("(words || replies)").op("@@")(cast(part.text, TSQUERY))
    return Note.number.in_(found.where(asked))


def _has_label(part: QueryPart) -> ColumnElement[bool]:
    return Note.label_id.is_(None) if part.ids is None else Note.label_id.in_(part.ids)


def _has_tag(part: QueryPart) -> ColumnElement[bool]:
    tagged = select(NoteTag.note_id).join(Tag, Tag.id == NoteTag.tag_id)
    return tagged.where(NoteTag.note_id == Note.id, Tag.key == part.text).correlate(Note).exists()


def _is_on_trial(part: QueryPart) -> ColumnElement[bool]:
    return Note.trial_id.in_(select(Trial.id).where(Trial.registry_id == part.text))


def _stands(part: QueryPart) -> ColumnElement[bool]:
    """Notes that stand so in the current version; one that was made on it is exact there, one on the whole trial is not asked."""
    if part.state is None:
        return _has_anchor(Anchor.asked_at.is_not(None))
    if part.state is not AnchorState.EXACT:
        return _has_anchor(Anchor.state == part.state)
    return and_(Note.start_offset.is_not(None), _stands_exactly(part))


def _stands_exactly(part: QueryPart) -> ColumnElement[bool]:
    if not part.lite:
        # PostgreSQL looks for all anchors at once where there are many notes, and for each where there are few.
        return or_(_has_anchor(Anchor.state == part.state), Note.version_id == current_version())
    # Most notes do, so which versions are current is asked once, not of each note. The plus keeps SQLite from looking for each
    # of them in the index.
    current = _current_versions(part)
    anchor = select(Anchor.id).where(
        Anchor.note_id == Note.id, Anchor.replaced_at.is_(None), Anchor.state == part.state
    )
    here = anchor.where(literal_column("+anchors.version_id").in_(current)).correlate(Note).exists()
    return or_(here, literal_column("+notes.version_id").in_(current))


def _is_kind(part: QueryPart) -> ColumnElement[bool]:
    return Note.start_offset.is_(None) if part.kind is NoteKind.PAGE else Note.body == ""


def _has_anchor(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Notes whose anchor in the current version is so; which version that is, is asked only of anchors that are."""
    current = select(Trial.id).join(TrialVersion, IS_CURRENT).where(TrialVersion.id == Anchor.version_id)
    here = current.correlate(Anchor).exists()
    anchor = select(Anchor.id).where(Anchor.note_id == Note.id, Anchor.replaced_at.is_(None), condition, here)
    return anchor.correlate(Note).exists()


def _current_versions(part: QueryPart) -> Select[str]:
    """Select the current versions of all trials that the account has notes on.

    The trials are taken from an index one after another, each as the next one after the last: it has an entry for each note.
    """
    first, later = aliased(Note), aliased(Note)
    noted = select(func.min(first.trial_id).label("id")).where(first.account_id == part.account_id).cte(recursive=True)
    after = select(func.min(later.trial_id)).where(later.account_id == part.account_id, later.trial_id > noted.c.id)
    noted = noted.union_all(select(after.correlate(noted).scalar_subquery()).where(noted.c.id.is_not(None)))
    current = select(TrialVersion.id).join(Trial, IS_CURRENT).where(Trial.id.in_(select(noted.c.id)))
    return current.correlate(None)


def current_version() -> ScalarSelect[str]:
    """Give the id of the current version of a note's trial."""
    current = select(TrialVersion.id).join(Trial, IS_CURRENT).where(Trial.id == Note.trial_id)
    return current.correlate(Note).scalar_subquery()


MEANINGS: Mapping[Field, Callable[[QueryPart], ColumnElement[bool]]] = {
    Field.WORDS: _holds_words,
    Field.LABEL: _has_label,
    Field.TAG: _has_tag,
    Field.TRIAL: _is_on_trial,
    Field.STATE: _stands,
    Field.BEFORE: lambda part: Note.created_at < part.at,
    Field.AFTER: lambda part: Note.created_at >= part.at,
    Field.IS: _is_kind,
}
"""What each field means, as SQL."""
