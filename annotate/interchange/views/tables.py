"""Tables as files: the sheet on which a format is chosen, and the file."""

from flask import Response, render_template, request

from annotate import clock
from annotate.errors import Invalid
from annotate.evidence.models import EvidenceTable, FrozenTable
from annotate.evidence.queries import find_frozen, find_table
from annotate.interchange.table_export import export_of
from annotate.interchange.table_formats import TABLE_FORMATS, check_table_fits, read_table_format
from annotate.interchange.views.blueprint import blueprint
from annotate.interchange.views.sending import addresses
from annotate.personal_data.views import sent_file
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.errors import status_of
from annotate.web.identity import required_viewer
from annotate.web.limits import account, limiter

_USUAL = "xlsx"
"""The format that is chosen before anybody chooses."""

_UNSAID = "csv"
"""The format of an address that names none."""


@blueprint.get("/tables/<table_id>/export/new")
def new_table_export(table_id: str) -> Answer:
    """Show the formats of a table."""
    return _sheet(find_table(transactions.reader(), required_viewer(), table_id))


@blueprint.get("/tables/<table_id>/export")
@limiter.limit("120 per hour", key_func=account)
def table_export(table_id: str) -> Answer:
    """Give a table as a file."""
    return _file(find_table(transactions.reader(), required_viewer(), table_id))


@blueprint.get("/frozen-tables/<frozen_id>/export/new")
def new_frozen_export(frozen_id: str) -> Answer:
    """Show the formats of a frozen table."""
    return _sheet(find_frozen(transactions.reader(), required_viewer(), frozen_id))


@blueprint.get("/frozen-tables/<frozen_id>/export")
@limiter.limit("120 per hour", key_func=account)
def frozen_export(frozen_id: str) -> Answer:
    """Give a frozen table as a file."""
    return _file(find_frozen(transactions.reader(), required_viewer(), frozen_id))


def _file(of: EvidenceTable | FrozenTable) -> Answer:
    try:
        return _sent(of)
    except Invalid as refused:
        return _sheet(of, refused)


def _sent(of: EvidenceTable | FrozenTable) -> Response:
    viewer, session = required_viewer(), transactions.reader()
    wanted = read_table_format(request.args.get("format", _UNSAID))
    table = export_of(session, viewer, of, addresses(), transactions.database())
    check_table_fits(table.values, wanted)
    name = f"annotate-table-{clock.now():%Y-%m-%d}.{wanted.suffix}"
    return sent_file(viewer, wanted.stream(table), wanted.media_type, name)


def _sheet(of: EvidenceTable | FrozenTable, refused: Invalid | None = None) -> Answer:
    at = "frozen-tables" if isinstance(of, FrozenTable) else "tables"
    page = render_template(
        "interchange/table_export.html",
        of=of,
        at=f"/{at}/{of.id}",
        formats=TABLE_FORMATS.values(),
        format=request.args.get("format", _USUAL),
        problem=refused.message if refused else "",
    )
    return page, status_of(refused) if refused else 200, {}
