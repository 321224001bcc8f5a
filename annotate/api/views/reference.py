"""The page on the interface for programs, open to everybody."""

from flask import Blueprint, render_template

from annotate.api.presenters.reference import reference as show
from annotate.api.views.description import described
from annotate.web.answer import Answer

blueprint = Blueprint("programs", __name__)


@blueprint.get("/programs")
def reference() -> Answer:
    """Show every address for programs, what it takes, gives and refuses."""
    return render_template("api/reference.html", reference=show(described()))
