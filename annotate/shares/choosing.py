"""The choice of notes for a link: the notes to tick, and what ticks many at once: all, none, or those under a label."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select
from sqlalchemy.orm import Session

from annotate.core.text import one_line
from annotate.notes.models import Note
from annotate.notes.presenters import name_of
from annotate.notes.queries import IN_TEXT, whole_notes
from annotate.prepared import prepared
from annotate.shares.models import Share
from annotate.shares.queries import shared_notes
from annotate.web.markdown import excerpt

ALL, NONE, UNLABELLED = "all", "none", "unlabelled"
"""What an address asks to tick, beside the id of a label; an id is longer than these."""

LISTED = 20
"""Notes that a link's page lists; the page on which they are chosen has them all."""

_EXCERPT = 160  # code points


@dataclass(frozen=True, slots=True)
class NoteChoice:
    """A note to choose."""

    id: str
    name: str
    quote: str
    body: str
    hue: int | None
    label: str
    group: str
    """Its label's id, or ``UNLABELLED``."""
    chosen: bool


@dataclass(frozen=True, slots=True)
class NoteGroup:
    """A label whose notes can be ticked at once, or the notes without one."""

    group: str
    name: str
    """Empty for the notes without a label."""
    hue: int | None
    notes: int


@dataclass(frozen=True, slots=True)
class NoteChoices:
    """The notes to choose from."""

    notes: tuple[NoteChoice, ...]
    labels: tuple[NoteGroup, ...]
    """In the order in which the notes have them, those without a label last; none where one would be all."""


def note_choices(notes: Sequence[Note], chosen: Iterable[str], asked: str = "") -> NoteChoices:
    """Show notes to choose from; ``asked`` ticks by ``ALL``, ``NONE`` or a label instead of those that are ``chosen``."""
    ticked = _asked(notes, asked) if asked else frozenset(chosen)
    shown = tuple(
        NoteChoice(
            id=note.id,
            name=name_of(note),
            quote=one_line(note.exact, _EXCERPT),
            body=excerpt(note.body, _EXCERPT),
            hue=note.label.hue if note.label else None,
            label=note.label.name if note.label else "",
            group=group_of(note),
            chosen=note.id in ticked,
        )
        for note in notes
    )
    return NoteChoices(shown, _labels(shown))


def listed_notes(session: Session, share: Share) -> list[Note]:
    """Give the first notes that a share holds, up to ``LISTED``, as its page lists them."""
    return list(session.scalars(*_listed(share.id, LISTED)))


@prepared
def _listed(share_id: str, limit: int) -> Select[Note]:
    return whole_notes().where(shared_notes(share_id)).order_by(*IN_TEXT).limit(limit)


def group_of(note: Note) -> str:
    """Give the label's id by which a note is ticked, or ``UNLABELLED``."""
    return note.label.id if note.label else UNLABELLED


def _asked(notes: Sequence[Note], asked: str) -> frozenset[str]:
    return frozenset(note.id for note in notes if asked in {ALL, group_of(note)})


def _labels(notes: Sequence[NoteChoice]) -> tuple[NoteGroup, ...]:
    counted: dict[str, list[NoteChoice]] = {}
    for note in sorted(notes, key=lambda note: note.group == UNLABELLED):
        counted.setdefault(note.group, []).append(note)
    if len(counted) < 2:
        return ()
    return tuple(NoteGroup(group, under[0].label, under[0].hue, len(under)) for group, under in counted.items())
