"""The trials of a table: those that it has, more of them, and fewer."""

from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm import Session

from annotate.core.numbers import many
from annotate.errors import Invalid
from annotate.evidence import actions, queries
from annotate.evidence.forms import TrialIdsForm
from annotate.evidence.limits import MOST_TRIALS
from annotate.evidence.models import EvidenceTable
from annotate.evidence.trial_ids import UnknownTrial, read_trial_ids
from annotate.evidence.views.blueprint import blueprint, own_table
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer
from annotate.web.limits import account, limiter


@blueprint.get("/tables/<table_id>/rows", endpoint="rows")
def index(table_id: str) -> Answer:
    """Show the trials of a table, and a field for more."""
    return _page(own_table(table_id), TrialIdsForm(formdata=None))


@blueprint.post("/tables/<table_id>/rows")
@limiter.limit("240 per hour", key_func=account)
def choose_rows(table_id: str) -> Answer:
    """Add trials by their ids, and take out those that are ticked."""
    viewer, form, table = required_viewer(), TrialIdsForm(), own_table(table_id)
    named = read_trial_ids(transactions.reader(), form.text("ids"))

    def work(session: Session) -> tuple[int, int]:
        found = queries.find_table(session, viewer, table_id, for_change=True)
        added = actions.add_trials(session, found, named.trial_ids)
        return added, actions.remove_trials(session, found, form.removed)

    with form.refusals():
        if form.validate():
            if named.unknown and not form.partly.data:
                raise Invalid.field("ids", f"{many(len(named.unknown), 'id')} could not be used: see below.")
            added, removed = transactions.write(work)
            flash(f"{many(added, 'trial')} added, {removed:,} taken out. Notes stay as they are.", "good")
            return redirect(url_for(".rows", table_id=table_id), 303)
    return _page(table, form, named.unknown)


def _page(table: EvidenceTable, form: TrialIdsForm, unknown: tuple[UnknownTrial, ...] = ()) -> Answer:
    rows = queries.rows_of(transactions.reader(), table.id)
    page = render_template("evidence/rows.html", table=table, rows=rows, form=form, unknown=unknown, most=MOST_TRIALS)
    return page, *form.status
