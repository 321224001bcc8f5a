"""Importing the notes of a plan, in small transactions; the whole is an act, which can be undone."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from annotate.accounts.queries import hold_account
from annotate.batches import TURN_SECONDS
from annotate.codebook.queries import labels_of
from annotate.core.viewer import Viewer
from annotate.errors import Conflict, Invalid, NotFound, TooMany
from annotate.interchange import queries
from annotate.interchange.marks import make_labels
from annotate.interchange.planning import ImportPlan, PlannedNote
from annotate.notes.actions import add_note
from annotate.notes.acts.actions import ActDraft, begin_act, record_imported
from annotate.notes.acts.models import ActKind
from annotate.notes.anchors.placing import place_some
from annotate.notes.models import Note
from annotate.trials.locks import hold_trial

AT_ONCE = 100
"""Notes that one transaction imports."""

Returned = TypeVar("Returned")


class Write(Protocol):
    """Does work in a transaction of its own, once more after a transient failure."""

    def __call__(self, work: Callable[[Session], Returned], /) -> Returned:
        """Return what the work returns."""


@dataclass(frozen=True, slots=True)
class ImportedNotes:
    """What an import has done."""

    act_id: str
    made: int
    stopped: str = ""
    """Why it ended before its last note; empty if it did not. What came in before stays."""


def import_notes(write: Write, viewer: Viewer, plan: ImportPlan) -> ImportedNotes:
    """Import what a plan found ready. Raises Invalid when that is nothing."""
    if not plan.ready:
        raise Invalid("No note of this file can come in, so nothing was imported.")
    act_id = write(partial(_begin, viewer=viewer, plan=plan))
    made = 0
    for place, batch in enumerate(_batches(plan.ready)):
        if place:
            time.sleep(TURN_SECONDS)
        try:
            made += write(partial(_import_some, viewer=viewer, act_id=act_id, batch=batch))
        except (TooMany, Invalid, Conflict, NotFound) as refusal:
            return ImportedNotes(act_id, made, refusal.message)
    return ImportedNotes(act_id, made)


def _batches(notes: Sequence[PlannedNote]) -> Iterator[Sequence[PlannedNote]]:
    return (notes[first : first + AT_ONCE] for first in range(0, len(notes), AT_ONCE))


def _begin(session: Session, viewer: Viewer, plan: ImportPlan) -> str:
    hold_account(session, viewer.id)
    make_labels(session, viewer, plan.marks)
    act_id = begin_act(session, viewer, ActDraft(ActKind.IMPORT))
    record_imported(session, viewer, act_id, [], plan.present + plan.in_trash)
    return act_id


def _import_some(session: Session, viewer: Viewer, act_id: str, batch: Sequence[PlannedNote]) -> int:
    """Import some notes and return how many came in; those that came in since the plan was made are passed over."""
    hold_account(session, viewer.id)
    here = queries.presence_of_keys(session, viewer, [each.draft.client_key for each in batch])
    labels = {label.name: label.id for label in labels_of(session, viewer)}
    made: list[Note] = []
    for each in batch:
        if each.draft.client_key not in here:
            draft = replace(each.draft, label_id=labels.get(each.label, ""))
            made.append(add_note(session, viewer, each.trial, draft))
    trials = {each.trial.id: each.trial for each in batch}
    for trial_id, trial in trials.items():
        if ids := [note.id for note in made if note.trial_id == trial_id]:
            place_some(session, ids, hold_trial(session, trial))
    record_imported(session, viewer, act_id, made, len(batch) - len(made))
    return len(made)
