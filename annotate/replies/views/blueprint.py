"""Where the pages of replies are registered."""

from flask import Blueprint

blueprint = Blueprint("replies", __name__)
