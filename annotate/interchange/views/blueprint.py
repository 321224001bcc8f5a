"""Where the pages of exports, imports and citations are registered."""

from flask import Blueprint

blueprint = Blueprint("interchange", __name__)
