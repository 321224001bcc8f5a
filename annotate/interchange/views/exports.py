"""The sheet on which an export's format is chosen, and the file."""

from flask import render_template, request

from annotate.core.text import storable
from annotate.errors import Invalid
from annotate.interchange.exported import ExportOrder
from annotate.interchange.formats import FORMATS
from annotate.interchange.selection import ExportSource, choose_notes, read_format, read_order
from annotate.interchange.views.blueprint import blueprint
from annotate.interchange.views.sending import sent_export
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
    return _sheet()


@blueprint.get("/notes/exports")
@limiter.limit("120 per hour", key_func=account)
def export() -> Answer:
    """Give notes as a file."""
    viewer = required_viewer()
    try:
        wanted, order = read_format(request.args.get("format", _USUAL)), read_order(request.args.get("order", ""))
        return sent_export(transactions.reader(), viewer, _source(), wanted, order)
    except Invalid as refused:
        return _sheet(refused)


def _sheet(refused: Invalid | None = None) -> Answer:
    viewer, source = required_viewer(), _source()
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
        format=request.args.get("format", _USUAL),
        by_date=request.args.get("order") == ExportOrder.DATE,
        problem=said,
    )
    return page, status_of(refused) if refused else 200, {}


def _source() -> ExportSource:
    """Read what the address asks for; a link before named notes before a query.

    A name that no note or link can have is a name still: it finds nothing, and never leads to all notes.
    """
    named = [_name(each) for each in request.args.getlist("note")[:MOST_NAMED]]
    link = _name(request.args["link"]) if "link" in request.args else ""
    return ExportSource(read_asked(request.args).query, tuple(dict.fromkeys(named)), link)


def _name(given: str) -> str:
    return given if given and storable(given) else _NOBODY
