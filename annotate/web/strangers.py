"""Pages that all strangers get alike: made once, sent compressed, and kept for a minute by browsers and proxies.

A stranger is who sends no cookie. Such an answer holds no secret, not even a form's token, and nothing of the request but its
path: its compressed length tells nothing (the attack BREACH), and a shared cache has nothing to mix up. ``Vary: Cookie`` keeps
it from whoever signs in.
"""

import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

from flask import Flask, current_app, request, session
from werkzeug.wrappers import Response

from annotate.cache import Cache
from annotate.web.answer import Answer
from annotate.web.packed import FOR_NOW, PackedBody, packed_response

KEPT_SECONDS = 60
"""How long an answer may be kept outside; what comes in meanwhile is seen that much later."""

_MOST_BYTES = 32 * 1024 * 1024
_PAGES = "annotate.strangers"

Named = ParamSpec("Named")
Stamp = Callable[[Mapping[str, Any]], Hashable | None]
"""Of the arguments of a view: another value whenever its page would be another one; None where there is none to be kept."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it is sent."""

    body: PackedBody
    etag: str


class _NotAlike(Exception):
    """The view has answered something that is not for everybody."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def attach(app: Flask) -> None:
    """Begin with no page."""
    app.extensions[_PAGES] = Cache[Hashable, _Page](_MOST_BYTES, weigh=lambda page: page.body.size)


def alike_for_strangers(stamp: Stamp) -> Callable[[Callable[Named, Answer]], Callable[Named, Answer]]:
    """Keep a view's page for those who send no cookie, as long as ``stamp`` gives the same for its address."""

    def decorate(view: Callable[Named, Answer]) -> Callable[Named, Answer]:
        @wraps(view)
        def answer(*args: Named.args, **named: Named.kwargs) -> Answer:
            if request.cookies or request.query_string or "Authorization" in request.headers:
                return view(*args, **named)
            now = stamp(request.view_args or {})
            if now is None:
                return view(*args, **named)
            pages: Cache[Hashable, _Page] = current_app.extensions[_PAGES]
            try:
                page = pages.get((request.host, request.path, now), lambda: _made(view(*args, **named)))
            except _NotAlike as other:
                return other.answer
            return _response(page)

        return answer

    return decorate


def _made(answer: Answer) -> _Page:
    if not isinstance(answer, str) or session.modified:
        raise _NotAlike(answer)
    body = answer.encode()
    return _Page(PackedBody(body, FOR_NOW), hashlib.sha256(body).hexdigest()[:22])


def _response(page: _Page) -> Response:
    response = packed_response(page.body, "text/html", page.etag)
    response.vary.add("Cookie")
    response.cache_control.public = True
    response.cache_control.max_age = KEPT_SECONDS
    return response.make_conditional(request)
