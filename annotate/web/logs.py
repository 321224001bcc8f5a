"""Structured logs: one JSON line for each event, without personal data or secrets."""

import logging
import re
import secrets
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TextIO, cast

import structlog
from flask import Flask, Response, g, request
from sqlalchemy.exc import StatementError
from structlog.typing import EventDict, Processor, WrappedLogger

log = structlog.get_logger(__name__)

SECRETS = frozenset(
    """
    authorization body code cookie csrf_token current current_password description email file_text guest_name ids
    instructions key keys message mine new_password note passcode password phrase q query reason recipient reply secret
    secret_key session share_keys tag tags text token trials unlock user_agent when_not
    """.split()
)
"""Names of secrets: fields of forms, headers, settings, and variables in addresses.

Log lines omit the value under such a name, and the part of an address that such a variable fills.
``tests/security/test_canaries.py`` holds every form and every route against this list.
"""

REMOVED = "[removed]"

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Methods that are logged by name; invented ones are not."""

_FRAMES = 25

_secret_addresses: list[re.Pattern[str]] = []


class _StandardError:
    """The current standard error, looked up for each line. A line that cannot be written is dropped.

    The log is often on the disk of the data: when that is full, people are still answered.
    """

    def write(self, words: str) -> None:
        """Write one line, if possible."""
        with suppress(OSError):
            sys.stderr.write(words)

    def flush(self) -> None:
        """Flush, if possible."""
        with suppress(OSError):
            sys.stderr.flush()


_STANDARD_ERROR = _StandardError()


class _ToStandardError(logging.Handler):
    """Writes the lines of libraries."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        _STANDARD_ERROR.write(self.format(record) + "\n")


def configure(*, every_request: bool) -> None:
    """Write JSON lines to standard error: every request, or only warnings and errors; libraries' warnings too."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_words,
        redact,
    ]
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO if every_request else logging.WARNING),
        processors=[*shared, structlog.processors.JSONRenderer()],
        logger_factory=lambda *_: structlog.WriteLogger(cast("TextIO", _STANDARD_ERROR)),
    )
    handler = _ToStandardError(logging.WARNING)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, structlog.stdlib.ExtraAdder(allow=[]), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [attached for attached in root.handlers if not isinstance(attached, _ToStandardError)] + [handler]


def attach(app: Flask) -> None:
    """Log every request by its route: never an address with a token in it, a name, or a text."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id())

    @app.after_request
    def finish(response: Response) -> Response:
        if request.endpoint not in {"assets.file", "health.alive", "health.ready"}:
            log.info(
                "request",
                method=request.method if request.method in METHODS else "other",
                route=str(request.url_rule) if request.url_rule else None,
                status=response.status_code,
                milliseconds=round((time.perf_counter() - g.began) * 1000, 1) if "began" in g else None,
            )
        response.headers["X-Request-Id"] = request_id()
        return response


def guard(app: Flask) -> None:
    """Remove the secret parts of the application's addresses from every later line."""
    _secret_addresses[:] = [re.compile(pattern) for pattern in sorted(set(_patterns(app)))]


def request_id() -> str:
    """Return the id of this request for the log and error pages; ours, since a client's could be anything."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    name: str = g.request_id
    return name


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Remove secrets from an event, by name or by place in an address."""
    return {name: _clean(name, value) for name, value in event.items()}


def _clean(name: str, value: object) -> object:
    if name.lower() in SECRETS:
        return REMOVED
    match value:
        case str():
            return _without_addresses(value)
        case Mapping():
            return {str(key): _clean(str(key), inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_clean("", inner) for inner in value]
        case _:
            return value


def _without_addresses(words: str) -> str:
    for pattern in _secret_addresses:
        words = pattern.sub(rf"\g<1>{REMOVED}", words)
    return words


def _patterns(app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        for variable in rule.arguments & SECRETS:
            before = re.split(rf"<(?:[^<>]*:)?{variable}>", rule.rule)[0]
            fixed = "".join(
                "[^/]+" if part.startswith("<") else re.escape(part) for part in re.split(r"(<[^>]+>)", before)
            )
            yield rf"({fixed})[^/\s\"'?#]+"


def _without_words(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Describe an exception by its kind and place: its message may quote what somebody typed."""
    given = event.pop("exc_info", None)
    if not given:
        return event
    error = given if isinstance(given, BaseException) else given[1] if isinstance(given, tuple) else sys.exc_info()[1]
    if error is not None:
        event["exception"] = "\n".join(_told(error))
    return event


def _told(error: BaseException) -> Iterator[str]:
    seen: set[int] = set()
    now: BaseException | None = error
    while now is not None and id(now) not in seen:
        seen.add(id(now))
        yield " ".join(filter(None, (type(now).__name__, _safe_detail(now))))
        for frame in traceback.extract_tb(now.__traceback__)[-_FRAMES:]:
            yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
        now = now.__cause__ or now.__context__


def _safe_detail(error: BaseException) -> str:
    """Return what an exception says without quoting anybody."""
    match error:
        case StatementError():
            return f"at {(error.statement or '')[:500]}"  # parameters hold what people wrote; the statement does not
        case OSError():
            return error.strerror or ""
        case _:
            return ""
