"""Where the pages of replies are registered, and what they have in common."""

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("replies", __name__)

Page = Response | tuple[str, int, dict[str, str]]
