"""A link over a table: made of the notes that are in it, its passcode shown this once."""

from flask import render_template

from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.errors import Invalid
from annotate.evidence import links, queries
from annotate.evidence.forms import TableShareForm
from annotate.evidence.models import EvidenceTable
from annotate.evidence.views.blueprint import blueprint, own_table
from annotate.shares.choosing import trials_to_share
from annotate.shares.presenters import Result
from annotate.shares.views.making import made_result, make_link, shown_once
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer


@blueprint.get("/tables/<table_id>/shares/new")
def new_table_link(table_id: str) -> Answer:
    """Show the sheet for a new link over a table."""
    return _page(own_table(table_id), TableShareForm(formdata=None, client_key=new_id()))


@blueprint.post("/tables/<table_id>/shares")
def create_table_link(table_id: str) -> Answer:
    """Make a link, and show its passcode this once: a POST that answers with a page, as for other links."""
    viewer, form, table = required_viewer(), TableShareForm(), own_table(table_id)
    if form.validate():
        with form.refusals():
            return shown_once(_create(viewer, table, form), 201)
    return _page(table, form)


def _create(viewer: Viewer, table: EvidenceTable, form: TableShareForm) -> Result:
    session = transactions.reader()
    draft = form.draft(links.notes_in_table(session, viewer, table))
    trials = trials_to_share(session, viewer, (), draft.note_ids)
    made, passcode = make_link(viewer, trials, draft, form.own)
    share_id = made.share.id
    transactions.write(
        lambda writer: links.give_table(writer, viewer, queries.find_table(writer, viewer, table.id), share_id)
    )
    return made_result(viewer, share_id, passcode.shown, again=made.again and form.is_own)


def _page(table: EvidenceTable, form: TableShareForm) -> Answer:
    problem, notes = "", 0
    try:
        notes = len(links.notes_in_table(transactions.reader(), required_viewer(), table))
    except Invalid as refused:
        problem = refused.message
    page = render_template("evidence/new_link.html", table=table, form=form, notes=notes, problem=problem)
    return page, *form.status
