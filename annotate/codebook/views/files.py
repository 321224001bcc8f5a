"""My labels as a file, CSV or a codebook of REFI-QDA: taken home, and brought in after a look at what would come of it."""

from flask import flash, make_response, redirect, render_template, url_for

from annotate.codebook import queries
from annotate.codebook.csv_files import write_codebook
from annotate.codebook.files import read_labels
from annotate.codebook.forms import LabelsFileForm, ReadLabelsForm
from annotate.codebook.importing import ImportedRow, ImportKind, import_labels, plan_import
from annotate.codebook.models import Label
from annotate.codebook.qdc_files import MEDIA_TYPE, write_qdc
from annotate.codebook.starters import Starter
from annotate.codebook.views.blueprint import blueprint, labelled_notes
from annotate.core.numbers import many
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer

_MARK = "\ufeff"  # by which spreadsheets know that it is UTF-8


@blueprint.get("/labels.csv")
def label_file() -> Answer:
    """Give my labels as a CSV file."""
    return _sent(_MARK + write_codebook(_labels()), "text/csv", "labels.csv")


@blueprint.get("/labels.qdc")
def code_file() -> Answer:
    """Give my labels as a codebook of REFI-QDA."""
    return _sent(write_qdc(_labels()), MEDIA_TYPE, "labels.qdc")


@blueprint.get("/labels/imports")
def label_imports() -> Answer:
    """Show the form for a file of labels."""
    required_viewer()
    return _page(LabelsFileForm(formdata=None))


@blueprint.post("/labels/imports/preview")
def preview_import() -> Answer:
    """Show what a file would make and change, row by row; nothing is stored."""
    required_viewer()
    form = LabelsFileForm()
    with form.refusals():
        if form.validate():
            return _preview(ReadLabelsForm(formdata=None, file_text=form.sent_text()))
    return _page(form)


@blueprint.post("/labels/imports")
def import_file() -> Answer:
    """Make and change labels as the file says that was looked at."""
    viewer, form, has_any = required_viewer(), ReadLabelsForm(), labelled_notes().has_any
    with form.refusals():
        if form.validate():
            rows = read_labels(form.text("file_text"))
            plan = transactions.write(lambda session: import_labels(session, viewer, has_any, rows))
            flash(_said(plan), "good")
            return redirect(url_for(".labels"), 303)
    return _page(LabelsFileForm(formdata=None), form)


def _labels() -> tuple[Label | Starter, ...]:
    return queries.labels_to_choose(transactions.reader(), required_viewer(), labelled_notes().has_any)


def _sent(file: str, media_type: str, name: str) -> Answer:
    answer = make_response(file)
    answer.mimetype = media_type
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _preview(form: ReadLabelsForm) -> Answer:
    plan = plan_import(read_labels(form.text("file_text")), _labels())
    page = render_template("codebook/import_preview.html", plan=plan, kinds=ImportKind, form=form)
    return page, 200, {}


def _page(form: LabelsFileForm, refused: ReadLabelsForm | None = None) -> Answer:
    page = render_template("codebook/imports.html", form=form, acted=refused)
    return page, *(refused or form).status


def _said(plan: tuple[ImportedRow, ...]) -> str:
    made, changed = (sum(row.kind is kind for row in plan) for kind in (ImportKind.NEW, ImportKind.CHANGED))
    return f"{many(made, 'label')} made, {many(changed, 'label')} changed."
