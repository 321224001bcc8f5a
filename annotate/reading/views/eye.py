"""To check: my notes whose place in the present version of their record is for me to decide, over all trials."""

from flask import render_template

from annotate.core.cursors import read_cursor
from annotate.notes.anchors import queries as anchors
from annotate.reading import eye, queries
from annotate.reading.views.blueprint import blueprint
from annotate.web import paging, transactions
from annotate.web.identity import required_viewer


@blueprint.get("/needs-your-eye", endpoint="eye")
def needs_your_eye() -> str:
    """Show what waits for me, longest first, and what I decided last."""
    viewer, session = required_viewer(), transactions.reader()
    asking = anchors.asking_notes(session, viewer, paging.after(read_cursor), eye.PAGE_SIZE + 1)
    versions = {each.note.version_id for each in asking} | {each.anchor.version_id for each in asking}
    page = eye.eye_page(asking, anchors.count_asking(session, viewer), queries.documents_of(session, versions), viewer)
    decided = eye.decisions(anchors.last_choices(session, viewer), viewer)
    return render_template("reading/eye.html", page=page, decided=decided)
