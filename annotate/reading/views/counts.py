"""The numbers of the header for a page that stays open: unread replies, and what is new of what the viewer follows."""

from flask import render_template

from annotate.reading.views.blueprint import blueprint
from annotate.web.identity import required_viewer


@blueprint.get("/counts", endpoint="counts")
def counts() -> str:
    """Show the numbers alone, as the header of every page has them."""
    required_viewer()
    return render_template("reading/_counts.html")
