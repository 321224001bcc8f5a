"""The words of a note: changing them, bringing two texts together, and its earlier texts."""

from flask import render_template, request, url_for

from annotate.errors import Conflict
from annotate.notes import actions, presenters, queries
from annotate.notes.forms import EditForm, RevisionForm
from annotate.notes.history import history, merging
from annotate.notes.models import Note
from annotate.notes.presenters import Composer
from annotate.notes.views.blueprint import blueprint
from annotate.notes.views.parts import choices, messages, to_note
from annotate.web import fragments, paging, transactions
from annotate.web.answer import Answer
from annotate.web.errors import status_of
from annotate.web.forms import Form
from annotate.web.identity import required_viewer


@blueprint.get("/notes/<note_id>/edits")
def edits(note_id: str) -> Answer:
    """Show the form for a note's words and label."""
    note = queries.find_note(transactions.reader(), required_viewer(), note_id)
    return edit_page(note, form_for(note, note.body, note.revision))


@blueprint.post("/notes/<note_id>/edits")
def edit(note_id: str) -> Answer:
    """Keep a note's new words; when it has changed since, show both texts and keep what was typed."""
    viewer, form, conflict = required_viewer(), EditForm(), None
    try:
        with form.refusals():
            if form.validate():
                with transactions.begin() as session:
                    note = queries.find_note(session, viewer, note_id, for_change=True)
                    actions.edit_note(session, viewer, note, form.edit())
                return to_note(note_id)
    except Conflict as other_words:
        conflict = other_words
    return edit_page(queries.find_note(transactions.reader(), viewer, note_id), form, conflict)


@blueprint.get("/notes/<note_id>/revisions")
def revisions(note_id: str) -> Answer:
    """Show what a note said before, and what was changed when."""
    return _history_page(
        queries.find_note(transactions.reader(), required_viewer(), note_id), RevisionForm(formdata=None)
    )


@blueprint.post("/notes/<note_id>/revisions/<int:number>/restoration")
def restore_revision(note_id: str, number: int) -> Answer:
    """Put an earlier text in its place again; when the note has changed since, show both."""
    viewer, form, conflict = required_viewer(), RevisionForm(), None
    try:
        with form.refusals(), transactions.begin() as session:
            note = queries.find_note(session, viewer, note_id, for_change=True)
            actions.restore_revision(session, viewer, note, number, form.required_revision())
    except Conflict as other_words:
        conflict = other_words
    if not conflict and not form.errors:
        return to_note(note_id)
    note = queries.find_note(transactions.reader(), viewer, note_id)
    if not conflict:
        return _history_page(note, form)
    wanted = queries.find_revision(transactions.reader(), note, number)
    return edit_page(note, form_for(note, wanted.body, form.made_on), conflict)


def form_for(note: Note, words: str, revision: int) -> EditForm:
    """Fill the form for a note's words, which were made on a revision."""
    return EditForm(formdata=None, body=words, label=note.label_id, revision=str(revision))


def edit_page(note: Note, form: EditForm, conflict: Conflict | None = None) -> Answer:
    """Show the form for a note's words; with both texts, where the saved one is another than the one that was changed."""
    both = None
    if conflict or form.text("mine"):
        base = queries.text_of(transactions.reader(), note, form.made_on)
        both = merging(base.body if base else None, note.body, form.words if conflict else form.text("mine"))
    composer = Composer(
        action=url_for("notes.edit", note_id=note.id),
        labels=choices(),
        exact=note.exact,
        body=both.both if both and conflict else form.words,
        label_id=form.text("label"),
        revision=str(note.revision) if conflict else form.text("revision"),
        suffix=f"-{note.id}",
        errors=messages(form),
        conflict=conflict.message if conflict else "",
        merging=both,
        page=url_for("notes.note", note_id=note.id),
        save_words="Save this text" if both else "Save changes",
    )
    status, headers = (status_of(conflict), {}) if conflict else form.status
    template = "notes/_composer.html" if fragments.wanted() else "notes/edit.html"
    card = presenters.card(note, required_viewer())
    return render_template(template, card=card, composer=composer), status, headers


def _history_page(note: Note, form: Form) -> Answer:
    before = paging.after(int) if "after" in request.args else None
    page = render_template(
        "notes/revisions.html",
        card=presenters.card(note, required_viewer()),
        history=history(note, queries.revisions_of(transactions.reader(), note, before), first_page=before is None),
        errors=messages(form),
    )
    return page, *form.status
