"""Where the pages of notes are registered, and what the app hands them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Flask, current_app
from sqlalchemy.orm import Session

from annotate.core.viewer import Viewer
from annotate.notes.models import Note

blueprint = Blueprint("notes", __name__)

_SHARING = "annotate.note_sharing"


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who reads a note, and what they answered: from features above notes, shown with the note."""

    audience: str
    """In words to its author."""
    threads: Sequence[object]
    """As ``replies/_threads.html`` takes them."""


FindSharing = Callable[[Session, Viewer, Note], Sharing]


def attach(app: Flask, find: FindSharing) -> None:
    """Take the function that finds links and replies of a note: those features stand above notes."""
    app.extensions[_SHARING] = find


def sharing_of(session: Session, viewer: Viewer, note: Note) -> Sharing:
    """Give who reads a note of the viewer's, and what they answered."""
    find: FindSharing = current_app.extensions[_SHARING]
    return find(session, viewer, note)
