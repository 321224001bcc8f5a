"""My labels: their names and colours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Flask, current_app, redirect, render_template, url_for
from sqlalchemy.orm import Session

from annotate.codebook import actions, presenters, queries
from annotate.codebook.forms import LabelForm
from annotate.codebook.presenters import LabelChoice
from annotate.codebook.queries import HasNotes
from annotate.core.viewer import Viewer
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer

blueprint = Blueprint("codebook", __name__)

_NOTES = "annotate.labelled_notes"


@dataclass(frozen=True, slots=True)
class LabelledNotes:
    """What these pages know of notes, which stand above labels."""

    has_any: HasNotes
    per_label: Callable[[Session, Viewer], Mapping[str, int]]
    """Counts the viewer's notes by label id."""
    address: Callable[[str], str]
    """Gives the address of the list of notes that bear a label."""


def attach(app: Flask, notes: LabelledNotes) -> None:
    """Show what the app hands in of notes."""
    app.extensions[_NOTES] = notes


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
            name, hue, has_any = form.text("name"), form.hue_number, _notes().has_any
            transactions.write(lambda session: actions.create_label(session, viewer, has_any, name=name, hue=hue))
            return redirect(url_for(".labels"), 303)
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

    def work(session: Session) -> None:
        label = actions.own_label(session, viewer, label_id, _notes().has_any)
        actions.change_label(session, viewer, label, name=form.text("name"), hue=form.hue_number)

    with form.refusals():
        if form.validate():
            transactions.write(work)
            return redirect(url_for(".labels"), 303)
    return _edit_page(_label(label_id), form)


@blueprint.get("/labels/<label_id>/deletion")
def label_deletion(label_id: str) -> str:
    """Ask before a label is deleted: its notes would stand without one."""
    return render_template("codebook/label_deletion.html", label=_label(label_id))


@blueprint.post("/labels/<label_id>/deletion")
def delete_label(label_id: str) -> Answer:
    """Delete a label; its notes stay."""
    viewer = required_viewer()

    def work(session: Session) -> None:
        actions.delete_label(session, actions.own_label(session, viewer, label_id, _notes().has_any))

    transactions.write(work)
    return redirect(url_for(".labels"), 303)


def _notes() -> LabelledNotes:
    handed: LabelledNotes = current_app.extensions[_NOTES]
    return handed


def _choices() -> tuple[LabelChoice, ...]:
    viewer, session, notes = required_viewer(), transactions.reader(), _notes()
    labels = queries.labels_to_choose(session, viewer, notes.has_any)
    return presenters.label_choices(labels, notes.per_label(session, viewer))


def _label(label_id: str) -> LabelChoice:
    return presenters.find_choice(_choices(), label_id)


def _page(form: LabelForm) -> Answer:
    page = render_template("codebook/labels.html", labels=_choices(), notes_of=_notes().address, form=form)
    return page, *form.status


def _edit_page(label: LabelChoice, form: LabelForm) -> Answer:
    return render_template("codebook/label_edit.html", label=label, form=form), *form.status
