"""The one place where an exception becomes a response: a page for people, a problem (RFC 9457) for programs."""

import json
from collections.abc import Mapping

import structlog
from flask import Flask, redirect, render_template, request, url_for
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException, SecurityError

from annotate import errors
from annotate.refusals import REFUSALS, outage
from annotate.time_limits import PAGE_TOO_SLOW, was_stopped
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.api_paths import is_for_programs
from annotate.web.logs import request_id
from annotate.web.pages import pages
from annotate.web.public_url import here
from annotate.web.resubmission import Again, sent_form, sent_search, sent_words

log = structlog.get_logger(__name__)

PROBLEM = "application/problem+json"
"""Format of errors for programs (RFC 9457)."""

_STATUS: dict[type[errors.AnnotateError], int] = {
    errors.NotFound: 404,
    errors.Forbidden: 403,
    errors.SignInRequired: 401,
    errors.Invalid: 422,
    errors.RevisionRequired: 428,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.TooMany: 429,
    errors.Unavailable: 503,
    errors.NoRoom: 507,
}

_TITLES = {
    400: "We could not read that request",
    401: "Please sign in",
    403: "You cannot do that",
    404: "Nothing here",
    405: "That does not work here",
    408: "That took too long to arrive",
    409: "It has changed since you opened it",
    410: "No longer open",
    412: "It has changed since you read it",
    413: "That is too large",
    415: "That kind of data does not work here",
    422: "That could not be saved",
    428: "Which text does it change?",
    429: "Too many tries",
    500: "Something went wrong on our side",
    503: "Not available just now",
    507: "No room to save",
}

_OTHER_TITLE = "That did not work"
_NOBODY = "An access token is needed"
"""For a program without a valid token."""

_MESSAGES = {
    400: "Something in it was malformed. Nothing was changed.",
    404: errors.NotFound().message,
    405: "This address does not accept that kind of request. Nothing was changed.",
    408: "We stopped waiting after half a minute. Nothing was saved. Go back: what you typed is still there.",
    413: "What you sent is too large for this page. Nothing was saved. Go back: what you typed is still there.",
    415: "The page could not read what was sent, so nothing was changed. Go back, reload the page and send it again.",
}

_TO_PROGRAMS = {
    400: "The request, or its JSON, could not be read. Nothing was changed.",
    408: "We stopped waiting after half a minute. Nothing was saved.",
    413: "The body is too large. Nothing was saved.",
    415: "Send it as application/json, not compressed. Nothing was changed.",
}


def attach(app: Flask) -> None:
    """Handle exceptions of the domain, the framework and the database, and unforeseen ones."""
    app.register_error_handler(errors.AnnotateError, answer_expected)
    app.register_error_handler(HTTPException, answer_http)
    for refused in REFUSALS:
        app.register_error_handler(refused, answer_database)
    for unreadable in (DataError, UnicodeError, RecursionError, OverflowError):
        app.register_error_handler(unreadable, answer_unreadable)
    app.register_error_handler(Exception, answer_unforeseen)


def answer_expected(error: errors.AnnotateError) -> Answer:
    """Show a sentence of the domain; a page that needs a sign-in leads there and back."""
    if isinstance(error, errors.SignInRequired) and request.method in {"GET", "HEAD"} and not asked_by_program():
        return redirect(url_for(pages().sign_in, next=here()), 303)
    fields = error.fields if isinstance(error, errors.Invalid) else None
    again = sent_form() if isinstance(error, errors.SignInRequired) else None
    headers = waiting(error)
    if isinstance(error, errors.TokenRequired):
        headers["WWW-Authenticate"] = "Bearer"  # RFC 6750, section 3
    if isinstance(error, errors.ScopeRequired):
        headers["WWW-Authenticate"] = f'Bearer error="insufficient_scope", scope="{error.scope}"'  # section 3.1
    return answer_page(status_of(error), error.message, headers, fields, again=again)


def status_of(error: errors.AnnotateError) -> int:
    """Return the HTTP status of a domain exception."""
    return next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)


def waiting(error: errors.AnnotateError) -> dict[str, str]:
    """Return the header that says how long to wait, if the exception knows."""
    if isinstance(error, errors.TooMany | errors.Unavailable) and error.retry_after is not None:
        return {"Retry-After": str(error.retry_after)}
    return {}


