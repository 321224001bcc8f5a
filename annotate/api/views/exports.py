"""My notes as a file."""

from flask import Response, request

from annotate.api.forms import ExportQuery
from annotate.api.operations import Operation
from annotate.api.views.blueprint import operation, query
from annotate.interchange.formats import FORMATS
from annotate.interchange.selection import ExportSource, read_format, read_order
from annotate.interchange.views.sending import sent_export
from annotate.notes.desk import read_asked
from annotate.web import transactions
from annotate.web.identity import required_viewer

_MEDIA_TYPES = dict.fromkeys(each.media_type.partition(";")[0] for each in FORMATS.values())


@operation("GET", "/notes/export", Operation({200: None}, asks=ExportQuery, files=tuple(_MEDIA_TYPES)))
def export() -> Response:
    """Give my notes, or those that are asked for, as a file; a query that is not read as a whole is refused."""
    viewer, asked = required_viewer(), query(ExportQuery)
    source = ExportSource(read_asked(request.args).query)
    return sent_export(transactions.reader(), viewer, source, read_format(asked.format), read_order(asked.order))
