"""Where the addresses of the API of Hypothesis are registered, who is let in, and how all that goes out there looks."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, request

from annotate.api.views import access
from annotate.core.scopes import Scope
from annotate.hypothesis.naming import HypothesisSite
from annotate.interchange.views.sending import addresses
from annotate.web.api_paths import HYPOTHESIS_ROOT
from annotate.web.csrf import SAFE
from annotate.web.errors import PROBLEM

blueprint = Blueprint("hypothesis", __name__, url_prefix=HYPOTHESIS_ROOT)

MEDIA_TYPE = "application/vnd.hypothesis.v1+json"
"""The API's own media type; answers say it in a header, and are ``application/json``."""

LD_JSON = "application/ld+json; charset=UTF-8; profile=http://www.w3.org/ns/anno.jsonld"

_ACCEPTED = frozenset({MEDIA_TYPE, "application/json", "application/*", "*/*"})
_OPEN = frozenset({"hypothesis.index", "hypothesis.links", "hypothesis.token"})
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Hypothesis-Client-Version, X-Client-Id",
    "Access-Control-Allow-Methods": "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT",
    "Access-Control-Max-Age": "86400",
}
_STATUSES = {401: 401, 403: 403, 422: 400, 428: 400, 410: 404, 415: 400, 408: 400}
"""Statuses of the house that clients do not know, and what they are told in place of them."""

_NAMES = {"body": "text"}
"""Fields of a note that annotations call otherwise."""


@blueprint.before_request
def let_in() -> Response | None:
    """Let in whoever shows a good access token that allows what is asked; what is the same for all is open."""
    if request.method == "OPTIONS":
        return Response(status=204, headers=_PREFLIGHT)
    if request.endpoint in _OPEN:
        access.let_in(None)
    else:
        access.let_in(Scope.READ if request.method in SAFE else Scope.WRITE)
    accepted = [kind.partition(";")[0].strip().lower() for kind, quality in request.accept_mimetypes if quality]
    known = _ACCEPTED | {"application/ld+json"} if request.path.endswith(".jsonld") else _ACCEPTED
    if request.accept_mimetypes and not known & set(accepted):
        abort(406, f"Answers are application/json, as {MEDIA_TYPE} has it.")
    return None


@blueprint.after_app_request
def shape(response: Response) -> Response:
    """Make every answer below the root one that clients read, refusals of the shell too, and let pages of other sites read it.

    No cookie counts here, so a page that shows no token reads nothing by that which it could not read by itself.
    """
    if not request.path.startswith(f"{HYPOTHESIS_ROOT}/"):
        return response
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Hypothesis-Media-Type"] = MEDIA_TYPE
    response.vary.add("Accept")
    if response.content_type == PROBLEM:
        problem = json.loads(response.get_data())
        response.status_code = _STATUSES.get(response.status_code, response.status_code)
        response.set_data(_written({"status": "failure", "reason": _reason(problem)}))
        response.content_type = "application/json"
    return response


def answer(shown: Mapping[str, object] | list[dict[str, object]], content_type: str = "application/json") -> Response:
    """Answer with JSON."""
    return Response(_written(shown), content_type=content_type)


def body() -> object:
    """Read the JSON of the request, whatever its type is said to be: clients differ in that."""
    given: object = request.get_json(force=True)
    return given


def site() -> HypothesisSite:
    """Return this site, as clients are told of it."""
    return HypothesisSite(addresses())


def _written(shown: object) -> bytes:
    return json.dumps(shown, ensure_ascii=False).encode()


def _reason(problem: dict[str, Any]) -> str:
    """Say what is wrong with which field, its place with dots, or the sentence for the whole."""
    errors = problem.get("errors", ())
    said = (f"{_place(each['pointer'])}: {each['detail']}" for each in errors)
    return ", ".join(said) or str(problem["detail"])


def _place(pointer: str) -> str:
    place = pointer.removeprefix("#/").replace("/", ".")
    return _NAMES.get(place, place)
