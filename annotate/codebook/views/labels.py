"""My labels: make, change, order, merge and delete them, and undo that."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm import Session

from annotate.codebook import actions, presenters, queries
from annotate.codebook.forms import LabelForm, MergerForm, PositionForm
from annotate.codebook.models import Label
from annotate.codebook.presenters import LabelChoice
from annotate.codebook.views.blueprint import blueprint, labelled_notes
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.forms import Form
from annotate.web.identity import required_viewer


@blueprint.get("/labels", endpoint="labels")
def index() -> Answer:
    """Show my labels in their order, and the form for a new one."""
    return _page(LabelForm(formdata=None, hue="1"))


@blueprint.post("/labels")
def create_label() -> Answer:
    """Make a label."""
    viewer, form, has_any = required_viewer(), LabelForm(), labelled_notes().has_any
    with form.refusals():
        if form.validate():
            words = form.words
            transactions.write(lambda session: actions.create_label(session, viewer, has_any, **words))
            return redirect(url_for(".labels"), 303)
    return _page(form)


@blueprint.get("/labels/<label_id>/edits")
def label_edits(label_id: str) -> Answer:
    """Show the form for a label's name, colour and description."""
    label = _label(label_id)
    shown = {"name": label.name, "hue": str(label.hue), "description": label.description, "when_not": label.when_not}
    return _edit_page(label, LabelForm(formdata=None, data=shown))


@blueprint.post("/labels/<label_id>/edits")
def edit_label(label_id: str) -> Answer:
    """Rename, recolour and describe a label; for a day it can be undone."""
    viewer, form = required_viewer(), LabelForm()

    def work(session: Session) -> bool:
        label = _own(session, label_id)
        before = label.draft()
        return actions.change_label(session, viewer, label, **form.words).draft() != before

    with form.refusals():
        if form.validate():
            if transactions.write(work):
                flash("The label is changed. You can undo that below for a day.", "info")
            return redirect(url_for(".labels"), 303)
    return _edit_page(_label(label_id), form)


@blueprint.post("/labels/<label_id>/position")
def move_label(label_id: str) -> Answer:
    """Move a label, or the group that it belongs to, one place up or down."""
    viewer, form = required_viewer(), PositionForm()

    def work(session: Session) -> str:
        label = _own(session, label_id)
        actions.move_label(session, viewer, label, up=form.is_up, whole_group=form.of_group)
        return label.id

    if form.validate():
        return redirect(url_for(".labels", _anchor=f"label-{transactions.write(work)}"), 303)
    _label(label_id)
    return _page(LabelForm(formdata=None, hue="1"), form)


@blueprint.get("/labels/<label_id>/merger")
def label_merger(label_id: str) -> Answer:
    """Show the labels that a label can be merged into."""
    return _merger_page(label_id, MergerForm(formdata=None))


@blueprint.post("/labels/<label_id>/merger")
def merge_label(label_id: str) -> Answer:
    """Merge a label into another one; for a day it can be undone."""
    required_viewer()
    form = MergerForm()

    def work(session: Session) -> None:
        into = form.text("into")
        # Starters become rows together: the second one is found among them.
        label = _own(session, label_id)
        actions.merge_label(session, label, _own(session, into), labelled_notes().move)

    _label(label_id)
    with form.refusals():
        if form.validate_among({choice.id for choice in _choices()}):
            transactions.write(work)
            flash("The labels are merged. You can undo that below for a day.", "info")
            return redirect(url_for(".labels"), 303)
    return _merger_page(label_id, form)


@blueprint.get("/labels/<label_id>/deletion")
def label_deletion(label_id: str) -> str:
    """Ask before a label is deleted: its notes would stand without one."""
    label = _label(label_id)
    taken = labelled_notes().taken(transactions.reader(), required_viewer(), label.id)
    return render_template("codebook/label_deletion.html", label=label, taken=taken, rounds=_rounds(label_id))


@blueprint.post("/labels/<label_id>/deletion")
def delete_label(label_id: str) -> Answer:
    """Delete a label; its notes stay. For a day it can be undone."""
    required_viewer()

    def work(session: Session) -> None:
        actions.delete_label(session, _own(session, label_id, deleted_too=True), labelled_notes().move)

    transactions.write(work)
    flash("The label is deleted. You can undo that below for a day.", "info")
    return redirect(url_for(".labels"), 303)


@blueprint.post("/labels/<label_id>/restoration")
def restore_label(label_id: str) -> Answer:
    """Undo that a label was deleted or merged, or its last edit."""
    viewer, form = required_viewer(), PositionForm(formdata=None)

    def work(session: Session) -> None:
        label = queries.find_label(session, viewer, label_id, deleted_too=True)
        actions.undo(session, viewer, label, labelled_notes().restore)

    with form.refusals():
        transactions.write(work)
        return redirect(url_for(".labels"), 303)
    return _page(LabelForm(formdata=None, hue="1"), form)


def _own(session: Session, label_id: str, *, deleted_too: bool = False) -> Label:
    return actions.own_label(session, required_viewer(), label_id, labelled_notes().has_any, deleted_too=deleted_too)


def _choices() -> tuple[LabelChoice, ...]:
    viewer, session, notes = required_viewer(), transactions.reader(), labelled_notes()
    labels = queries.labels_to_choose(session, viewer, notes.has_any)
    return presenters.label_choices(labels, notes.per_label(session, viewer))


def _rounds(label_id: str) -> Sequence[str]:
    return labelled_notes().rounds(transactions.reader(), required_viewer(), label_id)


def _label(label_id: str) -> LabelChoice:
    return presenters.find_choice(_choices(), label_id)


def _page(form: LabelForm, acted: Form | None = None) -> Answer:
    """Show the list; ``acted`` is another form than the one for a new label, and says why."""
    changes = queries.undoable_labels(transactions.reader(), required_viewer())
    page = presenters.codebook_page(_choices(), changes)
    shown = render_template(
        "codebook/labels.html", page=page, notes_of=labelled_notes().address, form=form, acted=acted
    )
    return shown, *(acted or form).status


def _edit_page(label: LabelChoice, form: LabelForm) -> Answer:
    return render_template("codebook/label_edit.html", label=label, form=form), *form.status


def _merger_page(label_id: str, form: MergerForm) -> Answer:
    choices, label = _choices(), _label(label_id)
    others = tuple(choice for choice in choices if choice.id != label.id)
    taken = labelled_notes().taken(transactions.reader(), required_viewer(), label.id)
    rounds = _rounds(label_id)
    page = render_template(
        "codebook/label_merger.html", label=label, others=others, form=form, taken=taken, rounds=rounds
    )
    return page, *form.status
