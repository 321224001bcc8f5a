"""Notes from a file: a look at what would come in, and the import."""

from flask import flash, redirect, render_template

from annotate.core.numbers import many
from annotate.errors import Invalid
from annotate.interchange.forms import MOST_ON_PAGE, NotesFileForm, ReadNotesForm
from annotate.interchange.importing import import_notes
from annotate.interchange.planning import ImportPlan, plan_notes
from annotate.interchange.previews import preview_of
from annotate.interchange.readers.files import read_notes_file
from annotate.interchange.views.blueprint import blueprint
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer
from annotate.web.limits import account, limiter
from annotate.web.pages import pages, path_of
from annotate.web.public_url import site_path


@blueprint.get("/notes/imports")
def notes_imports() -> Answer:
    """Show the form for a file of notes."""
    required_viewer()
    return _page(NotesFileForm(formdata=None))


@blueprint.post("/notes/imports/preview")
@limiter.limit("60 per hour", key_func=account)
def preview_notes_import() -> Answer:
    """Show what would come in, what not, and why; nothing is stored."""
    required_viewer()
    form = NotesFileForm()
    with form.refusals():
        if form.validate():
            text = form.sent_text()
            return (
                render_template("interchange/import_preview.html", preview=preview_of(_plan(text)), text=text),
                200,
                {},
            )
    return _page(form)


@blueprint.post("/notes/imports")
@limiter.limit("60 per hour", key_func=account)
def import_notes_file() -> Answer:
    """Import the notes of the file that was looked at, and lead to the list, where it can be undone."""
    viewer, form = required_viewer(), ReadNotesForm()
    with form.refusals():
        if form.validate():
            done = import_notes(transactions.write, viewer, _plan(form.text("notes")))
            if done.stopped:
                flash(f"The import stopped after {many(done.made, 'note')}. {done.stopped}", "error")
            return redirect(f"{site_path(path_of(pages().notes))}?did={done.act_id}", 303)
    return _page(NotesFileForm(formdata=None), form)


def _plan(text: str) -> ImportPlan:
    """Plan an import that a page can do. Raises Invalid."""
    plan = plan_notes(transactions.reader(), required_viewer(), read_notes_file(text))
    if len(plan.ready) > MOST_ON_PAGE:
        raise Invalid.field(
            "file",
            f"This file would bring {many(len(plan.ready), 'note')}; up to {MOST_ON_PAGE:,} come in at once. Make smaller files, "
            "such as one for each trial. Nothing was imported.",
        )
    return plan


def _page(form: NotesFileForm, refused: ReadNotesForm | None = None) -> Answer:
    page = render_template("interchange/imports.html", form=form, acted=refused)
    return page, *(refused or form).status
