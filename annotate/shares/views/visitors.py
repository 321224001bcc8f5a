"""Who has access to one of the owner's links: listing them, and ending one visitor's access."""

from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.core.cursors import read_cursor
from annotate.shares import access, presenters, queries
from annotate.shares.views.blueprint import blueprint
from annotate.web import identity, paging, transactions


@blueprint.get("/shares/<share_id>/visitors")
def visitors(share_id: str) -> str:
    """List everybody who has access to a link of mine now, page by page."""
    viewer, session, after = identity.required_viewer(), transactions.reader(), paging.after(read_cursor)
    row = queries.find_link(session, viewer, share_id)
    found = access.visitors_of(session, row.share, after)
    return render_template("shares/visitors.html", link=presenters.link_view(row), page=found, is_first=after is None)


@blueprint.get("/shares/<share_id>/visitors/<unlock_id>")
def visitor(share_id: str, unlock_id: str) -> str:
    """Ask before a visitor's access is ended."""
    viewer, session = identity.required_viewer(), transactions.reader()
    row = queries.find_link(session, viewer, share_id)
    found = access.find_visitor(session, row.share, unlock_id)
    return render_template("shares/visitor.html", link=presenters.link_view(row), visitor=found)


@blueprint.post("/shares/<share_id>/visitors/<unlock_id>")
def end_visitor(share_id: str, unlock_id: str) -> Response:
    """End one visitor's access to a link of mine."""
    viewer = identity.required_viewer()

    def work(session: Session) -> None:
        access.end_access(session, queries.find_share(session, viewer, share_id, for_change=True), unlock_id)

    transactions.write(work)
    flash("Their access has ended. With the passcode they can open the link again.", "good")
    return redirect(url_for("shares.link", share_id=share_id), 303)
