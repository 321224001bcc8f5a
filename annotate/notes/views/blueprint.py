"""Where the pages of notes are registered."""

from flask import Blueprint

blueprint = Blueprint("notes", __name__)
