"""My notes as a file."""

from flask import Response, request

from annotate.api.forms import ExportQuery
from annotate.api.views.blueprint import blueprint, query
from annotate.interchange.selection import ExportSource, read_format, read_order
from annotate.interchange.views.sending import sent_export
from annotate.notes.desk import read_asked
from annotate.web import transactions
from annotate.web.identity import required_viewer


@blueprint.get("/notes/export")
def export() -> Response:
    """Give my notes, or those that are asked for, as a file; a query that is not read as a whole is refused."""
    viewer, asked = required_viewer(), query(ExportQuery)
    source = ExportSource(read_asked(request.args).query)
    return sent_export(transactions.reader(), viewer, source, read_format(asked.format), read_order(asked.order))
