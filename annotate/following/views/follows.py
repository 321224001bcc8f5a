"""What one follows: a page of it, and following and unfollowing from there and from the pages of what can be followed."""

from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm import Session

from annotate.following import actions, presenters, queries
from annotate.following.forms import FollowForm
from annotate.following.models import Follow
from annotate.following.subjects import Subject, SubjectKind
from annotate.following.views.blueprint import blueprint, how_told
from annotate.trials.conditions import condition_names
from annotate.trials.models import Trial
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer
from annotate.web.limits import account, limiter
from annotate.web.pages import pages, path_of
from annotate.web.public_url import site_path

_FOLLOWED = "You follow this now. What is new is on the page What’s new."
_ENDED = "You do not follow this any more. You can undo that on the page Following."


@blueprint.get("/following", endpoint="following")
def index() -> Answer:
    """List what I follow, and how I am told."""
    return _page(FollowForm(formdata=None))


@blueprint.post("/following")
@limiter.limit("120 per minute", key_func=account)
def follow() -> Answer:
    """Follow a trial, a condition or a saved search."""
    viewer, form = required_viewer(), FollowForm()
    subject = form.subject
    with form.refusals():
        transactions.write(lambda session: actions.follow(session, viewer, subject).id)
        flash(_FOLLOWED, "good")
        return redirect(url_for(".following") if form.from_list else _page_of(subject), 303)
    return _page(form)


@blueprint.post("/following/<follow_id>/ending")
def unfollow(follow_id: str) -> Answer:
    """Stop following something."""
    viewer, form = required_viewer(), FollowForm()

    def work(session: Session) -> str:
        found = queries.find_follow(session, viewer, follow_id)
        actions.unfollow(session, found)
        return _page_of(_subject_of(session, found))

    back = transactions.write(work)
    flash(_ENDED, "info")
    return redirect(url_for(".following") if form.from_list else back, 303)


@blueprint.post("/following/<follow_id>/restoration")
def follow_again(follow_id: str) -> Answer:
    """Undo that I stopped following something."""
    viewer, form = required_viewer(), FollowForm()

    def work(session: Session) -> None:
        actions.follow_again(session, viewer, queries.find_follow(session, viewer, follow_id))

    with form.refusals():
        transactions.write(work)
        return redirect(url_for(".following"), 303)
    return _page(form)


def _page(form: FollowForm) -> Answer:
    viewer, session = required_viewer(), transactions.reader()
    follows = queries.follows_of(session, viewer)
    names = condition_names(session, [each.condition_key for each in follows if each.condition_key])
    page = presenters.following_page(follows, names, how_told(viewer))
    return render_template("following/following.html", page=page, form=form), *form.status


def _page_of(subject: Subject) -> str:
    match subject.kind:
        case SubjectKind.TRIAL:
            return site_path(path_of(pages().trial, registry_id=subject.key))
        case SubjectKind.CONDITION:
            return url_for("trials.condition", key=subject.key)
        case SubjectKind.SEARCH:
            return url_for(".searches")


def _subject_of(session: Session, follow: Follow) -> Subject:
    if follow.trial_id is not None:
        return Subject(SubjectKind.TRIAL, session.get_one(Trial, follow.trial_id).registry_id)
    if follow.condition_key is not None:
        return Subject(SubjectKind.CONDITION, follow.condition_key)
    return Subject(SubjectKind.SEARCH, follow.search_id or "")
