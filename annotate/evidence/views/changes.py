"""Cells of a table that no longer say what they quote: each decided alone, or several alike."""

from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm import Session

from annotate.core.numbers import many
from annotate.errors import Invalid
from annotate.evidence import contents, decisions, presenters, queries
from annotate.evidence.decisions import CellDecision, Decided
from annotate.evidence.forms import DecisionForm
from annotate.evidence.limits import MOST_AT_ONCE
from annotate.evidence.models import EvidenceTable
from annotate.evidence.views.blueprint import blueprint, own_table
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer

ROW = "row:"
"""Begins the name of the page of a trial, where a decision was made there."""


@blueprint.get("/tables/<table_id>/changes", endpoint="changes")
def index(table_id: str) -> Answer:
    """Show what waits for a decision, with the old and the new words."""
    return _page(own_table(table_id), DecisionForm(formdata=None))


@blueprint.post("/tables/<table_id>/decisions")
def decide(table_id: str) -> Answer:
    """Accept new words, or keep what was quoted, in one cell or in several."""
    viewer, form, table = required_viewer(), DecisionForm(), own_table(table_id)

    def work(session: Session) -> Decided:
        if form.decided is None:
            raise Invalid("Choose what to do with these cells: accept the new words, or keep the old ones.")
        found = queries.find_table(session, viewer, table_id, for_change=True)
        return decisions.decide(session, viewer, found, form.seen, form.decided)

    with form.refusals():
        done = transactions.write(work)
        flash(_said(done, form.decided), "good" if done.done else "warn")
        return redirect(_back(table_id, form.text("back")), 303)
    return _page(table, form)


@blueprint.post("/tables/<table_id>/decisions/<note_id>/withdrawal")
def withdraw_decision(table_id: str, note_id: str) -> Answer:
    """Take a decision back."""
    viewer, form = required_viewer(), DecisionForm()

    def work(session: Session) -> None:
        table = queries.find_table(session, viewer, table_id, for_change=True)
        decisions.withdraw(session, viewer, table, note_id)

    transactions.write(work)
    flash("Undone. The cell waits for a decision again.", "info")
    return redirect(_back(table_id, form.text("back")), 303)


def _page(table: EvidenceTable, form: DecisionForm) -> Answer:
    viewer, session = required_viewer(), transactions.reader()
    content = contents.read_content(session, viewer, table)
    page = render_template(
        "evidence/changes.html",
        table=table,
        notes=presenters.stale_notes(content, MOST_AT_ONCE),
        stale=content.stale,
        filled=len(content.cells),
        form=form,
    )
    return page, *form.status


def _said(done: Decided, decision: CellDecision | None) -> str:
    what = "New words accepted in" if decision is CellDecision.ACCEPT else "Kept as quoted:"
    left = (
        f" {many(done.passed_over, 'other was', 'others were')} left: the words changed again meanwhile, or there are no new ones."
        if done.passed_over
        else ""
    )
    return f"{what} {many(done.done, 'note')}. You can undo that on the page of each trial.{left}"


def _back(table_id: str, back: str) -> str:
    if back.startswith(ROW) and back.removeprefix(ROW).isalnum() and back.isascii():
        return url_for(".row", table_id=table_id, registry_id=back.removeprefix(ROW))
    return url_for(".changes", table_id=table_id)
