"""Feeds at secret addresses, and the pages on which their owners make and revoke these."""

from urllib.parse import urlsplit

from flask import flash, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.core import atom
from annotate.errors import NotFound
from annotate.following import actions, feeds, queries
from annotate.following.feeds import FeedAddresses
from annotate.following.models import Follow, SavedSearch
from annotate.following.views.blueprint import blueprint
from annotate.trials.conditions import condition_names
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer
from annotate.web.limits import limiter
from annotate.web.pages import pages, path_of
from annotate.web.public_url import leading_here

STORED_SECONDS = 300
"""How long a reader need not ask again."""


@blueprint.get("/feeds/<token>")
@limiter.limit("120 per minute")
def feed(token: str) -> Response:
    """Give a feed to whoever has its address; a reader that has it already is told so (304)."""
    session = transactions.reader()
    of, own = queries.find_feed(session, token), leading_here(url_for(".feed", token=token))
    response = make_response()
    response.set_etag(feeds.state_of(session, of, own))
    response.cache_control.private = True
    response.cache_control.max_age = STORED_SECONDS
    response.content_type = f"{atom.TYPE}; charset=utf-8"
    if not request.if_none_match.contains_weak(response.get_etag()[0] or ""):
        response.set_data(atom.write_feed(feeds.feed_of(session, of, _addresses(own))))
    return response.make_conditional(request)


@blueprint.get("/following/<follow_id>/feed")
def follow_feed(follow_id: str) -> str:
    """Show the address of the feed of something I follow."""
    return _page(_follow(transactions.reader(), follow_id))


@blueprint.post("/following/<follow_id>/feed")
def make_follow_feed(follow_id: str) -> Answer:
    """Make a feed of something I follow, or give it a new address."""
    transactions.write(lambda session: actions.make_feed(session, _follow(session, follow_id)))
    return redirect(url_for(".follow_feed", follow_id=follow_id), 303)


@blueprint.post("/following/<follow_id>/feed/revocation")
def end_follow_feed(follow_id: str) -> Answer:
    """Revoke the address of the feed of something I follow."""
    transactions.write(lambda session: actions.end_feed(session, _follow(session, follow_id)))
    return _ended(url_for(".follow_feed", follow_id=follow_id))


@blueprint.get("/searches/<search_id>/feed")
def search_feed(search_id: str) -> str:
    """Show the address of the feed of a saved search."""
    return _page(queries.find_search(transactions.reader(), required_viewer(), search_id))


@blueprint.post("/searches/<search_id>/feed")
def make_search_feed(search_id: str) -> Answer:
    """Make a feed of a saved search, or give it a new address."""
    viewer = required_viewer()
    transactions.write(lambda session: actions.make_feed(session, queries.find_search(session, viewer, search_id)))
    return redirect(url_for(".search_feed", search_id=search_id), 303)


@blueprint.post("/searches/<search_id>/feed/revocation")
def end_search_feed(search_id: str) -> Answer:
    """Revoke the address of the feed of a saved search."""
    viewer = required_viewer()
    transactions.write(lambda session: actions.end_feed(session, queries.find_search(session, viewer, search_id)))
    return _ended(url_for(".search_feed", search_id=search_id))


def _follow(session: Session, follow_id: str) -> Follow:
    """Return a trial or condition that the viewer follows now; the feed of a search is the search's. Raises NotFound."""
    found = queries.find_follow(session, required_viewer(), follow_id)
    if found.ended_at is not None or found.search_id is not None:
        raise NotFound
    return found


def _page(of: Follow | SavedSearch) -> str:
    address = leading_here(url_for(".feed", token=of.feed_key)) if of.feed_key else ""
    if isinstance(of, SavedSearch):
        name, own = of.name, url_for(".search_feed", search_id=of.id)
    else:
        own, key = url_for(".follow_feed", follow_id=of.id), of.condition_key or ""
        name = of.trial.registry_id if of.trial else condition_names(transactions.reader(), [key])[key]
    return render_template(
        "following/feed.html", name=name, own=own, address=address, search=isinstance(of, SavedSearch)
    )


def _ended(page: str) -> Answer:
    flash("The feed’s address is revoked. Nobody can read the feed by it any more.", "good")
    return redirect(page, 303)


def _addresses(own: str) -> FeedAddresses:
    return FeedAddresses(
        host=urlsplit(own).hostname or "",
        own=own,
        search=leading_here(url_for("trials.search")),
        trial=lambda registry_id: leading_here(path_of(pages().trial, registry_id=registry_id)),
        comparison=lambda registry_id, old, new: leading_here(
            path_of(pages().comparison, registry_id=registry_id, old=old, new=new)
        ),
    )
