"""Where the addresses for programs are registered, who is let in, and how they are read and answered."""

from typing import TypeVar

from flask import Blueprint, Response, abort, request
from pydantic import BaseModel, ValidationError

from annotate.api import etags, forms
from annotate.api.presenters.conflicts import Both
from annotate.api.presenters.shapes import Outgoing
from annotate.web import identity
from annotate.web.answer import Answer
from annotate.web.api_paths import ROOT
from annotate.web.errors import answer_problem
from annotate.web.limits import account, limiter

blueprint = Blueprint("api", __name__, url_prefix=ROOT)

JSON = "application/json"

Shape = TypeVar("Shape", bound=BaseModel)


@blueprint.before_request
def let_in() -> None:
    """Let nobody in but by an access token that is good; raises TokenRequired."""
    if identity.viewer() is None:
        _count_stranger()
        identity.required_viewer()
    _count_account()


@limiter.limit("60 per minute")
def _count_stranger() -> None:
    """Count an address that shows no good token."""


@limiter.limit("600 per minute", key_func=account)
def _count_account() -> None:
    """Count an account."""


def body(shape: type[Shape]) -> Shape:
    """Read the JSON of the request; raises Invalid, naming every wrong field."""
    if request.mimetype != JSON:
        abort(415)
    return _read(shape, request.get_json())


def query(shape: type[Shape]) -> Shape:
    """Read what stands behind the address; raises Invalid, naming every wrong field."""
    return _read(shape, request.args.to_dict())


def answer(shown: Outgoing, status: int = 200, *, tag: str = "", place: str = "") -> Answer:
    """Answer with JSON; ``tag`` names the words in it, ``place`` is the address of what was made.

    Whoever has just this answer already (``If-None-Match``) gets none.
    """
    response = Response(shown.model_dump_json(), status, content_type=JSON)
    if place:
        response.headers["Location"] = place
    if not tag:
        return response
    response.set_etag(etags.whole_tag(tag, response.get_data()))
    return response.make_conditional(request)


def both(status: int, words: str, texts: Both) -> Answer:
    """Give both texts to a program whose change is stale."""
    return answer_problem(status, words, texts.model_dump(mode="json"))


def _read(shape: type[Shape], given: object) -> Shape:
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        raise forms.refusal(error) from None
