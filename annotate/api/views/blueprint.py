"""Where the addresses for programs are registered, who is let in, and how they are read and answered."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, Response, abort, request
from pydantic import BaseModel, ValidationError

from annotate.api import etags, forms
from annotate.api.operations import Operation
from annotate.api.presenters.conflicts import Both
from annotate.api.presenters.shapes import Outgoing
from annotate.api.views import access
from annotate.web.answer import Answer
from annotate.web.api_paths import ROOT
from annotate.web.errors import answer_problem

blueprint = Blueprint("api", __name__, url_prefix=ROOT)

OPERATIONS: dict[str, Operation] = {}
"""What is said of each address, by its endpoint."""

JSON = "application/json"

View = TypeVar("View", bound=Callable[..., Answer])
TakenBody = TypeVar("TakenBody", bound=forms.Body)
AskedQuery = TypeVar("AskedQuery", bound=forms.Query)
Shape = TypeVar("Shape", bound=BaseModel)


def operation(method: str, rule: str, said: Operation) -> Callable[[View], View]:
    """Register a view below ``/api``, and hold it to what is said of it."""

    def register(view: View) -> View:
        OPERATIONS[f"{blueprint.name}.{view.__name__}"] = said
        blueprint.add_url_rule(rule, view_func=view, methods=[method])
        return view

    return register


@blueprint.before_request
def let_in() -> None:
    """Let a program in by what is said of the address."""
    access.let_in(_asked().scope)


def body(shape: type[TakenBody]) -> TakenBody:
    """Read the JSON of the request; raises Invalid, naming every wrong field."""
    _hold(is_said=_asked().takes is shape)
    if request.mimetype != JSON:
        abort(415)
    return _read(shape, request.get_json())


def query(shape: type[AskedQuery]) -> AskedQuery:
    """Read what stands behind the address; raises Invalid, naming every wrong field."""
    _hold(is_said=_asked().asks is shape)
    return _read(shape, request.args.to_dict())


def answer(shown: Outgoing, status: int = 200, *, tag: str = "", place: str = "") -> Answer:
    """Answer with JSON; ``tag`` names the words in it, ``place`` is the address of what was made.

    Whoever has just this answer already (``If-None-Match``) gets none.
    """
    said = _asked()
    _hold(is_said=said.gives.get(status) is type(shown) and said.is_tagged == bool(tag))
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


def _asked() -> Operation:
    return OPERATIONS[request.endpoint or ""]


def _hold(*, is_said: bool) -> None:
    """Hold a view to its operation: what is described is what is done."""
    if not is_said:
        raise TypeError(f"{request.endpoint} does something else than its operation says")


def _read(shape: type[Shape], given: object) -> Shape:
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        raise forms.refusal(error) from None
