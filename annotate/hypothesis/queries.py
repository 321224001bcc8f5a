"""Selects of one's own notes as clients of Hypothesis ask for them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from annotate.accounts.access_tokens import find_access
from annotate.accounts.models import AccessToken
from annotate.core.anchoring import AnchorState
from annotate.core.scopes import Scope
from annotate.core.viewer import Viewer
from annotate.core.wildcards import ANY_TEXT, matches
from annotate.errors import Invalid
from annotate.hypothesis.asking import AskedSearch, SortKey, SoughtUnit
from annotate.hypothesis.naming import WORLD, HypothesisSite, names, user_name
from annotate.notes.grammar import NotesQuery
from annotate.notes.meanings import asked as asked_notes
from annotate.notes.meanings import conditions
from annotate.notes.models import Note
from annotate.notes.queries import visible_notes, whole_notes
from annotate.notes.query_fields import Field, NoteCondition, NoteKind
from annotate.time_limits import SEARCH_SECONDS, time_limit
from annotate.trials.models import Trial, TrialVersion

_MOST_MATCHED = 10_000  # versions that a pattern may stand for
_IN_ADDRESSES = {"http", "https", "trials", "versions"}
"""Parts that every address of a note has, or may have."""


@dataclass(frozen=True, slots=True)
class FoundAnnotations:
    """A page of notes, and how many match in all."""

    total: int
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Grant:
    """What an access token is good for, and until when."""

    expires_at: datetime
    scopes: frozenset[Scope]


def search(session: Session, viewer: Viewer, asked: AskedSearch, site: HypothesisSite) -> FoundAnnotations:
    """Find a page of the viewer's notes. Raises Invalid where no page can go on there, and Unavailable when it takes too long."""
    with time_limit(session, SEARCH_SECONDS):
        wanted = (visible_notes(viewer), *_conditions(session, viewer, asked, site))
        total = session.scalar(select(func.count()).select_from(Note).where(*wanted)) or 0
        ids = session.scalars(_page(session, asked, wanted)).all() if asked.limit else ()
    found = {note.id: note for note in _whole(session, viewer, ids)}
    return FoundAnnotations(total, tuple(found[note_id] for note_id in ids if note_id in found))


def find_grant(session: Session, token: str) -> Grant | None:
    """Find what an access token is good for; None for one that is not."""
    access = find_access(session, token)
    if access is None:
        return None
    expires_at = session.scalar(select(AccessToken.expires_at).where(AccessToken.id == access.id))
    return Grant(expires_at, access.bearer.scopes) if expires_at else None


def _whole(session: Session, viewer: Viewer, ids: Sequence[str]) -> Sequence[Note]:
    return session.scalars(whole_notes().where(visible_notes(viewer), Note.id.in_(ids))).all() if ids else ()


_COLUMNS: dict[SortKey, InstrumentedAttribute[datetime]] = {
    SortKey.UPDATED: Note.updated_at,
    SortKey.CREATED: Note.created_at,
}


def _page(session: Session, asked: AskedSearch, wanted: Sequence[ColumnElement[bool]]) -> Select[str]:
    by: tuple[InstrumentedAttribute[datetime] | InstrumentedAttribute[str], ...]
    by = (_COLUMNS[asked.sort], Note.id) if asked.sort in _COLUMNS else (Note.id,)
    rows = select(Note.id).where(*wanted)
    if asked.after_at is not None:
        column = _COLUMNS[asked.sort]
        _refuse_ties(session, asked, column == asked.after_at, wanted)
        rows = rows.where(column > asked.after_at if asked.ascending else column < asked.after_at)
    elif asked.after_id:
        rows = rows.where(Note.id > asked.after_id if asked.ascending else Note.id < asked.after_id)
    order = (column.asc() if asked.ascending else column.desc() for column in by)
    return rows.order_by(*order).offset(asked.offset).limit(asked.limit)


def _refuse_ties(
    session: Session, asked: AskedSearch, there: ColumnElement[bool], wanted: Sequence[ColumnElement[bool]]
) -> None:
    """Refuse to go on behind an instant at which several notes were written: the client may have seen only some of them."""
    if asked.sort is SortKey.CREATED:
        rows = select(Note.id).where(*wanted, there).limit(2)
        if len(session.scalars(rows).all()) > 1:
            raise Invalid.field(
                "search_after",
                "Several notes were written at this instant, as an import can bring them. Sort by updated, which tells all apart.",
            )


