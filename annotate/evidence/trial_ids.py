"""Trials of a table: from what somebody pasted, from a search of trials, or from their notes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotate.codebook.queries import labels_of
from annotate.core.record import read_registry_id
from annotate.core.text import one_line, storable
from annotate.core.viewer import Viewer
from annotate.evidence.limits import MOST_TRIALS
from annotate.notes.grammar import NotesQuery
from annotate.notes.models import Note
from annotate.notes.search import matching_ids, search_of
from annotate.trials import query_strings
from annotate.trials.models import Trial, TrialAlias

_BETWEEN = re.compile(r"[\s,;|]+")
_MOST_NOTES = 50_000
_MOST_SAID = 60  # code points of a word that is no id


@dataclass(frozen=True, slots=True)
class UnknownTrial:
    """A word that names no trial here, and why."""

    typed: str
    reason: str


@dataclass(frozen=True, slots=True)
class NamedTrials:
    """What pasted ids name."""

    trial_ids: tuple[str, ...]
    """Of trials that are here, in the order that they were pasted, each once."""
    unknown: tuple[UnknownTrial, ...]
    repeated: int
    """How many named a trial that was named before."""


@dataclass(frozen=True, slots=True)
class OfferedTrials:
    """Trials that a search found, as ids that can be pasted."""

    registry_ids: tuple[str, ...]
    more: bool
    """True if there are others, which did not fit into a table."""
    labels: tuple[str, ...] = ()
    """Ids of the labels of the notes that were searched for."""


def read_trial_ids(session: Session, text: str) -> NamedTrials:
    """Find the trials that a text names, by present and former ids, in two statements."""
    words = [word for word in _BETWEEN.split(text) if word]
    read = [(word, _registry_id(word)) for word in words]
    here = _here(session, {registry_id for _, registry_id in read if registry_id})
    found: dict[str, None] = {}
    unknown: dict[str, UnknownTrial] = {}
    repeated = 0
    for word, registry_id in read:
        if registry_id is None:
            said = one_line(word, _MOST_SAID)
            unknown.setdefault(word, UnknownTrial(said, "This is no registry id: NCT and eight digits."))
        elif registry_id not in here:
            unknown.setdefault(registry_id, UnknownTrial(registry_id, "This trial is not here yet. Add it first."))
        elif here[registry_id] in found:
            repeated += 1
        else:
            found[here[registry_id]] = None
    return NamedTrials(tuple(found), tuple(unknown.values()), repeated)


def trials_of_search(session: Session, query: str) -> OfferedTrials:
    """Return trials that a search of trials finds, those first that came in last; ``query`` is in canonical form.

    Raises Unavailable when that takes too long.
    """
    found = query_strings.latest(session, query, MOST_TRIALS + 1)
    names = _names(session, found[:MOST_TRIALS])
    return OfferedTrials(tuple(names[each] for each in found[:MOST_TRIALS] if each in names), len(found) > MOST_TRIALS)


def trials_of_notes(session: Session, viewer: Viewer, query: NotesQuery) -> OfferedTrials:
    """Return the trials that matching notes of the viewer's are on, by registry id, and the labels of those notes."""
    labels = labels_of(session, viewer)
    ids = matching_ids(session, viewer, search_of(query, labels), None, _MOST_NOTES)
    trial_ids: set[str] = set()
    label_ids: set[str] = set()
    for first in range(0, len(ids), 500):
        rows = select(Note.trial_id, Note.label_id).distinct().where(Note.id.in_(ids[first : first + 500]))
        for trial_id, label_id in session.execute(rows):
            trial_ids.add(trial_id)
            label_ids.update([label_id] if label_id else [])
    names = sorted(_names(session, sorted(trial_ids)).values())
    used = tuple(label.id for label in labels if label.id in label_ids)
    return OfferedTrials(tuple(names[:MOST_TRIALS]), len(names) > MOST_TRIALS, used)


def written_ids(registry_ids: Iterable[str]) -> str:
    """Write ids one in each line."""
    return "\n".join(registry_ids)


def _registry_id(word: str) -> str | None:
    try:
        return read_registry_id(word) if storable(word) else None
    except ValueError:
        return None


def _here(session: Session, registry_ids: Iterable[str]) -> dict[str, str]:
    """Return the ids of trials by their present or former registry ids."""
    wanted = sorted(registry_ids)
    found: dict[str, str] = {}
    for first in range(0, len(wanted), 500):
        some = wanted[first : first + 500]
        former = select(TrialAlias.registry_id, TrialAlias.trial_id).where(TrialAlias.registry_id.in_(some))
        present = select(Trial.registry_id, Trial.id).where(Trial.registry_id.in_(some))
        found |= dict(session.execute(former).all()) | dict(session.execute(present).all())
    return found


def _names(session: Session, trial_ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for first in range(0, len(trial_ids), 500):
        some = select(Trial.id, Trial.registry_id).where(Trial.id.in_(trial_ids[first : first + 500]))
        found |= dict(session.execute(some.order_by(func.lower(Trial.registry_id))).all())
    return found
