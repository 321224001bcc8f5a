"""My labels: their names and colours."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from annotate.notes import labels, presenters, queries
from annotate.notes.forms import LabelForm
from annotate.notes.presenters import LabelChoice
from annotate.notes.views.blueprint import blueprint
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer


@blueprint.get("/labels", endpoint="labels")
def index() -> Answer:
    """Show my labels, and the form for a new one."""
    return _page(LabelForm(formdata=None, hue="1"))


@blueprint.post("/labels")
def create_label() -> Answer:
    """Make a label."""
    viewer, form = required_viewer(), LabelForm()
    with form.refusals():
        if form.validate():
            with transactions.begin() as session:
                labels.create_label(session, viewer, name=form.text("name"), hue=form.hue_number)
            return redirect(url_for("notes.labels"), 303)
    return _page(form)


@blueprint.get("/labels/<label_id>/edits")
def label_edits(label_id: str) -> Answer:
    """Show the form for a label's name and colour."""
    label = _label(label_id)
    return _edit_page(label, LabelForm(formdata=None, name=label.name, hue=str(label.hue)))


@blueprint.post("/labels/<label_id>/edits")
def edit_label(label_id: str) -> Answer:
    """Rename and recolour a label."""
    viewer, form = required_viewer(), LabelForm()
    with form.refusals():
        if form.validate():
            with transactions.begin() as session:
                label = labels.own_label(session, viewer, label_id)
                labels.change_label(session, viewer, label, name=form.text("name"), hue=form.hue_number)
            return redirect(url_for("notes.labels"), 303)
    return _edit_page(_label(label_id), form)


@blueprint.get("/labels/<label_id>/deletion")
def label_deletion(label_id: str) -> str:
    """Ask before a label is deleted: its notes would stand without one."""
    return render_template("notes/label_deletion.html", label=_label(label_id))


@blueprint.post("/labels/<label_id>/deletion")
def delete_label(label_id: str) -> Response:
    """Delete a label; its notes stay."""
    viewer = required_viewer()
    with transactions.begin() as session:
        labels.delete_label(session, labels.own_label(session, viewer, label_id))
    return redirect(url_for("notes.labels"), 303)


def _choices() -> tuple[LabelChoice, ...]:
    viewer, session = required_viewer(), transactions.reader()
    return presenters.label_choices(labels.labels_to_choose(session, viewer), queries.notes_per_label(session, viewer))


def _label(label_id: str) -> LabelChoice:
    return presenters.find_choice(_choices(), label_id)


def _page(form: LabelForm) -> Answer:
    return render_template("notes/labels.html", labels=_choices(), form=form), *form.status


def _edit_page(label: LabelChoice, form: LabelForm) -> Answer:
    return render_template("notes/label_edit.html", label=label, form=form), *form.status
