"""Where the pages of following are registered, and the button by which other pages let people follow what they show."""

from collections.abc import Callable

from flask import Blueprint, Flask, current_app
from sqlalchemy.orm import Session

from annotate.core.viewer import Viewer
from annotate.following import queries
from annotate.following.subjects import SubjectKind
from annotate.web import identity, transactions

blueprint = Blueprint("following", __name__)

ChosenWords = Callable[[Session, Viewer], tuple[tuple[str, str], ...]]
"""Says how a person is told of each kind of news about what they follow. Notifications stand above, so the app hands it in."""

_CHOSEN = "annotate.following_chosen"


def attach(app: Flask, chosen: ChosenWords) -> None:
    """Show what the app hands in of notifications."""
    app.extensions[_CHOSEN] = chosen


def how_told(viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """Say how the viewer is told of news about what they follow."""
    chosen: ChosenWords = current_app.extensions[_CHOSEN]
    return chosen(transactions.reader(), viewer)


@blueprint.app_context_processor
def button() -> dict[str, Callable[[str, str], str]]:
    """Let templates ask by which id the viewer follows something, for ``following/_button.html``."""
    return {"followed_as": _followed_as}


def _followed_as(kind: str, key: str) -> str:
    """Return the id of the viewer's follow of a trial (by its id), condition or search; empty if they do not follow it."""
    viewer = identity.viewer()
    found = queries.follow_of(transactions.reader(), viewer, SubjectKind(kind), key) if viewer else None
    return found or ""
