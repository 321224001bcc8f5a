"""The pages on the interface for programs, open to everybody."""

from functools import cache

from flask import Blueprint, render_template

from annotate.api.presenters.examples import ExampleFile, read_examples
from annotate.api.presenters.reference import reference as show
from annotate.api.views.description import described
from annotate.resources import TEMPLATES
from annotate.web.answer import Answer

blueprint = Blueprint("programs", __name__)


@blueprint.get("/programs")
def reference() -> Answer:
    """Show every address for programs, what it takes, gives and refuses."""
    return render_template("api/reference.html", reference=show(described()))


@blueprint.get("/programs/examples")
def examples() -> Answer:
    """Show whole programs for a shell, Python and R."""
    return render_template("api/examples.html", examples=_examples())


@cache
def _examples() -> tuple[ExampleFile, ...]:
    return read_examples(TEMPLATES / "api" / "examples")
