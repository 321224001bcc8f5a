"""Where the pages of replies are registered, and what they have in common."""

from flask import Blueprint
from werkzeug.wrappers import Response

from annotate.web import identity

blueprint = Blueprint("replies", __name__)

Page = Response | tuple[str, int, dict[str, str]]


def account() -> str:
    """Name whose requests are counted: the account's."""
    return identity.required_viewer().id
