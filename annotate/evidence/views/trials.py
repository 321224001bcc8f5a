"""One trial of a table: its cells with all their words, and what is not reported."""

from flask import redirect, render_template, url_for
from sqlalchemy.orm import Session

from annotate.errors import NotFound
from annotate.evidence import actions, contents, presenters, queries
from annotate.evidence.forms import RowForm
from annotate.evidence.queries import TableTrial
from annotate.evidence.views.blueprint import blueprint, own_table, tables_at_hand
from annotate.trials.queries import find_trial
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer


@blueprint.get("/tables/<table_id>/trials/<registry_id>", endpoint="row")
def show_row(table_id: str, registry_id: str) -> str:
    """Show one trial of a table."""
    viewer, session, table = required_viewer(), transactions.reader(), own_table(table_id)
    rows = queries.rows_of(session, table.id)
    content = contents.read_row(session, viewer, table, _trial(rows, registry_id))
    return render_template("evidence/row.html", table=table, page=presenters.row_page(content, rows))


@blueprint.post("/tables/<table_id>/trials/<registry_id>/not-reported")
def say_not_reported(table_id: str, registry_id: str) -> Answer:
    """Say which cells of a trial were looked for and are not reported."""
    viewer, form = required_viewer(), RowForm()

    def work(session: Session) -> None:
        table = queries.find_table(session, viewer, table_id, for_change=True)
        trial = _trial(queries.rows_of(session, table.id), registry_id)
        read = form.number("version") or trial.number
        actions.say_not_reported(session, table, trial.trial_id, min(read, trial.number), form.label_ids)

    transactions.write(work)
    return redirect(url_for(".row", table_id=table_id, registry_id=registry_id), 303)


@blueprint.get("/trials/<registry_id>/tables")
def trial_tables(registry_id: str) -> str:
    """Show what my tables lack of a trial, as its margin shows it: a page fetches that when a note was made."""
    required_viewer()
    trial = find_trial(transactions.reader(), registry_id)
    return render_template("evidence/trial_tables.html", trial=trial, tables=tables_at_hand(trial.id))


def _trial(rows: list[TableTrial], registry_id: str) -> TableTrial:
    for row in rows:
        if row.registry_id == registry_id:
            return row
    raise NotFound
