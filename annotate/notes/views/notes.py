"""My notes: writing, labelling, deleting and bringing back."""

from flask import render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.database import new_id
from annotate.errors import Conflict
from annotate.notes import actions, presenters, queries
from annotate.notes.forms import NoteForm, NoteLabelForm, PreviewForm
from annotate.notes.models import Note
from annotate.notes.presenters import Composer
from annotate.notes.views.blueprint import blueprint
from annotate.notes.views.edits import edit_page, form_for
from annotate.notes.views.parts import change_note, choices, messages, to_note
from annotate.trials.queries import find_trial, find_version, find_version_of
from annotate.web import fragments, transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer
from annotate.web.limits import account, limiter
from annotate.web.pages import pages
from annotate.web.public_url import asked_number

_NUMBERS = range(10**9)  # of versions and code points that an address may ask for


@blueprint.get("/trials/<registry_id>/notes/new")
def new(registry_id: str) -> Answer:
    """Show the form for a note on the whole trial, or on one block of a version that the address names."""
    required_viewer()
    block, number = _asked("block"), _asked("version")
    if block is None:
        return _new_page(registry_id, NoteForm(formdata=None))
    session = transactions.reader()
    trial = find_trial(session, registry_id)
    version = trial.current_version if number is None else find_version(session, trial, number)
    found = queries.find_block(session, version, block)
    form = NoteForm(formdata=None, version=version.id, start=str(found.start), end=str(found.end), exact=found.text)
    return _new_page(registry_id, form)


@blueprint.post("/trials/<registry_id>/notes")
def create(registry_id: str) -> Answer:
    """Keep a new note and lead to it; one that was sent before and has changed since is edited."""
    viewer, form = required_viewer(), NoteForm()
    try:
        with form.refusals():
            if form.validate():
                note = transactions.write(
                    lambda session: actions.add_note(session, viewer, find_trial(session, registry_id), form.draft())
                )
                return to_note(note.id)
    except Conflict as stale:
        made = queries.find_note_by_client_key(transactions.reader(), viewer, form.text("client_key"))
        if stale.current is None or made is None or made.deleted_at is not None:
            raise
        return edit_page(made, form_for(made, form.text("body"), 1, stale))
    return _new_page(registry_id, form)


@blueprint.post("/notes/preview")
@limiter.limit("60 per minute", key_func=account)
def preview() -> Answer:
    """Show words as they will look; nothing is kept."""
    required_viewer()
    form = PreviewForm()
    form.validate()
    return render_template("notes/preview.html", form=form), *form.status


@blueprint.get("/notes/<note_id>/label")
def label(note_id: str) -> Answer:
    """Show the labels that a note can bear."""
    note = queries.find_note(transactions.reader(), required_viewer(), note_id)
    return _label_page(note, NoteLabelForm(formdata=None, label=note.label_id))


@blueprint.post("/notes/<note_id>/label")
def relabel(note_id: str) -> Answer:
    """Give a note another label, or none."""
    viewer, form = required_viewer(), NoteLabelForm()
    with form.refusals():
        if form.validate():
            change_note(note_id, lambda session, note: actions.relabel_note(session, viewer, note, form.text("label")))
            return to_note(note_id)
    return _label_page(queries.find_note(transactions.reader(), viewer, note_id), form)


@blueprint.post("/notes/<note_id>/deletion")
def delete(note_id: str) -> Answer:
    """Delete a note; its page offers to bring it back, as the scripts do by themselves."""
    viewer = required_viewer()

    def work(session: Session) -> None:
        actions.delete_note(session, queries.find_own_note(session, viewer, note_id, for_change=True))

    transactions.write(work)
    return ("", 204, {}) if fragments.wanted() else to_note(note_id)


@blueprint.post("/notes/<note_id>/restoration")
def restore(note_id: str) -> Response:
    """Bring a deleted note back."""
    viewer = required_viewer()

    def work(session: Session) -> None:
        actions.restore_note(session, queries.find_own_note(session, viewer, note_id, for_change=True))

    transactions.write(work)
    return to_note(note_id)


def _asked(name: str) -> int | None:
    return asked_number(name, _NUMBERS, "There is no such paragraph in this trial.")


def _new_page(registry_id: str, form: NoteForm) -> Answer:
    trial = find_trial(transactions.reader(), registry_id)
    composer = Composer(
        action=url_for("notes.create", registry_id=trial.registry_id),
        labels=choices(),
        version_id=form.text("version") or trial.current_version.id,
        client_key=form.text("client_key") or new_id(),
        start=form.text("start"),
        end=form.text("end"),
        exact=form.text("exact"),
        body=form.text("body"),
        label_id=form.text("label"),
        tags=form.text("tags"),
        errors=messages(form),
    )
    href = url_for(pages().trial, registry_id=trial.registry_id)
    shown = find_version_of(transactions.reader(), trial.id, composer.version_id)
    if shown is not None and shown.number != trial.current_number:
        href = url_for(pages().version, registry_id=trial.registry_id, number=shown.number)
    return render_template("notes/new.html", trial=trial, trial_href=href, composer=composer), *form.status


def _label_page(note: Note, form: NoteLabelForm) -> Answer:
    page = render_template(
        "notes/label.html",
        card=presenters.card(note, required_viewer()),
        labels=choices(),
        chosen=form.text("label"),
        errors=messages(form),
    )
    return page, *form.status
