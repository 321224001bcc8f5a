"""Where the pages of taking part are registered."""

from flask import Blueprint

blueprint = Blueprint("participation", __name__)