def answer_http(error: HTTPException) -> Answer:
    """Show the framework's refusals; its redirects pass."""
    if error.response is not None:
        return error.get_response()
    if isinstance(error, SecurityError):
        # Not a host of this instance: no address can be made for a page.
        return _plain(400, "This instance is not served under that host name.")
    code = error.code or 500
    headers = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    message = _messages().get(code, error.description if code < 500 and error.description else _unforeseen())
    return answer_page(code, message, headers)


def answer_database(refusal: Exception) -> Answer:
    """Say that the page took too long, or the database is busy, full or unreachable; return what was typed."""
    transactions.release()  # its transaction is over; the page that says so reads too
    log.warning("database unavailable", kind=type(getattr(refusal, "orig", refusal)).__name__)
    told = errors.Unavailable(PAGE_TOO_SLOW) if was_stopped(refusal) else outage(refusal)
    return answer_page(status_of(told), told.message, waiting(told))


def answer_unreadable(_error: Exception) -> Answer:
    """Refuse data that cannot be stored; an address that contains such data is not found."""
    if "\0" in request.path:
        return answer_expected(errors.NotFound())
    return answer_page(400, _messages()[400])


def answer_unforeseen(_error: Exception) -> Answer:
    """Log a bug under an id, and show the reader only the id."""
    return answer_page(500, _unforeseen())


def answer_problem(status: int, detail: str, more: Mapping[str, object]) -> Answer:
    """Answer a program with the problem, and what it needs to go on (extension members, RFC 9457, section 3.2)."""
    return _problem(status, _TITLES.get(status, _OTHER_TITLE), detail, {}, {}, more)


def _messages() -> Mapping[int, str]:
    return _MESSAGES | _TO_PROGRAMS if is_for_programs(request) else _MESSAGES


def _unforeseen() -> str:
    log.exception("unforeseen error", endpoint=request.endpoint, method=request.method)  # noqa: LOG004 - only error handlers come here
    return f"We have recorded the error as {request_id()}. Go back: what you typed is still there."


def _plain(status: int, message: str, headers: dict[str, str] | None = None) -> Answer:
    title = _TITLES.get(status, _OTHER_TITLE)
    return f"{title}\n\n{message}\n", status, {**(headers or {}), "Content-Type": "text/plain; charset=utf-8"}


def answer_page(
    status: int,
    message: str,
    headers: dict[str, str] | None = None,
    fields: Mapping[str, str] | None = None,
    *,
    again: Again | None = None,
    stale: bool = False,
) -> Answer:
    """Answer with this status: a page, or a problem for a program; ``fields`` are the sentences beside form fields.

    ``again`` is the form to resubmit; ``stale`` means that its token was an earlier session's.
    """
    headers = headers or {}
    title = "Not saved yet" if again else _TITLES.get(status, _OTHER_TITLE)
    if asked_by_program():
        is_unknown = status == 401 and is_for_programs(request)
        return _problem(status, _NOBODY if is_unknown else title, message, headers, fields or {})
    try:
        page = render_template(
            "error.html",
            status=status,
            title=title,
            message=message,
            typed=sent_words(),
            again=again,
            search=sent_search(),
            stale=stale,
            request_id=request_id(),
        )
    except Exception:
        # The frame of every page may be broken itself, or the database that knows who is signed in.
        log.exception("no page for an error", status=status)
        return _plain(status, "\n\n".join((message, *_typed())), headers)
    return page, status, headers


def asked_by_program() -> bool:
    """True if the answer is for a program: it asked below ``/api/``, or accepts JSON and no page."""
    accepted = request.accept_mimetypes
    return is_for_programs(request) or (
        bool(accepted) and not accepted.accept_html and (accepted.accept_json or accepted.quality(PROBLEM) > 0)
    )


def _problem(
    status: int,
    title: str,
    detail: str,
    headers: dict[str, str],
    fields: Mapping[str, str],
    more: Mapping[str, object] | None = None,
) -> Answer:
    problem: dict[str, object] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": f"urn:request:{request_id()}",
    }
    if fields:
        problem["errors"] = [{"pointer": f"#/{name}", "detail": words} for name, words in fields.items()]
    return json.dumps(problem | dict(more or {})), status, {**headers, "Content-Type": PROBLEM}


def _typed() -> tuple[str, ...]:
    """Return the words of a search or a refused form, for their writer to copy."""
    search = sent_search()
    return (search.words,) if search else tuple(field.value for field in sent_words())
