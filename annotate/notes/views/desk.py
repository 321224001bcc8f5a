"""The list of my notes: found by one query, newest first or by trials."""

from collections.abc import Sequence

from flask import render_template, request, url_for
from sqlalchemy.orm import Session

from annotate.codebook.models import Label
from annotate.codebook.queries import labels_of
from annotate.core.cursors import read_cursor
from annotate.core.viewer import Viewer
from annotate.notes.anchors.queries import count_asking, current_anchors
from annotate.notes.desk import TRIALS_ON_PAGE, AskedPage, FoundNotes, desk_page, read_asked
from annotate.notes.queries import has_notes
from annotate.notes.search import count_matches, search_notes, search_of, trials_with_matches
from annotate.notes.views.blueprint import blueprint
from annotate.web import paging, transactions
from annotate.web.identity import required_viewer


@blueprint.get("/notes")
def mine() -> str:
    """Show my notes that match a query, with what narrows it."""
    viewer, session = required_viewer(), transactions.reader()
    labels = labels_of(session, viewer)
    asked = read_asked(request.args, labels)
    page = desk_page(asked, _find(session, viewer, asked, labels), viewer)
    return render_template("notes/mine.html", page=page, asking=count_asking(session, viewer))


def address_of_label(label_id: str) -> str:
    """Give the address of the list of my notes that bear a label."""
    return url_for("notes.mine", label=label_id)


def _find(session: Session, viewer: Viewer, asked: AskedPage, labels: Sequence[Label]) -> FoundNotes:
    search = search_of(asked.query, labels)
    counts = count_matches(session, viewer, search)
    after = paging.after(read_cursor)
    trials = trials_with_matches(session, viewer, search, after, TRIALS_ON_PAGE + 1) if asked.by_trial else []
    notes = [] if asked.by_trial else search_notes(session, viewer, search, after)
    shown = [*notes, *(note for trial in trials for note in trial.notes)]
    return FoundNotes(
        search,
        counts,
        labels,
        current_anchors(session, shown),
        notes,
        trials,
        has_any=bool(counts.total) or has_notes(session, viewer),
    )
