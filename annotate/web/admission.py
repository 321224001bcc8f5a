"""Admission of requests: reads each body first, within limits of size and time, then lets a few requests work at once.

A slow body holds a waiting thread and nothing else, so slow clients cannot block the pages. One client network gets a share
of the waiting slots; known people have slots of their own, so strangers from any number of networks cannot keep them from
saving. Only half of the working requests may write: all writers may wait for the database's one writer while reading goes
on. Public forms, whose work is hashing, take at most half of the writers' turns.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from threading import Semaphore
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, abort, request

from annotate.core.nets import counted_net
from annotate.errors import Unavailable
from annotate.web.bodies import PATIENCE, FormLimits, Patience, read_body, refusal_of_head
from annotate.web.slots import Slots

AT_ONCE = 8
"""Requests that one web process works on at once."""

WRITING_AT_ONCE = AT_ONCE // 2
"""How many of those may write."""

STRANGERS_AT_ONCE = WRITING_AT_ONCE // 2
"""How many of those may come from unknown people."""

TURN_SECONDS = 2.0
"""How long a request that writes waits for its turn before it gets 503."""

MOST_WAITING = 100
"""Requests that may wait at once in one web process, for a body or a turn to write; the next one gets 503."""

MOST_OF_NETWORK = 25
"""How many of those may come from one client network."""

MOST_KNOWN = 50
"""Additional waiting requests of known people, when those slots are taken."""

MOST_OF_PERSON = 8
"""How many of those one person may have: an account, or a visitor with an unlock."""

THREADS = AT_ONCE + MOST_WAITING + MOST_KNOWN + 20
"""Threads of one web process; nearly all of them wait for a body or a turn."""

_READING = {"GET", "HEAD", "OPTIONS"}
_REFUSAL = "annotate.refusal"

Recogniser = Callable[[WSGIEnvironment], str | None]
"""Returns the person behind a live sign-in, access token or unlock, without reading the body; None for strangers."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on requests."""

    most_bytes: int
    """Limits on a body."""
    strangers: tuple[str, ...] = ()
    """Prefixes of the addresses of public forms."""
    patience: Patience = PATIENCE


def attach(app: Flask, limits: Limits, forms: FormLimits, recognise: Recogniser) -> None:
    """Read bodies before the application runs; the application renders refusals."""
    app.wsgi_app = Admission(app.wsgi_app, limits, recognise)  # type: ignore[method-assign]  # the documented way to wrap an app

    @app.before_request
    def refuse() -> None:
        status: int | None = request.environ.get(_REFUSAL)
        if status == 503:
            raise Unavailable(
                "Too many people are sending something just now. Nothing was saved; please send it again in a moment.",
                5,
            )
        if status:
            abort(status)
        body: BytesIO = request.environ["wsgi.input"]
        if forms.carry_file(request.mimetype, request.path):
            request.max_form_memory_size = limits.most_bytes
        if not forms.allow(request.mimetype, body.getvalue(), request.path):
            request.environ["wsgi.input"] = BytesIO()  # the refusal's page would read it to return what was typed
            abort(413)


class Admission:
    """The gate before an application."""

    def __init__(self, app: WSGIApplication, limits: Limits, recognise: Recogniser = lambda _environ: None) -> None:
        """Admit ``AT_ONCE`` requests at once, if their bodies are within the limits."""
        self._app = app
        self._limits = limits
        self._recognise = recognise
        self._working = Semaphore(AT_ONCE)
        self._writing = Semaphore(WRITING_AT_ONCE)
        self._knocking = Semaphore(STRANGERS_AT_ONCE)
        self._by_network = Slots(MOST_WAITING, MOST_OF_NETWORK)
        self._by_person = Slots(MOST_KNOWN, MOST_OF_PERSON)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Read the body, or record the refusal, and call the application."""
        turns = self._turns(environ)
        body, refusal = self._waited_for(environ, turns)
        if refusal:
            environ[_REFUSAL] = refusal
        environ["wsgi.input"] = BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        try:
            with self._working:
                return self._app(environ, start_response)
        finally:
            if not refusal:
                _release(turns)

    def _turns(self, environ: WSGIEnvironment) -> list[Semaphore]:
        """Return what a request waits for besides its body, in that order."""
        if environ["REQUEST_METHOD"] in _READING:
            return []
        stranger = environ.get("PATH_INFO", "").startswith(self._limits.strangers)
        return [self._knocking, self._writing] if stranger else [self._writing]

    def _waited_for(self, environ: WSGIEnvironment, turns: list[Semaphore]) -> tuple[bytes, int | None]:
        """Return the body once it is read and its turn has come, or the status of the refusal."""
        length: str = environ.get("CONTENT_LENGTH") or ""
        bodiless = not length.strip("0") and "HTTP_TRANSFER_ENCODING" not in environ
        if bodiless and not turns:
            return b"", None
        if not bodiless and (refusal := refusal_of_head(environ, self._limits.most_bytes)):
            return b"", refusal
        slot = self._slot(environ)
        if slot is None:
            return b"", 503
        slots, owner = slot
        try:
            body, refused = (
                (b"", None) if bodiless else read_body(environ, self._limits.most_bytes, self._limits.patience)
            )
            if not refused and not _acquired(turns):
                return body, 503  # with the body: the page returns what was typed
        finally:
            slots.give_back(owner)
        return body, refused

    def _slot(self, environ: WSGIEnvironment) -> tuple[Slots, str] | None:
        """Take a waiting slot: from the network's share, or else from those of known people."""
        network = counted_net(environ.get("REMOTE_ADDR", ""))
        if self._by_network.take(network):
            return self._by_network, network
        with self._working:
            person = self._recognise(environ)
        return (self._by_person, person) if person and self._by_person.take(person) else None


def _acquired(turns: list[Semaphore]) -> bool:
    """Take every turn, or none."""
    until = time.monotonic() + TURN_SECONDS
    for number, turn in enumerate(turns):
        if not turn.acquire(timeout=max(0.0, until - time.monotonic())):
            _release(turns[:number])
            return False
    return True


def _release(turns: list[Semaphore]) -> None:
    for turn in turns:
        turn.release()
