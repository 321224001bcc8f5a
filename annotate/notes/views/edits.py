"""The words of a note: changing them, bringing two texts together, and its earlier texts."""

from flask import render_template, url_for

from annotate.core.tags import write_tags
from annotate.errors import Conflict
from annotate.notes import actions, presenters, queries
from annotate.notes.forms import EditForm
from annotate.notes.models import Note, NoteRevision
from annotate.notes.presenters import Composer
from annotate.notes.views.blueprint import blueprint
from annotate.notes.views.parts import change_note, choices, messages, to_note
from annotate.texts.forms import RevisionForm
from annotate.texts.queries import find_revision
from annotate.texts.views import editing_of, text_history
from annotate.web import fragments, transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer


@blueprint.get("/notes/<note_id>/edits")
def edits(note_id: str) -> Answer:
    """Show the form for a note's words and label."""
    note = queries.find_note(transactions.reader(), required_viewer(), note_id)
    return edit_page(note, form_for(note, note.body, note.revision))


@blueprint.post("/notes/<note_id>/edits")
def edit(note_id: str) -> Answer:
    """Save a note's new words; when it has changed since, show both texts and keep what was typed."""
    viewer, form = required_viewer(), EditForm()
    with form.refusals():
        if form.validate():
            change_note(note_id, lambda session, note: actions.save_note(session, viewer, note, form.edit()))
            return to_note(note_id)
    return edit_page(queries.find_note(transactions.reader(), viewer, note_id), form)


@blueprint.get("/notes/<note_id>/revisions")
def revisions(note_id: str) -> Answer:
    """Show what a note said before, and what was changed when."""
    note = queries.find_note(transactions.reader(), required_viewer(), note_id)
    return _history_page(note, RevisionForm(formdata=None))


@blueprint.post("/notes/<note_id>/revisions/<int:number>/restoration")
def restore_revision(note_id: str, number: int) -> Answer:
    """Put an earlier text in its place again; when the note has changed since, show both."""
    viewer, form = required_viewer(), RevisionForm()
    with form.refusals():
        if form.validate():
            made_on = form.required_revision()
            change_note(note_id, lambda session, note: actions.restore_revision(session, viewer, note, number, made_on))
            return to_note(note_id)
    note = queries.find_note(transactions.reader(), viewer, note_id)
    if not form.stale:
        return _history_page(note, form)
    wanted = find_revision(transactions.reader(), NoteRevision, note, number)
    return edit_page(note, form_for(note, wanted.body, form.made_on, form.stale))


def form_for(note: Note, words: str, revision: int, stale: Conflict | None = None) -> EditForm:
    """Fill the form for a note's words, which were made on a revision; ``stale`` says that another one took its place."""
    tags = write_tags(note.tags)
    form = EditForm(formdata=None, body=words, label=note.label_id, tags=tags, revision=str(revision))
    form.stale = stale
    return form


def edit_page(note: Note, form: EditForm) -> Answer:
    """Show the form for a note's words; with both texts, where the saved one is another than the one that was changed."""
    editing = editing_of(NoteRevision, note, form)
    composer = Composer(
        action=url_for("notes.edit", note_id=note.id),
        labels=choices(),
        exact=note.exact,
        body=editing.words,
        label_id=form.text("label"),
        tags=form.text("tags"),
        revision=editing.revision,
        suffix=f"-{note.id}",
        errors=messages(form),
        conflict=editing.conflict,
        merging=editing.merging,
        page=url_for("notes.note", note_id=note.id),
        save_words="Save this text" if editing.merging else "Save changes",
    )
    template = "notes/_composer.html" if fragments.wanted() else "notes/edit.html"
    card = presenters.card(note, required_viewer())
    return render_template(template, card=card, composer=composer), *form.status


def _history_page(note: Note, form: RevisionForm) -> Answer:
    page = render_template(
        "notes/revisions.html",
        card=presenters.card(note, required_viewer()),
        history=text_history(NoteRevision, note),
        here=url_for("notes.revisions", note_id=note.id),
        restorable=True,
        form=form,
    )
    return page, *form.status
