"""My notes: the list of them, writing, editing, labelling, deleting and bringing back."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from annotate.core.cursors import read_cursor
from annotate.database import new_id
from annotate.errors import Conflict
from annotate.notes import actions, labels, presenters, queries
from annotate.notes.forms import EditForm, NoteForm, NoteLabelForm, PreviewForm
from annotate.notes.models import Note
from annotate.notes.presenters import Composer
from annotate.notes.views.blueprint import blueprint
from annotate.trials.queries import find_trial
from annotate.web import fragments, paging, work
from annotate.web.errors import status_of
from annotate.web.forms import Form
from annotate.web.identity import required_viewer

Answer = Response | tuple[str, int, dict[str, str]]


@blueprint.get("/notes")
def mine() -> str:
    """Show all my notes, newest first, or those that hold some words, stand on one trial or bear one label."""
    viewer, session = required_viewer(), work.reader()
    wanted = presenters.read_filter(request.args)
    notes = queries.search_notes(session, viewer, wanted, paging.after(read_cursor))
    return render_template(
        "notes/mine.html",
        page=presenters.notes_page(notes, viewer, wanted, queries.noted_trials(session, viewer), _choices()),
    )


@blueprint.get("/trials/<registry_id>/notes/new")
def new(registry_id: str) -> Answer:
    """Show the form for a note on the whole trial."""
    required_viewer()
    return _new_page(registry_id, NoteForm(formdata=None))


@blueprint.post("/trials/<registry_id>/notes")
def create(registry_id: str) -> Answer:
    """Keep a new note and lead to it."""
    viewer, form = required_viewer(), NoteForm()
    with form.refusals():
        if form.validate():
            with work.transaction() as session:
                note = actions.add_note(session, viewer, find_trial(session, registry_id), form.draft())
            return _to_note(note.id)
    return _new_page(registry_id, form)


@blueprint.post("/notes/preview")
def preview() -> Answer:
    """Show words as they will look; nothing is kept."""
    required_viewer()
    form = PreviewForm()
    form.validate()
    return render_template("notes/preview.html", form=form), *form.status


@blueprint.get("/notes/<note_id>/edits")
def edits(note_id: str) -> Answer:
    """Show the form for a note's words and label."""
    note = queries.find_note(work.reader(), required_viewer(), note_id)
    return _edit_page(note, EditForm(formdata=None, body=note.body, label=note.label_id))


@blueprint.post("/notes/<note_id>/edits")
def edit(note_id: str) -> Answer:
    """Keep a note's new words; when it has changed since, show both texts and keep what was typed."""
    viewer, form, conflict = required_viewer(), EditForm(), None
    try:
        with form.refusals():
            if form.validate():
                with work.transaction() as session:
                    note = queries.find_note(session, viewer, note_id, for_change=True)
                    actions.edit_note(session, viewer, note, form.edit())
                return _to_note(note_id)
    except Conflict as other_words:
        conflict = other_words
    return _edit_page(queries.find_note(work.reader(), viewer, note_id), form, conflict)


@blueprint.get("/notes/<note_id>/label")
def label(note_id: str) -> Answer:
    """Show the labels that a note can bear."""
    note = queries.find_note(work.reader(), required_viewer(), note_id)
    return _label_page(note, NoteLabelForm(formdata=None, label=note.label_id))


@blueprint.post("/notes/<note_id>/label")
def relabel(note_id: str) -> Answer:
    """Give a note another label, or none."""
    viewer, form = required_viewer(), NoteLabelForm()
    with form.refusals():
        if form.validate():
            with work.transaction() as session:
                note = queries.find_note(session, viewer, note_id, for_change=True)
                actions.relabel_note(session, viewer, note, form.text("label"))
            return _to_note(note_id)
    return _label_page(queries.find_note(work.reader(), viewer, note_id), form)


@blueprint.post("/notes/<note_id>/deletion")
def delete(note_id: str) -> Answer:
    """Delete a note; its page offers to bring it back, as the scripts do by themselves."""
    viewer = required_viewer()
    with work.transaction() as session:
        actions.delete_note(session, queries.find_own_note(session, viewer, note_id, for_change=True))
    return ("", 204, {}) if fragments.wanted() else _to_note(note_id)


@blueprint.post("/notes/<note_id>/restoration")
def restore(note_id: str) -> Response:
    """Bring a deleted note back."""
    viewer = required_viewer()
    with work.transaction() as session:
        actions.restore_note(session, queries.find_own_note(session, viewer, note_id, for_change=True))
    return _to_note(note_id)


def _to_note(note_id: str) -> Response:
    return redirect(url_for("reading.note", note_id=note_id), 303)


def _choices() -> tuple[presenters.LabelChoice, ...]:
    return presenters.label_choices(labels.labels_to_choose(work.reader(), required_viewer()))


def _new_page(registry_id: str, form: NoteForm) -> Answer:
    trial = find_trial(work.reader(), registry_id)
    composer = Composer(
        action=url_for("notes.create", registry_id=trial.registry_id),
        labels=_choices(),
        version_id=form.text("version") or trial.current_version.id,
        client_key=form.text("client_key") or new_id(),
        start=form.text("start"),
        end=form.text("end"),
        exact=form.text("exact"),
        body=form.text("body"),
        label_id=form.text("label"),
        errors=_messages(form),
    )
    href = url_for("reading.trial", registry_id=trial.registry_id)
    return render_template("notes/new.html", trial=trial, trial_href=href, composer=composer), *form.status


def _edit_page(note: Note, form: EditForm, conflict: Conflict | None = None) -> Answer:
    composer = Composer(
        action=url_for("notes.edit", note_id=note.id),
        labels=_choices(),
        exact=note.exact,
        body=form.text("body"),
        label_id=form.text("label"),
        revision=note.revision,
        suffix=f"-{note.id}",
        errors=_messages(form),
        conflict=conflict.message if conflict else "",
        current=note.body if conflict else None,
        save_words="Save changes",
    )
    status, headers = (status_of(conflict), {}) if conflict else form.status
    template = "notes/_composer.html" if fragments.wanted() else "notes/edit.html"
    card = presenters.card(note, required_viewer())
    return render_template(template, card=card, composer=composer), status, headers


def _label_page(note: Note, form: NoteLabelForm) -> Answer:
    page = render_template(
        "notes/label.html",
        card=presenters.card(note, required_viewer()),
        labels=_choices(),
        chosen=form.text("label"),
        errors=_messages(form),
    )
    return page, *form.status


def _messages(form: Form) -> tuple[str, ...]:
    return tuple(message for messages in form.errors.values() for message in messages)
