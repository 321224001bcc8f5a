"""What pages say of an act."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.codebook.models import Label
from annotate.core.numbers import many, written
from annotate.notes.acts.models import ActKind, NoteAct


@dataclass(frozen=True, slots=True)
class ActView:
    """An act that was just done or undone."""

    id: str
    words: str
    can_undo: bool


def act_view(act: NoteAct, labels: Sequence[Label]) -> ActView:
    """Say what was done, and what was passed over."""
    if act.undone_at is not None:
        kept = act.done - act.undone
        rest = (
            f" {many(kept, 'note was', 'notes were')} left as {'it is' if kept == 1 else 'they are'}: changed since."
            if kept
            else ""
        )
        return ActView(act.id, f"Undone for {many(act.undone, 'note')}.{rest}", can_undo=False)
    if act.kind == ActKind.DELETE:
        words = f"{many(act.done, 'note')} moved to the trash."
        reason = "already deleted"
    else:
        name = next((label.name for label in labels if label.id == act.label_id), "")
        given = (
            f"now {'has' if act.done == 1 else 'have'} the label “{name}”"
            if name
            else f"{'has' if act.done == 1 else 'have'} no label now"
        )
        words = f"{many(act.done, 'note')} {given}."
        reason = "labelled so already, or deleted"
    if act.passed_over:
        words += f" {written(act.passed_over)} passed over: {reason}."
    if act.left:
        words += " More notes match than are changed at once; do the same again for the rest."
    return ActView(act.id, words, can_undo=act.done > 0)
