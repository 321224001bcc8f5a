"""Changing one of the owner's links, and leading back to its page."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.database import Returned
from annotate.shares import queries
from annotate.shares.models import Share
from annotate.web import identity, transactions


def change_link(share_id: str, change: Callable[[Session, Share], None], said: str) -> Response:
    """Change one of my links, and say so on its page."""
    write_link(share_id, change)
    flash(said, "good")
    return to_link(share_id)


def write_link(share_id: str, change: Callable[[Session, Share], Returned]) -> Returned:
    """Change one of my links, and give what the change gives."""
    viewer = identity.required_viewer()
    return transactions.write(
        lambda session: change(session, queries.find_share(session, viewer, share_id, for_change=True))
    )


def to_link(share_id: str) -> Response:
    """Lead to the page of one of my links."""
    return redirect(url_for("shares.link", share_id=share_id), 303)
