"""Searches of my notes that I saved: save, list, rename, delete, restore."""

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from annotate.notes.desk import read_asked
from annotate.notes.forms import NoteSearchNameForm, SaveNoteSearchForm
from annotate.notes.saved import actions, queries
from annotate.notes.saved.models import SavedNoteSearch
from annotate.notes.saved.presenters import note_searches_page, said
from annotate.notes.views.blueprint import blueprint
from annotate.search_names import LONGEST_NAME
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.forms import Form
from annotate.web.identity import required_viewer
from annotate.web.limits import account, limiter


@blueprint.get("/notes/searches", endpoint="searches")
def index() -> Answer:
    """List my saved searches of notes."""
    return _page(NoteSearchNameForm(formdata=None))


@blueprint.get("/notes/searches/new")
def new_search() -> Answer:
    """Show the form to save the search that the list shows at the same query."""
    required_viewer()
    asked = read_asked(request.args)
    name, by = asked.query.written[:LONGEST_NAME], "trial" if asked.by_trial else ""
    return _save_page(SaveNoteSearchForm(formdata=None, name=name, q=asked.typed, by=by))


@blueprint.post("/notes/searches")
@limiter.limit("60 per minute", key_func=account)
def save_search() -> Answer:
    """Save a search of my notes, and lead back to what it finds."""
    viewer, form = required_viewer(), SaveNoteSearchForm()
    asked, name = read_asked(form.place), form.text("name")

    def work(session: Session) -> None:
        actions.save_note_search(session, viewer, name=name, typed=form.text("q"), by_trial=asked.by_trial)

    with form.refusals():
        if form.validate():
            transactions.write(work)
            flash("The search is saved.", "good")
            return redirect(asked.href(asked.query), 303)
    return _save_page(form)


@blueprint.get("/notes/searches/<saved_id>/name")
def search_name(saved_id: str) -> Answer:
    """Show the form for a saved search's name."""
    search = _search(saved_id)
    return _name_page(search, NoteSearchNameForm(formdata=None, name=search.name))


@blueprint.post("/notes/searches/<saved_id>/name")
@limiter.limit("60 per minute", key_func=account)
def rename_search(saved_id: str) -> Answer:
    """Rename a saved search."""
    viewer, form, search = required_viewer(), NoteSearchNameForm(), _search(saved_id)
    with form.refusals():
        if form.validate():
            name = form.text("name")
            transactions.write(lambda session: actions.rename_note_search(session, viewer, saved_id, name))
            return redirect(url_for(".searches"), 303)
    return _name_page(search, form)


@blueprint.post("/notes/searches/<saved_id>/deletion")
def delete_search(saved_id: str) -> Answer:
    """Delete a saved search; it can be restored for a day."""
    viewer = required_viewer()
    transactions.write(lambda session: actions.delete_note_search(session, viewer, saved_id))
    flash("The search is deleted. You can restore it below for a day.", "info")
    return redirect(url_for(".searches"), 303)


@blueprint.post("/notes/searches/<saved_id>/restoration")
def restore_search(saved_id: str) -> Answer:
    """Undo the deletion of a saved search."""
    viewer, form = required_viewer(), NoteSearchNameForm()
    with form.refusals():
        transactions.write(lambda session: actions.restore_note_search(session, viewer, saved_id))
        return redirect(url_for(".searches"), 303)
    return _page(form)


def _search(saved_id: str) -> SavedNoteSearch:
    return queries.find_note_search(transactions.reader(), required_viewer(), saved_id)


def _page(form: Form) -> Answer:
    searches = queries.every_note_search(transactions.reader(), required_viewer())
    return render_template("notes/searches.html", page=note_searches_page(searches), form=form), *form.status


def _save_page(form: SaveNoteSearchForm) -> Answer:
    asked = read_asked(form.place)
    return render_template("notes/save_search.html", form=form, words=said(asked), back=asked.href()), *form.status


def _name_page(search: SavedNoteSearch, form: Form) -> Answer:
    return render_template("notes/search_name.html", search=search, form=form), *form.status
