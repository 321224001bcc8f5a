"""Where the addresses of the Web Annotation Protocol are registered, who is let in, and how they are read and answered."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from flask import Blueprint, Response, abort, request

from annotate.api.operations import Operation
from annotate.api.views import access
from annotate.api.views.blueprint import OPERATIONS
from annotate.core.scopes import Scope
from annotate.interchange.writers.web_annotation import MEDIA_TYPE, LdJson
from annotate.web.answer import Answer
from annotate.web.api_paths import W3C_ROOT
from annotate.web.csrf import SAFE

blueprint = Blueprint("w3c", __name__, url_prefix=W3C_ROOT)

CONTAINER = "/annotations/"
ANNOTATION = "/annotations/<note_id>"

_READ = frozenset({"application/ld+json", "application/json"})
_ACCEPTED = _READ | {"*/*", "application/*"}
_LDP = "http://www.w3.org/ns/ldp#"
_DIGEST = 32  # hexadecimal digits

_OF_CONTAINER = {
    "Allow": "GET, HEAD, OPTIONS, POST",
    "Accept-Post": MEDIA_TYPE,
    "Link": f'<{_LDP}BasicContainer>; rel="type", '
    f'<http://www.w3.org/TR/annotation-protocol/>; rel="{_LDP}constrainedBy"',
}
_OF_ANNOTATION = {
    "Allow": "DELETE, GET, HEAD, OPTIONS, PUT",
    "Link": f'<{_LDP}Resource>; rel="type", <http://www.w3.org/ns/oa#Annotation>; rel="type"',
}


View = TypeVar("View", bound=Callable[..., Answer])


def operation(method: str, rule: str, said: Operation) -> Callable[[View], View]:
    """Register a view, and describe it among the addresses for programs."""

    def register(view: View) -> View:
        OPERATIONS[f"{blueprint.name}.{view.__name__}"] = replace(said, media_type=MEDIA_TYPE)
        blueprint.add_url_rule(rule, view_func=view, methods=[method])
        return view

    return register


@blueprint.before_request
def let_in() -> None:
    """Let in whoever shows a good access token, one that allows to write where something would be changed."""
    access.let_in(Scope.READ if request.method in SAFE else Scope.WRITE)


@blueprint.after_request
def describe(response: Response) -> Response:
    """Say of every answer what is at its address (Web Annotation Protocol, sections 3 and 4.1)."""
    is_annotation = bool(request.view_args)
    response.headers.update(_OF_ANNOTATION if is_annotation else _OF_CONTAINER)
    response.vary.update(["Accept"] if is_annotation else ["Accept", "Prefer"])
    return response


def body() -> object:
    """Read the JSON of the request."""
    if request.mimetype not in _READ:
        abort(415)
    given: object = request.get_json()
    return given


def refuse_other_types() -> None:
    """Refuse programs that take no JSON-LD: there is nothing else."""
    accepted = [kind.partition(";")[0].strip().lower() for kind, quality in request.accept_mimetypes if quality]
    if accepted and not _ACCEPTED & set(accepted):
        abort(406, "Annotations are given as application/ld+json alone.")


def text_of(shown: LdJson) -> bytes:
    """Write JSON-LD."""
    return json.dumps(shown, ensure_ascii=False).encode()


def answer(text: bytes, tag: str = "", status: int = 200) -> Response:
    """Answer with JSON-LD under an entity tag, which is a digest unless told; one who has it already is not sent it again."""
    response = Response(text, status, content_type=MEDIA_TYPE)
    response.set_etag(tag or hashlib.sha256(text).hexdigest()[:_DIGEST])
    response.make_conditional(request)
    return response
