"""Where the pages of shares are registered, and what the app hands them."""

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, Flask, current_app, request, url_for
from sqlalchemy.orm import Session

from annotate.core.viewer import Viewer
from annotate.settings import Settings
from annotate.shares.models import Share
from annotate.shares.tokens import Link, Tokens
from annotate.web.public_url import root

blueprint = Blueprint("shares", __name__)

CountUnread = Callable[[Session, Viewer, Sequence[str]], Mapping[str, int]]
"""Counts the viewer's unread replies that came in through each of these shares."""

_FIRST_PAGE = "annotate.first_page"
_UNREAD = "annotate.unread_replies"
_TOKENS = "annotate.share_tokens"


FirstPage = Callable[[str], str]
"""Gives the address of the page that a link begins with, by its id: what can be shared stands above shares."""


def attach(app: Flask, unread: CountUnread, first_page: FirstPage) -> None:
    """Show counts of replies and begin links with their first page, by what the app hands in; sign with the app's keys."""
    app.extensions[_UNREAD] = unread
    app.extensions[_FIRST_PAGE] = first_page
    app.extensions[_TOKENS] = Tokens(settings_of(app).share_keys)


def first_page(share_id: str) -> str:
    """Give the address of the page that an opened link begins with."""
    find: FirstPage = current_app.extensions[_FIRST_PAGE]
    return find(share_id)


def settings_of(app: Flask) -> Settings:
    """Give the app's settings."""
    found: Settings = app.extensions["annotate.settings"]
    return found


def count_unread(session: Session, viewer: Viewer, share_ids: Sequence[str]) -> Mapping[str, int]:
    """Count unread replies by share."""
    count: CountUnread = current_app.extensions[_UNREAD]
    return count(session, viewer, share_ids)


def tokens() -> Tokens:
    """Give what signs the app's links and cookies."""
    found: Tokens = current_app.extensions[_TOKENS]
    return found


def address_of(share: Share) -> str:
    """Give the address of a share, on the host that the settings name, else on the one that was asked."""
    base = settings_of(current_app).base_url or request.url_root.rstrip("/")
    return base + url_for("shares.landing", token=tokens().link(Link(share.id, share.epoch))).removeprefix(root())
