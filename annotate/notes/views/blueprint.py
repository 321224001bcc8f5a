"""Where the pages of notes and labels are registered."""

from flask import Blueprint

blueprint = Blueprint("notes", __name__)
