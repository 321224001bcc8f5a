"""The way of an export to whoever asked: a file with a name, made while it is sent, one at a time for each account."""

from flask import Response
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.viewer import Viewer
from annotate.interchange.addresses import Addresses
from annotate.interchange.exported import ExportOrder
from annotate.interchange.exporting import new_export
from annotate.interchange.formats import ExportFormat
from annotate.interchange.selection import ExportSource, check_fits, choose_notes, file_name
from annotate.personal_data.views import sent_file
from annotate.web import transactions
from annotate.web.public_url import leading_here


def addresses() -> Addresses:
    """Return the addresses of this site."""
    return Addresses(leading_here("/").rstrip("/"))


def sent_export(
    session: Session, viewer: Viewer, source: ExportSource, wanted: ExportFormat, order: ExportOrder
) -> Response:
    """Send an export. Raises NotFound, Invalid, and Unavailable or TooMany when another file is on its way."""
    chosen = choose_notes(session, viewer, source)
    check_fits(session, viewer, chosen, wanted)
    database, whole = transactions.database(), addresses()
    parts = wanted.stream(new_export(database, viewer, chosen, order, whole))
    return sent_file(viewer, parts, wanted.media_type, file_name(chosen, wanted, clock.now()))
