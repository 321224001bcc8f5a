"""The sheet on which an export's format is chosen, and the file."""

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from annotate.core.text import storable
from annotate.errors import Invalid
from annotate.interchange.exported import ExportOrder
from annotate.interchange.files.actions import AskedExport, ask_for_export
from annotate.interchange.files.queries import own_export
from annotate.interchange.formats import FORMATS
from annotate.interchange.selection import (
    MOST_AT_ONCE,
    ExportSource,
    check_fits,
    choose_notes,
    read_format,
    read_order,
)
from annotate.interchange.views.blueprint import blueprint
from annotate.interchange.views.sending import addresses, sent_export
from annotate.notes.desk import MOST_NAMED, read_asked
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.errors import status_of
from annotate.web.identity import required_viewer
from annotate.web.limits import account, limiter

_NOBODY = "-"
"""Stands for a name that the database cannot hold; nothing has it."""

_USUAL = "markdown"
"""The format that is chosen before anybody chooses."""


@blueprint.get("/notes/exports/new")
def new_export() -> Answer:
    """Ask in which format notes go out."""
    required_viewer()
    return _sheet(request.args)


@blueprint.get("/notes/exports")
@limiter.limit("120 per hour", key_func=account)
def export() -> Answer:
    """Give notes as a file."""
    viewer, given = required_viewer(), request.args
    try:
        wanted, order = read_format(given.get("format", _USUAL)), read_order(given.get("order", ""))
        return sent_export(transactions.reader(), viewer, _source(given), wanted, order)
    except Invalid as refused:
        return _sheet(given, refused)


@blueprint.post("/notes/exports")
@limiter.limit("30 per hour", key_func=account)
def make_export() -> Answer:
    """Have a file of many notes made, and lead to the page that shows how far it is."""
    viewer, given = required_viewer(), request.form
    try:
        wanted, order = read_format(given.get("format", _USUAL)), read_order(given.get("order", ""))
        source, site = _source(given), addresses().site

        def work(session: Session) -> str:
            chosen = choose_notes(session, viewer, source)
            check_fits(session, viewer, chosen, wanted)
            return ask_for_export(session, viewer, AskedExport(source, chosen, wanted, order, site))

        return redirect(url_for("interchange.export_file", file_id=transactions.write(work)), 303)
    except Invalid as refused:
        return _sheet(given, refused)


def _sheet(given: MultiDict[str, str], refused: Invalid | None = None) -> Answer:
    viewer, source = required_viewer(), _source(given)
    chosen = None
    try:
        chosen = choose_notes(transactions.reader(), viewer, source)
    except Invalid as unclear:
        refused = unclear
    said = " ".join(filter(None, [refused.message, *refused.fields.values()])) if refused else ""
    page = render_template(
        "interchange/export.html",
        chosen=chosen,
        source=source,
        formats=FORMATS.values(),
        format=given.get("format", _USUAL),
        by_date=given.get("order") == ExportOrder.DATE,
        problem=said,
        is_long=bool(chosen and len(chosen.ids) > MOST_AT_ONCE),
        former=own_export(transactions.reader(), viewer),
    )
    return page, status_of(refused) if refused else 200, {}


def _source(given: MultiDict[str, str]) -> ExportSource:
    """Read what is asked for; a link before named notes before a query.

    A name that no note or link can have is a name still: it finds nothing, and never leads to all notes.
    """
    named = [_name(each) for each in given.getlist("note")[:MOST_NAMED]]
    link = _name(given["link"]) if "link" in given else ""
    return ExportSource(read_asked(given).query, tuple(dict.fromkeys(named)), link)


def _name(given: str) -> str:
    return given if given and storable(given) else _NOBODY
