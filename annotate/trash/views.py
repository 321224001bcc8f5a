"""Pages of the trash: the notes and replies in it, and deleting notes for good."""

from flask import Blueprint, flash, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.core.cursors import read_cursor
from annotate.notes.presenters import card
from annotate.replies import withdrawing
from annotate.reviews.own_work import count_rounds_with_copy
from annotate.trash import actions, presenters, queries
from annotate.web import paging, transactions
from annotate.web.identity import required_viewer

blueprint = Blueprint("trash", __name__)


@blueprint.get("/trash")
def trash() -> str:
    """List my deleted notes, the one deleted last first."""
    viewer = required_viewer()
    found = queries.deleted_notes(transactions.reader(), viewer, paging.after(read_cursor))
    return render_template("trash/trash.html", page=presenters.trash_page(found, viewer))


@blueprint.get("/trash/replies")
def replies() -> str:
    """List the replies that I withdrew, the one withdrawn last first."""
    viewer = required_viewer()
    found = withdrawing.withdrawn_by(transactions.reader(), viewer, paging.after(read_cursor))
    return render_template("trash/replies.html", page=presenters.withdrawn_page(found))


@blueprint.get("/trash/<deleted_id>/erasure")
def erasure(deleted_id: str) -> str:
    """Ask whether a note is to be deleted for good."""
    viewer = required_viewer()
    session = transactions.reader()
    note = queries.find_deleted(session, viewer, deleted_id)
    rounds = count_rounds_with_copy(session, viewer, deleted_id)
    return render_template("trash/erasure.html", card=card(note, viewer), rounds=rounds)


@blueprint.post("/trash/<deleted_id>/erasure")
def erase(deleted_id: str) -> Response:
    """Delete a note for good."""
    viewer = required_viewer()

    def work(session: Session) -> None:
        actions.erase(session, queries.find_deleted(session, viewer, deleted_id, for_change=True))

    transactions.write(work)
    flash("Deleted permanently.", "info")
    return redirect(url_for(".trash"), 303)
