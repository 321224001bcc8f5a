"""My labels as a CSV file: taken home, and brought in after a look at what would come of it."""

from flask import flash, make_response, redirect, render_template, url_for

from annotate.codebook import queries
from annotate.codebook.csv_files import read_codebook, write_codebook
from annotate.codebook.forms import CsvFileForm, CsvForm
from annotate.codebook.importing import ImportedRow, ImportKind, import_labels, plan_import
from annotate.codebook.views.blueprint import blueprint, labelled_notes
from annotate.core.numbers import many
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer

_MARK = "\ufeff"  # by which spreadsheets know that it is UTF-8


@blueprint.get("/labels.csv")
def label_file() -> Answer:
    """Give my labels as a CSV file."""
    viewer, session = required_viewer(), transactions.reader()
    labels = queries.labels_to_choose(session, viewer, labelled_notes().has_any)
    answer = make_response(_MARK + write_codebook(labels))
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = 'attachment; filename="labels.csv"'
    return answer


@blueprint.get("/labels/imports")
def label_imports() -> Answer:
    """Show the form for a file of labels."""
    required_viewer()
    return _page(CsvFileForm(formdata=None))


@blueprint.post("/labels/imports/preview")
def preview_import() -> Answer:
    """Show what a file would make and change, row by row; nothing is stored."""
    required_viewer()
    form = CsvFileForm()
    with form.refusals():
        if form.validate():
            return _preview(CsvForm(formdata=None, csv=form.sent_text()))
    return _page(form)


@blueprint.post("/labels/imports")
def import_file() -> Answer:
    """Make and change labels as the file says that was looked at."""
    viewer, form, has_any = required_viewer(), CsvForm(), labelled_notes().has_any
    with form.refusals():
        if form.validate():
            rows = read_codebook(form.text("csv"))
            plan = transactions.write(lambda session: import_labels(session, viewer, has_any, rows))
            flash(_said(plan), "good")
            return redirect(url_for(".labels"), 303)
    return _page(CsvFileForm(formdata=None), form)


def _preview(form: CsvForm) -> Answer:
    viewer, session = required_viewer(), transactions.reader()
    labels = queries.labels_to_choose(session, viewer, labelled_notes().has_any)
    plan = plan_import(read_codebook(form.text("csv")), labels)
    page = render_template("codebook/import_preview.html", plan=plan, kinds=ImportKind, form=form)
    return page, 200, {}


def _page(form: CsvFileForm, refused: CsvForm | None = None) -> Answer:
    page = render_template("codebook/imports.html", form=form, acted=refused)
    return page, *(refused or form).status


def _said(plan: tuple[ImportedRow, ...]) -> str:
    made, changed = (sum(row.kind is kind for row in plan) for kind in (ImportKind.NEW, ImportKind.CHANGED))
    return f"{many(made, 'label')} made, {many(changed, 'label')} changed."
