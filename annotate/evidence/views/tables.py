"""My tables: list, make, read, rename, delete and restore."""

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from annotate.core.cursors import Cursor, page_of, read_cursor, write_cursor
from annotate.core.numbers import many
from annotate.database import new_id
from annotate.errors import Invalid
from annotate.evidence import actions, contents, grids, presenters, queries
from annotate.evidence.cells import CellLimits
from annotate.evidence.forms import NewTableForm, TableNameForm
from annotate.evidence.limits import MOST_TRIALS
from annotate.evidence.trial_ids import (
    OfferedTrials,
    UnknownTrial,
    read_trial_ids,
    trials_of_notes,
    trials_of_search,
    written_ids,
)
from annotate.evidence.views.blueprint import blueprint, label_choices_of, own_table
from annotate.notes.grammar import read_query
from annotate.trials import query_strings
from annotate.web import paging, transactions
from annotate.web.answer import Answer
from annotate.web.forms import Form
from annotate.web.identity import required_viewer
from annotate.web.limits import account, limiter

_LIMITS = CellLimits(grids.SHOWN_CHARACTERS, grids.SHOWN_NOTES)


@blueprint.get("/tables", endpoint="tables")
def index() -> Answer:
    """List my tables, and those that I deleted lately."""
    return _list(TableNameForm(formdata=None))


@blueprint.get("/tables/new")
def new_table() -> Answer:
    """Show the form for a table, with the trials of the search, or of the notes, that the address asks for."""
    offered, about = _offered(transactions.reader())
    form = NewTableForm(
        formdata=None,
        client_key=new_id(),
        ids=written_ids(offered.registry_ids),
        columns=[*offered.labels, *(("status", "phase", "participants") if offered.registry_ids else ())],
    )
    return _new_page(form, about=about)


@blueprint.post("/tables")
@limiter.limit("120 per hour", key_func=account)
def make_table() -> Answer:
    """Make a table; ids that name no trial here are told one by one, and nothing typed is lost."""
    viewer, form = required_viewer(), NewTableForm()
    named = read_trial_ids(transactions.reader(), form.text("ids"))
    with form.refusals():
        if form.validate():
            if named.unknown and not form.partly.data:
                raise Invalid.field("ids", f"{many(len(named.unknown), 'id')} could not be used: see below.")
            draft = form.draft(named.trial_ids)
            table_id = transactions.write(lambda session: actions.make_table(session, viewer, draft).id)
            flash("The table is made.", "good")
            return redirect(url_for(".table", table_id=table_id), 303)
    return _new_page(form, named.unknown)


@blueprint.get("/tables/<table_id>", endpoint="table")
def show_table(table_id: str) -> str:
    """Show a table."""
    viewer, session, table = required_viewer(), transactions.reader(), own_table(table_id)
    content = contents.read_content(session, viewer, table, _LIMITS)
    return render_template(
        "evidence/table.html",
        table=table,
        grid=grids.grid(content),
        frozen=[each for each in queries.frozen_of(session, viewer, table.id) if each.deleted_at is None],
        links=queries.links_of(session, table.id),
    )


@blueprint.get("/tables/<table_id>/name")
def table_name(table_id: str) -> Answer:
    """Show the form for a table's name."""
    table = own_table(table_id)
    return render_template("evidence/name.html", table=table, form=TableNameForm(formdata=None, name=table.name))


@blueprint.post("/tables/<table_id>/name")
def rename_table(table_id: str) -> Answer:
    """Rename a table."""
    viewer, form, table = required_viewer(), TableNameForm(), own_table(table_id)

    def work(session: Session) -> None:
        actions.rename_table(session, queries.find_table(session, viewer, table_id), form.text("name"))

    with form.refusals():
        if form.validate():
            transactions.write(work)
            return redirect(url_for(".table", table_id=table_id), 303)
    return render_template("evidence/name.html", table=table, form=form), *form.status


@blueprint.post("/tables/<table_id>/deletion")
def delete_table(table_id: str) -> Answer:
    """Delete a table; it can be restored for 30 days."""
    viewer = required_viewer()

    def work(session: Session) -> None:
        actions.delete_table(session, queries.find_table(session, viewer, table_id, deleted_too=True))

    transactions.write(work)
    flash("The table is deleted; its notes stay. You can restore it below for 30 days.", "info")
    return redirect(url_for(".tables"), 303)


@blueprint.post("/tables/<table_id>/restoration")
def restore_table(table_id: str) -> Answer:
    """Undo the deletion of a table."""
    viewer, form = required_viewer(), TableNameForm(formdata=None)

    def work(session: Session) -> None:
        actions.restore_table(session, viewer, queries.find_table(session, viewer, table_id, deleted_too=True))

    with form.refusals():
        transactions.write(work)
        return redirect(url_for(".table", table_id=table_id), 303)
    return _list(form)


def _list(form: Form) -> Answer:
    viewer, session = required_viewer(), transactions.reader()
    page = page_of(queries.tables_of(session, viewer, paging.after(read_cursor)), queries.PAGE_SIZE)
    older = page.next_after(lambda last: write_cursor(Cursor(last.table.created_at, last.table.id)))
    shown = render_template(
        "evidence/tables.html",
        tables=page.rows,
        older=url_for(".tables", after=older) if older else None,
        deleted=queries.deleted_tables(session, viewer),
        frozen=queries.frozen_of(session, viewer),
        form=form,
    )
    return shown, *form.status


def _offered(session: Session) -> tuple[OfferedTrials, str]:
    """Return the trials that the address asks for, and what they are, in words."""
    viewer = required_viewer()
    if "search" in request.args:
        query = query_strings.reread(request.args["search"])
        offered = trials_of_search(session, query)
        words = f"of the search {said}" if (said := query_strings.said(query)) else "of all trials here"
        return offered, _about(offered, f"{words}, those first that came in last")
    if "q" in request.args:
        offered = trials_of_notes(session, viewer, read_query(request.args["q"]))
        return offered, _about(offered, "that these notes of yours are on")
    return OfferedTrials((), more=False), ""


def _about(offered: OfferedTrials, words: str) -> str:
    more = f" There are more: a table can have {MOST_TRIALS}." if offered.more else ""
    return f"{many(len(offered.registry_ids), 'trial')} {words}.{more}"


def _new_page(form: NewTableForm, unknown: tuple[UnknownTrial, ...] = (), *, about: str = "") -> Answer:
    choices = presenters.column_choices((), label_choices_of(transactions.reader()))
    chosen = frozenset(form.columns.data or ())
    page = render_template(
        "evidence/new.html", form=form, choices=choices, chosen=chosen, unknown=unknown, about=about, most=MOST_TRIALS
    )
    return page, *form.status
