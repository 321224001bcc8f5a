"""The page of a file of many notes while it is made and as long as it can be fetched, and the file."""

from collections.abc import Generator

from flask import Response, flash, redirect, render_template, url_for

from annotate.database import Database
from annotate.interchange.files.actions import delete_export
from annotate.interchange.files.presenters import export_view
from annotate.interchange.files.queries import find_export, is_outdated, parts_of, require_current
from annotate.interchange.formats import FORMATS
from annotate.interchange.views.blueprint import blueprint
from annotate.personal_data.views import sent_file
from annotate.web import fragments, transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer


@blueprint.get("/notes/exports/<file_id>")
def export_file(file_id: str) -> Answer:
    """Show how far a file is, and lead to it once it is made."""
    viewer, session = required_viewer(), transactions.reader()
    file = find_export(session, viewer, file_id)
    shown = export_view(file, outdated=is_outdated(session, file))
    template = "interchange/_export_file.html" if fragments.wanted() else "interchange/export_file.html"
    return render_template(template, file=shown)


@blueprint.get("/notes/exports/<file_id>/file")
def export_content(file_id: str) -> Response:
    """Give the file."""
    viewer, session = required_viewer(), transactions.reader()
    file = find_export(session, viewer, file_id)
    require_current(session, file)
    size, media_type, name = file.size, FORMATS[file.format].media_type, file.name
    answer = sent_file(viewer, _parts(transactions.database(), file_id), media_type, name)
    answer.content_length = size
    return answer


@blueprint.post("/notes/exports/<file_id>/deletion")
def remove_export(file_id: str) -> Answer:
    """Delete a file, or stop the making of it."""
    viewer = required_viewer()
    transactions.write(lambda session: delete_export(session, viewer, file_id))
    flash("The file was deleted. Your notes are as they were.")
    return redirect(url_for("interchange.new_export"), 303)


def _parts(database: Database, file_id: str) -> Generator[bytes, None, None]:
    yield from parts_of(database, file_id)
