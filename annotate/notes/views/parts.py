"""What several pages of notes have in common."""

from collections.abc import Callable

from flask import redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.codebook.presenters import LabelChoice, label_choices
from annotate.codebook.queries import labels_to_choose
from annotate.notes.models import Note
from annotate.notes.queries import find_note, has_notes
from annotate.web import transactions
from annotate.web.forms import Form
from annotate.web.identity import required_viewer


def to_note(note_id: str) -> Response:
    """Lead to the note's own page."""
    return redirect(url_for("notes.note", note_id=note_id), 303)


def change_note(note_id: str, change: Callable[[Session, Note], object]) -> None:
    """Change one of the viewer's notes; raises NotFound, and what ``change`` raises."""
    viewer = required_viewer()
    transactions.write(lambda session: change(session, find_note(session, viewer, note_id, for_change=True)))


def choices() -> tuple[LabelChoice, ...]:
    """Give the labels that the viewer can choose from."""
    return label_choices(labels_to_choose(transactions.reader(), required_viewer(), has_notes))


def messages(form: Form) -> tuple[str, ...]:
    """Give what is wrong with a form."""
    return tuple(message for messages in form.errors.values() for message in messages)
