"""Where a note stands: its author's decision, and taking it back."""

from flask import flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.errors import Invalid
from annotate.notes import queries
from annotate.notes.anchors import actions as choosing
from annotate.notes.anchors import queries as anchors
from annotate.notes.forms import AnchorForm
from annotate.notes.models import Note
from annotate.notes.presenters import note_href
from annotate.notes.views.blueprint import blueprint
from annotate.web import transactions
from annotate.web.identity import required_viewer
from annotate.web.pages import pages

_LIST = "list"
"""Where a decision came from that was made on the page over all trials."""


@blueprint.post("/notes/<note_id>/anchors")
def decide(note_id: str) -> Response:
    """Put a note on words of the current version, or keep it without a place."""
    viewer, form = required_viewer(), AnchorForm()
    if not form.validate():
        raise Invalid("The form arrived incomplete, so nothing was changed. Please reload the page.")

    def work(session: Session) -> tuple[Note, bool]:
        note = queries.find_note(session, viewer, note_id)
        chosen = choosing.decide(session, note, form.decision())
        return note, chosen.start_offset is not None

    note, has_place = transactions.write(work)
    flash(_PUT if has_place else _KEPT, "good")
    return _back(note)


@blueprint.post("/notes/<note_id>/anchors/<anchor_id>/withdrawal")
def take_back(note_id: str, anchor_id: str) -> Response:
    """Take a decision back: what held before it holds again."""
    viewer = required_viewer()

    def work(session: Session) -> Note:
        note = queries.find_note(session, viewer, note_id)
        choosing.take_back(session, note, anchors.find_choice(session, viewer, note_id, anchor_id))
        return note

    note = transactions.write(work)
    flash("Undone. The note is back where it was.", "info")
    return _back(note)


_PUT = "Note attached. Undo from its card."
_KEPT = "Note kept without a place in this version. Undo from its entry in the list."


def _back(note: Note) -> Response:
    return redirect(url_for(pages().to_check) if request.form.get("back") == _LIST else note_href(note), 303)
