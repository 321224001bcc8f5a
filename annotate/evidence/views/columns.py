"""The columns of a table."""

from flask import redirect, render_template, url_for
from sqlalchemy.orm import Session

from annotate.errors import Invalid
from annotate.evidence import actions, contents, presenters, queries
from annotate.evidence.forms import ColumnsForm
from annotate.evidence.models import EvidenceTable
from annotate.evidence.views.blueprint import blueprint, label_choices_of, own_table
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer


@blueprint.get("/tables/<table_id>/columns", endpoint="columns")
def index(table_id: str) -> Answer:
    """Show what can be a column, and the places of those that are."""
    return _page(own_table(table_id), ColumnsForm(formdata=None))


@blueprint.post("/tables/<table_id>/columns")
def choose_columns(table_id: str) -> Answer:
    """Let a table have these columns, in this order."""
    viewer, form, table = required_viewer(), ColumnsForm(), own_table(table_id)

    def work(session: Session) -> None:
        if not form.chosen:
            raise Invalid.field("columns", "A table needs a column: give at least one of them a place.")
        found = queries.find_table(session, viewer, table_id, for_change=True)
        actions.choose_columns(session, viewer, found, form.chosen)

    with form.refusals():
        if form.validate():
            transactions.write(work)
            return redirect(url_for(".table", table_id=table_id), 303)
    return _page(table, form)


def _page(table: EvidenceTable, form: ColumnsForm) -> Answer:
    session = transactions.reader()
    columns = contents.headed(queries.columns_of(session, table.id))
    choices = presenters.column_choices(columns, label_choices_of(session))
    return render_template("evidence/columns.html", table=table, choices=choices, form=form), *form.status
