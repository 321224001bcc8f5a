"""What pages say of an act."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.codebook.models import Label
from annotate.core.numbers import many, written
from annotate.core.tags import MOST_ON_NOTE
from annotate.notes.acts.models import ActKind, NoteAct


@dataclass(frozen=True, slots=True)
class ActView:
    """An act that was just done or undone."""

    id: str
    words: str
    can_undo: bool


def act_view(act: NoteAct, labels: Sequence[Label], tag: str) -> ActView:
    """Say what was done, and what was passed over; ``tag`` is the name of its tag, empty without one or when it is gone."""
    if act.undone_at is not None:
        kept = act.done - act.undone
        rest = (
            f" {many(kept, 'note was', 'notes were')} left as {'it is' if kept == 1 else 'they are'}: changed since."
            if kept
            else ""
        )
        return ActView(act.id, f"Undone for {many(act.undone, 'note')}.{rest}", can_undo=False)
    label = next((label.name for label in labels if label.id == act.label_id), "")
    words = f"{many(act.done, 'note')} {_done(act, label, tag)}."
    if act.passed_over:
        words += f" {written(act.passed_over)} passed over: {_PASSED_OVER[ActKind(act.kind)]}."
    if act.left:
        words += " More notes match than are changed at once; do the same again for the rest."
    return ActView(act.id, words, can_undo=act.done > 0)


_PASSED_OVER = {
    ActKind.LABEL: "labelled so already, or deleted",
    ActKind.TAG: f"tagged so already, with {MOST_ON_NOTE} tags, or deleted",
    ActKind.UNTAG: "without this tag already, or deleted",
    ActKind.DELETE: "already deleted",
    ActKind.IMPORT: "here already, or in the trash",
}
"""Why an act leaves a note as it is."""


def _done(act: NoteAct, label: str, tag: str) -> str:
    have = "has" if act.done == 1 else "have"
    match ActKind(act.kind):
        case ActKind.LABEL:
            return f"now {have} the label “{label}”" if label else f"{have} no label now"
        case ActKind.TAG:
            return f"now {have} the tag “{tag}”" if tag else f"{have} got a tag, which is deleted now"
        case ActKind.UNTAG:
            return f"{have} the tag “{tag}” no more" if tag else f"{have} lost a tag, which is deleted now"
        case ActKind.DELETE:
            return "moved to the trash"
        case ActKind.IMPORT:
            return "imported"
