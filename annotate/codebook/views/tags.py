"""My tags: rename, merge and delete them."""

from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm import Session

from annotate.codebook.forms import MergerForm, TagForm
from annotate.codebook.tags import actions, queries
from annotate.codebook.tags.presenters import TagView, tag_views
from annotate.codebook.views.blueprint import blueprint, labelled_notes
from annotate.errors import NotFound
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer


@blueprint.get("/tags")
def tags() -> str:
    """List my tags. Scripts read them from here to complete what is typed."""
    return render_template("codebook/tags.html", tags=_tags(), notes_of=labelled_notes().address_of_tag)


@blueprint.get("/tags/<tag_id>/edits")
def tag_edits(tag_id: str) -> Answer:
    """Show the form for a tag's name, and the ways to merge and delete it."""
    tag = _tag(tag_id)
    return _edit_page(tag, TagForm(formdata=None, name=tag.name))


@blueprint.post("/tags/<tag_id>/edits")
def edit_tag(tag_id: str) -> Answer:
    """Rename a tag on all notes that have it."""
    viewer, form = required_viewer(), TagForm()

    def work(session: Session) -> None:
        actions.rename_tag(
            session, viewer, queries.find_tag(session, viewer, tag_id, for_change=True), form.text("name")
        )

    tag = _tag(tag_id)
    with form.refusals():
        if form.validate():
            transactions.write(work)
            return redirect(url_for(".tags"), 303)
    return _edit_page(tag, form)


@blueprint.get("/tags/<tag_id>/merger")
def tag_merger(tag_id: str) -> Answer:
    """Show the tags that a tag can be merged into; there is no undoing, so this page asks."""
    return _merger_page(tag_id, MergerForm(formdata=None))


@blueprint.post("/tags/<tag_id>/merger")
def merge_tag(tag_id: str) -> Answer:
    """Merge a tag into another one."""
    viewer, form = required_viewer(), MergerForm()

    def work(session: Session) -> None:
        tag, into = (queries.find_tag(session, viewer, each, for_change=True) for each in (tag_id, form.text("into")))
        actions.merge_tag(session, tag, into, labelled_notes().merge_tags)

    _tag(tag_id)
    with form.refusals():
        if form.validate_among({tag.id for tag in _tags()}):
            transactions.write(work)
            flash("The tags are merged.", "good")
            return redirect(url_for(".tags"), 303)
    return _merger_page(tag_id, form)


@blueprint.get("/tags/<tag_id>/deletion")
def tag_deletion(tag_id: str) -> str:
    """Ask before a tag is deleted."""
    return render_template("codebook/tag_deletion.html", tag=_tag(tag_id))


@blueprint.post("/tags/<tag_id>/deletion")
def delete_tag(tag_id: str) -> Answer:
    """Delete a tag; the notes that had it stay."""
    viewer = required_viewer()
    transactions.write(
        lambda session: actions.delete_tag(session, queries.find_tag(session, viewer, tag_id, for_change=True))
    )
    flash("The tag is deleted. The notes that had it are still there.", "info")
    return redirect(url_for(".tags"), 303)


def _tags() -> tuple[TagView, ...]:
    viewer, session = required_viewer(), transactions.reader()
    return tag_views(queries.tags_of(session, viewer), labelled_notes().per_tag(session, viewer))


def _tag(tag_id: str) -> TagView:
    found = next((tag for tag in _tags() if tag.id == tag_id), None)
    if found is None:
        raise NotFound
    return found


def _edit_page(tag: TagView, form: TagForm) -> Answer:
    return render_template("codebook/tag_edit.html", tag=tag, form=form), *form.status


def _merger_page(tag_id: str, form: MergerForm) -> Answer:
    tag = _tag(tag_id)
    others = tuple(other for other in _tags() if other.id != tag.id)
    return render_template("codebook/tag_merger.html", tag=tag, others=others, form=form), *form.status