def _conditions(
    session: Session, viewer: Viewer, asked: AskedSearch, site: HypothesisSite
) -> Iterator[ColumnElement[bool]]:
    if asked.references or not all(group == WORLD for group in asked.groups):
        yield false()  # no note is a reply, and none is in another group
    if not all(names(viewer, user) for user in asked.users):
        yield false()
    if asked.uris:
        yield _on_pages(asked.uris, site)
    yield from _having_parts(asked.uri_parts, site)
    if asked.patterns:
        yield Note.version_id.in_(_matched(session, viewer, asked.patterns, site))
    groups: list[tuple[NoteCondition, ...]] = [(NoteCondition(Field.TAG, tag),) for tag in asked.tags]
    if asked.is_for_page and asked.uris:
        numbers = {source.number for uri in asked.uris if (source := site.source(uri)) is not None}
        if None in numbers:
            groups.append(_SURELY_ON_PAGE)
        else:
            yield or_(Note.start_offset.is_(None), Note.version_id.in_(_numbered(numbers)))
    words = [_indexed(unit) for unit in (*asked.in_quote, *asked.in_text)]
    either = [
        (_indexed(unit), NoteCondition(Field.TAG, unit.words)) for unit in asked.anywhere if not _is_name(unit, viewer)
    ]
    if groups or words or either:
        query = NotesQuery((*groups, *((word,) for word in words), *either))
        lite = session.get_bind().dialect.name == "sqlite"
        yield from conditions(asked_notes(query, {}, viewer.id, lite=lite))
    for column, units in ((Note.exact, asked.in_quote), (Note.body, asked.in_text)):
        yield from (_holds(column, unit.words) for unit in units)


_SURELY_ON_PAGE = (
    NoteCondition(Field.STATE, AnchorState.EXACT),
    NoteCondition(Field.STATE, AnchorState.MOVED),
    NoteCondition(Field.IS, NoteKind.PAGE),
)
"""Notes whose words are in a trial's current version as they were: others would be shown on words that are only similar."""


def _numbered(numbers: Collection[int | None]) -> Select[str]:
    return select(TrialVersion.id).where(TrialVersion.number.in_(numbers))


def _indexed(unit: SoughtUnit) -> NoteCondition:
    return NoteCondition(Field.WORDS, unit.words, quoted=unit.is_phrase)


def _is_name(unit: SoughtUnit, viewer: Viewer) -> bool:
    return unit.words.lower() == user_name(viewer)


def _holds(column: InstrumentedAttribute[str], words: str) -> ColumnElement[bool]:
    """Say that a text holds words, whatever their capitals; SQLite knows those of ASCII alone, so others are tried as well."""
    spelt = {words} if words.isascii() else {words, words.lower(), words.upper(), words.capitalize()}
    return or_(*(column.icontains(each, autoescape=True) for each in spelt))


def _on_pages(uris: Sequence[str], site: HypothesisSite) -> ColumnElement[bool]:
    """Say that a note is on one of these pages: on whichever version of a trial, for all have the same notes."""
    named = {source.registry_id for uri in uris if (source := site.source(uri)) is not None}
    return Note.trial_id.in_(select(Trial.id).where(Trial.registry_id.in_(named))) if named else false()


def _having_parts(parts: Sequence[str], site: HypothesisSite) -> Iterator[ColumnElement[bool]]:
    ours = {*_IN_ADDRESSES, *(site.addresses.site.lower().replace(":", ".").replace("/", ".").split("."))}
    for part in parts:
        if part.lower() in ours:
            continue
        number = int(part) if part.isascii() and part.isdigit() and len(part) < 10 else 0
        trials = select(Trial.id).where(Trial.registry_id == part.upper())
        yield Note.version_id.in_(_numbered([number])) if number else Note.trial_id.in_(trials)


def _matched(session: Session, viewer: Viewer, patterns: Sequence[str], site: HypothesisSite) -> list[str]:
    """Give the versions whose address, or whose trial's, here or at the registry, has one of these forms."""
    noted = select(Note.version_id).where(visible_notes(viewer)).distinct()
    rows = select(TrialVersion.id, Trial.registry_id, TrialVersion.number).join(
        Trial, Trial.id == TrialVersion.trial_id
    )
    found = []
    for version_id, registry_id, number in session.execute(rows.where(TrialVersion.id.in_(noted.correlate(None)))):
        version = site.addresses.version(registry_id, number)
        forms = (version, site.trial(registry_id), site.at_registry(registry_id))
        if any(_fits(pattern, form) for pattern in patterns for form in forms):
            found.append(version_id)
    if len(found) > _MOST_MATCHED:
        raise Invalid.field("wildcard_uri", "This stands for too many pages. Ask for fewer, or leave it out.")
    return found


def _fits(pattern: str, address: str) -> bool:
    begins = pattern.partition(ANY_TEXT)[0].partition("_")[0]
    return address.startswith(begins) and matches(pattern, address)
