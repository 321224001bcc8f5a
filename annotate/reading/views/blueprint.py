"""Where the pages that join features are registered."""

from flask import Blueprint

blueprint = Blueprint("reading", __name__)
