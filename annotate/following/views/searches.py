"""My saved searches: list, save, rename, delete."""

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from annotate.following import actions, presenters, queries
from annotate.following.forms import SaveSearchForm, SearchNameForm
from annotate.following.models import SavedSearch
from annotate.following.subjects import Subject, SubjectKind
from annotate.following.views.blueprint import blueprint
from annotate.search_names import LONGEST_NAME
from annotate.trials import query_strings
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.forms import Form
from annotate.web.identity import required_viewer
from annotate.web.limits import account, limiter


@blueprint.get("/searches", endpoint="searches")
def index() -> Answer:
    """List my saved searches."""
    return _page(SearchNameForm(formdata=None))


@blueprint.get("/searches/new")
def new_search() -> Answer:
    """Show the form to save the search whose address this one continues."""
    required_viewer()
    query = query_strings.canonical(request.args.items(multi=True))
    name = query_strings.said(query)[:LONGEST_NAME]
    return _save_page(SaveSearchForm(formdata=None, query=query, name=name, follow=True), query)


@blueprint.post("/searches")
@limiter.limit("60 per minute", key_func=account)
def save_search() -> Answer:
    """Save a search, and follow it if asked to."""
    viewer, form = required_viewer(), SaveSearchForm()
    query = query_strings.reread(form.text("query"))

    def work(session: Session) -> None:
        saved = actions.save_search(session, viewer, name=form.text("name"), query=query)
        if form.follow.data:
            actions.follow(session, viewer, Subject(SubjectKind.SEARCH, saved.id))

    with form.refusals():
        if form.validate():
            transactions.write(work)
            flash("The search is saved.", "good")
            return redirect(url_for(".searches"), 303)
    return _save_page(form, query)


@blueprint.get("/searches/<search_id>/name")
def search_name(search_id: str) -> Answer:
    """Show the form for a saved search's name."""
    search = _search(search_id)
    return _name_page(search, SearchNameForm(formdata=None, name=search.name))


@blueprint.post("/searches/<search_id>/name")
def rename_search(search_id: str) -> Answer:
    """Rename a saved search."""
    viewer, form = required_viewer(), SearchNameForm()

    def work(session: Session) -> None:
        actions.rename_search(session, queries.find_search(session, viewer, search_id), form.text("name"))

    search = _search(search_id)
    with form.refusals():
        if form.validate():
            transactions.write(work)
            return redirect(url_for(".searches"), 303)
    return _name_page(search, form)


@blueprint.post("/searches/<search_id>/deletion")
def delete_search(search_id: str) -> Answer:
    """Delete a saved search; it can be restored for a day."""
    viewer = required_viewer()

    def work(session: Session) -> None:
        actions.delete_search(session, queries.find_search(session, viewer, search_id, deleted_too=True))

    transactions.write(work)
    flash("The search is deleted. You can restore it below for a day.", "info")
    return redirect(url_for(".searches"), 303)


@blueprint.post("/searches/<search_id>/restoration")
def restore_search(search_id: str) -> Answer:
    """Undo the deletion of a saved search."""
    viewer, form = required_viewer(), SearchNameForm()

    def work(session: Session) -> None:
        found = queries.find_search(session, viewer, search_id, deleted_too=True)
        actions.restore_search(session, viewer, found)

    with form.refusals():
        transactions.write(work)
        return redirect(url_for(".searches"), 303)
    return _page(form)


def _search(search_id: str) -> SavedSearch:
    return queries.find_search(transactions.reader(), required_viewer(), search_id)


def _page(form: Form) -> Answer:
    viewer, session = required_viewer(), transactions.reader()
    page = presenters.searches_page(queries.searches_of(session, viewer), queries.follows_of(session, viewer))
    return render_template("following/searches.html", page=page, form=form), *form.status


def _save_page(form: SaveSearchForm, query: str) -> Answer:
    words = query_strings.said(query)
    return render_template("following/save.html", form=form, words=words, query=query), *form.status


def _name_page(search: SavedSearch, form: SearchNameForm) -> Answer:
    return render_template("following/search_name.html", search=search, form=form), *form.status
