"""The choice of notes for a link: the notes to tick, and what ticks many at once: all, none, or those under a label."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from annotate.core.text import one_line, storable
from annotate.core.viewer import Viewer
from annotate.notes import bounded
from annotate.notes.models import Note
from annotate.notes.presenters import name_of
from annotate.notes.queries import IN_TEXT, visible_notes, whole_notes
from annotate.prepared import prepared
from annotate.shares.holding import MOST_TRIALS
from annotate.shares.models import Share
from annotate.shares.queries import shared_notes
from annotate.trials.models import Trial
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
    registry_id: str
    trial_title: str
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
class NotesOfTrial:
    """The notes to choose from on one trial."""

    registry_id: str
    title: str
    notes: tuple[NoteChoice, ...]


@dataclass(frozen=True, slots=True)
class NoteChoices:
    """The notes to choose from."""

    notes: tuple[NoteChoice, ...]
    trials: tuple[NotesOfTrial, ...]
    """The same by trial."""
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
            registry_id=note.trial.registry_id,
            trial_title=note.version.title,
            chosen=note.id in ticked,
        )
        for note in notes
    )
    return NoteChoices(shown, _by_trial(shown), _labels(shown))


def notes_on_trials(session: Session, viewer: Viewer, trial_ids: Sequence[str]) -> list[Note]:
    """Give the viewer's notes on some trials, trial by trial as they are given, each in the order of its text.

    Where they hold too much for a page, each has the beginning of its words alone.
    """
    if not trial_ids:
        return []
    wanted = list(dict.fromkeys(trial_ids))
    notes = bounded.load(
        session,
        _sizes(viewer, wanted),
        _on_trials(viewer, wanted),
        lambda longest: _beginnings(viewer, wanted, longest),
    )
    return sorted(notes, key=lambda note: wanted.index(note.trial_id))


def trials_to_share(
    session: Session, viewer: Viewer, registry_ids: Sequence[str], note_ids: Sequence[str] = ()
) -> list[Trial]:
    """Give the trials with notes of the viewer's that are named or that some of these notes are on, by registry id.

    No more than a link takes.
    """
    ids, named = (list(filter(storable, asked)) for asked in (note_ids, registry_ids))  # addresses hold anything
    on = select(Note.trial_id).where(visible_notes(viewer), Note.id.in_(ids))
    mine = select(Note.trial_id).where(visible_notes(viewer))
    wanted = or_(Trial.registry_id.in_(named) & Trial.id.in_(mine), Trial.id.in_(on))
    return list(session.scalars(select(Trial).where(wanted).order_by(Trial.registry_id).limit(MOST_TRIALS)))


def listed_notes(session: Session, share: Share) -> list[Note]:
    """Give the first notes that a share holds, up to ``LISTED``, as its page lists them."""
    return list(session.scalars(*_listed(share.id, LISTED)))


@prepared
def _on_trials(viewer: Viewer, trial_ids: list[str]) -> Select[Note]:
    return whole_notes(with_tags=False).where(Note.trial_id.in_(trial_ids), visible_notes(viewer)).order_by(*IN_TEXT)


@prepared
def _sizes(viewer: Viewer, trial_ids: list[str]) -> Select[int, int, int]:
    return bounded.sizes().where(Note.trial_id.in_(trial_ids), visible_notes(viewer))


@prepared
def _beginnings(viewer: Viewer, trial_ids: list[str], longest: int) -> Select[Note, str, int, str]:
    notes = whole_notes(with_tags=False).where(Note.trial_id.in_(trial_ids), visible_notes(viewer)).order_by(*IN_TEXT)
    return bounded.cut(notes, longest)


@prepared
def _listed(share_id: str, limit: int) -> Select[Note]:
    return whole_notes(with_tags=False).where(shared_notes(share_id)).order_by(Note.trial_id, *IN_TEXT).limit(limit)


def group_of(note: Note) -> str:
    """Give the label's id by which a note is ticked, or ``UNLABELLED``."""
    return note.label.id if note.label else UNLABELLED


def _asked(notes: Sequence[Note], asked: str) -> frozenset[str]:
    return frozenset(note.id for note in notes if asked in {ALL, group_of(note)})


def _by_trial(notes: Sequence[NoteChoice]) -> tuple[NotesOfTrial, ...]:
    found: dict[str, list[NoteChoice]] = {}
    for note in notes:
        found.setdefault(note.registry_id, []).append(note)
    return tuple(NotesOfTrial(key, those[0].trial_title, tuple(those)) for key, those in found.items())


def _labels(notes: Sequence[NoteChoice]) -> tuple[NoteGroup, ...]:
    counted: dict[str, list[NoteChoice]] = {}
    for note in sorted(notes, key=lambda note: note.group == UNLABELLED):
        counted.setdefault(note.group, []).append(note)
    if len(counted) < 2:
        return ()
    return tuple(NoteGroup(group, under[0].label, under[0].hue, len(under)) for group, under in counted.items())
