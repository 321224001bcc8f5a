"""Where what is asked for, for clients that find their way by that."""

from annotate.hypothesis.presenters import index_json, links_json
from annotate.hypothesis.views.blueprint import answer, blueprint, site
from annotate.web.answer import Answer

_SECONDS = 300


@blueprint.get("/")
def index() -> Answer:
    """Show the addresses of the API."""
    response = answer(index_json(site()))
    response.cache_control.public, response.cache_control.max_age = True, _SECONDS
    return response


@blueprint.get("/links")
def links() -> Answer:
    """Show pages for people."""
    response = answer(links_json(site()))
    response.cache_control.public, response.cache_control.max_age = True, _SECONDS
    return response
