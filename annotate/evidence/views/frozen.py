"""Frozen tables: freezing one, reading it, and what has changed since."""

from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.table_changes import compare_tables
from annotate.errors import NotFound
from annotate.evidence import contents, freezing, grids, queries
from annotate.evidence.forms import FrozenNameForm
from annotate.evidence.models import EvidenceTable
from annotate.evidence.views.blueprint import blueprint, own_table
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer
from annotate.web.limits import account, limiter


@blueprint.get("/tables/<table_id>/frozen")
def frozen_tables(table_id: str) -> Answer:
    """Show the form to freeze a table, and those that were frozen of it."""
    table = own_table(table_id)
    name = f"{table.name}, {clock.now():%Y-%m-%d}"
    return _page(table, FrozenNameForm(formdata=None, name=name))


@blueprint.post("/tables/<table_id>/frozen")
@limiter.limit("60 per hour", key_func=account)
def freeze(table_id: str) -> Answer:
    """Freeze a table as it is now."""
    viewer, form, table = required_viewer(), FrozenNameForm(), own_table(table_id)

    def work(session: Session) -> str:
        found = queries.find_table(session, viewer, table_id)
        return freezing.freeze(session, viewer, found, form.text("name")).id

    with form.refusals():
        if form.validate():
            return redirect(url_for(".frozen_table", frozen_id=transactions.write(work)), 303)
    return _page(table, form)


@blueprint.get("/frozen-tables/<frozen_id>")
def frozen_table(frozen_id: str) -> str:
    """Show a frozen table."""
    frozen = queries.find_frozen(transactions.reader(), required_viewer(), frozen_id)
    values = freezing.frozen_values(frozen)
    grid, sound = grids.frozen_grid(values), freezing.is_sound(frozen, values)
    return render_template("evidence/frozen_table.html", frozen=frozen, grid=grid, sound=sound, values=values)


@blueprint.post("/frozen-tables/<frozen_id>")
def change_frozen(frozen_id: str) -> Answer:
    """Tell why a frozen table does not change."""
    freezing.refuse_change(queries.find_frozen(transactions.reader(), required_viewer(), frozen_id))
    return redirect(url_for(".frozen_table", frozen_id=frozen_id), 303)


@blueprint.get("/frozen-tables/<frozen_id>/comparison")
def frozen_comparison(frozen_id: str) -> str:
    """Show what has changed since a table was frozen."""
    viewer, session = required_viewer(), transactions.reader()
    frozen = queries.find_frozen(session, viewer, frozen_id)
    if frozen.table_id is None:
        raise NotFound("The table that this one was made of was deleted, so there is nothing to compare it with.")
    table = queries.find_table(session, viewer, frozen.table_id)
    changed = compare_tables(freezing.frozen_values(frozen), contents.read_values(session, viewer, table))
    show = grids.frozen_cell
    return render_template("evidence/comparison.html", frozen=frozen, table=table, changed=changed, show=show)


@blueprint.post("/frozen-tables/<frozen_id>/deletion")
def delete_frozen(frozen_id: str) -> Answer:
    """Delete a frozen table; it can be restored for 30 days."""
    viewer = required_viewer()

    def work(session: Session) -> None:
        freezing.delete_frozen(session, queries.find_frozen(session, viewer, frozen_id, deleted_too=True))

    transactions.write(work)
    flash("The frozen table is deleted. You can restore it below for 30 days.", "info")
    return redirect(url_for(".tables"), 303)


@blueprint.post("/frozen-tables/<frozen_id>/restoration")
def restore_frozen(frozen_id: str) -> Answer:
    """Undo the deletion of a frozen table."""
    viewer = required_viewer()

    def work(session: Session) -> None:
        freezing.restore_frozen(session, queries.find_frozen(session, viewer, frozen_id, deleted_too=True))

    transactions.write(work)
    return redirect(url_for(".frozen_table", frozen_id=frozen_id), 303)


def _page(table: EvidenceTable, form: FrozenNameForm) -> Answer:
    viewer, session = required_viewer(), transactions.reader()
    made = [each for each in queries.frozen_of(session, viewer, table.id) if each.deleted_at is None]
    stale = contents.read_content(session, viewer, table).stale
    return render_template("evidence/freeze.html", table=table, form=form, frozen=made, stale=stale), *form.status
