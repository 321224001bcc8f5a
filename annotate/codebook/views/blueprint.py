"""Where the pages of the codebook are registered, and what they know of notes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Flask, current_app
from sqlalchemy.orm import Session

from annotate.codebook.actions import MoveNotes, RestoreNotes
from annotate.codebook.queries import HasNotes
from annotate.codebook.tags.actions import MergeTags
from annotate.core.viewer import Viewer

blueprint = Blueprint("codebook", __name__)

_NOTES = "annotate.labelled_notes"


@dataclass(frozen=True, slots=True)
class LabelledNotes:
    """What these pages know of notes, which stand above labels."""

    has_any: HasNotes
    per_label: Callable[[Session, Viewer], Mapping[str, int]]
    """Counts the viewer's notes by label id."""
    address: Callable[[str], str]
    """Gives the address of the list of notes that bear a label."""
    move: MoveNotes
    restore: RestoreNotes
    per_tag: Callable[[Session, Viewer], Mapping[str, int]]
    """Counts the viewer's notes by tag id."""
    address_of_tag: Callable[[str], str]
    """Gives the address of the list of notes that have a tag, by its name."""
    merge_tags: MergeTags
    taken: Callable[[Session, Viewer, str], str]
    """Says what the viewer's tables lose with a label, by its id; empty for nothing."""
    rounds: Callable[[Session, Viewer, str], Sequence[str]]
    """Names the open rounds of double reading in which the viewer reads with a label."""


def attach(app: Flask, notes: LabelledNotes) -> None:
    """Show what the app hands in of notes."""
    app.extensions[_NOTES] = notes


def labelled_notes() -> LabelledNotes:
    """Give what the app handed in of notes."""
    handed: LabelledNotes = current_app.extensions[_NOTES]
    return handed
