"""Who gets to work: the body is read first, within limits of size and time, and then a few requests are worked on at once.

A body that trickles in holds a waiting thread and nothing else, so that slow clients cannot keep the pages from others. Only
half of those at work may write: they may all come to wait for the database's one writer, and reading goes on beside them.
Forms that anybody can send without being known, whose work is hashing, take half of those turns at most.
"""

import time
from collections.abc import Iterable
from io import BytesIO
from threading import BoundedSemaphore, Semaphore, Thread
from wsgiref.types import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, abort, request
from werkzeug.wsgi import get_input_stream

from annotate.errors import Unavailable

AT_ONCE = 8
"""Requests that one web process works on at once."""

WRITING_AT_ONCE = AT_ONCE // 2
"""How many of those may write."""

STRANGERS_AT_ONCE = WRITING_AT_ONCE // 2
"""How many of those may come from people who are not known yet."""

TURN_SECONDS = 2.0
"""How long a request that writes waits for its turn; then it is asked to come back."""

MOST_BODIES = 100
"""Requests that one web process keeps waiting at once, for a body or for a turn to write; the next one is asked to come back."""

THREADS = AT_ONCE + MOST_BODIES + 20
"""Threads of one web process: nearly all of them wait, for a body or for their turn."""

BODY_SECONDS = 30.0
"""How long a body may take to arrive."""

DRAINED_BYTES = 64 * 1024 * 1024
"""How much of a body that is too large is read and thrown away: a browser shows no answer to what it could not send."""

_CHUNK_BYTES = 64 * 1024
_READING = {"GET", "HEAD", "OPTIONS"}
_REFUSAL = "annotate.refusal"


def attach(app: Flask, *, most_bytes: int, strangers: tuple[str, ...]) -> None:
    """Read the bodies of at most ``most_bytes`` before the application is asked; it shows what is refused here as it does everything.

    Addresses that begin as ``strangers`` say are those of forms that anybody can send.
    """
    app.wsgi_app = Admission(app.wsgi_app, most_bytes=most_bytes, strangers=strangers)  # type: ignore[method-assign]  # the documented way to wrap an app

    @app.before_request
    def refuse() -> None:
        status: int | None = request.environ.get(_REFUSAL)
        if status == 503:
            raise Unavailable("Too many people are sending something just now. Please send it again in a moment.", 5)
        if status:
            abort(status)


class Admission:
    """The gate before an application."""

    def __init__(
        self, app: WSGIApplication, *, most_bytes: int, strangers: tuple[str, ...] = (), seconds: float = BODY_SECONDS
    ) -> None:
        """Let ``AT_ONCE`` requests through at once, with bodies of at most ``most_bytes`` that arrive within ``seconds``."""
        self._app = app
        self._most_bytes = most_bytes
        self._strangers = strangers
        self._seconds = seconds
        self._working = Semaphore(AT_ONCE)
        self._writing = Semaphore(WRITING_AT_ONCE)
        self._knocking = Semaphore(STRANGERS_AT_ONCE)
        self._waiting = BoundedSemaphore(MOST_BODIES)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Take the body in, or note why not, and have the application answer."""
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
        """Give what a request waits for besides its body, in the order in which to do so."""
        if environ["REQUEST_METHOD"] in _READING:
            return []
        stranger = environ.get("PATH_INFO", "").startswith(self._strangers)
        return [self._knocking, self._writing] if stranger else [self._writing]

    def _waited_for(self, environ: WSGIEnvironment, turns: list[Semaphore]) -> tuple[bytes, int | None]:
        """Give the body when it is here and its turn has come, or the status of the refusal."""
        length: str = environ.get("CONTENT_LENGTH") or ""
        bodiless = not length.strip("0") and "HTTP_TRANSFER_ENCODING" not in environ
        if bodiless and not turns:
            return b"", None
        if not bodiless and (refusal := self._unread(environ, length)):
            return b"", refusal
        if not self._waiting.acquire(blocking=False):
            return b"", 503
        try:
            body, refused = (b"", None) if bodiless else self._read(environ, int(length[:20]) if length else None)
            if not refused and not _acquired(turns):
                return body, 503  # with the body: its page gives back what was typed
        finally:
            self._waiting.release()
        return body, refused

    def _unread(self, environ: WSGIEnvironment, length: str) -> int | None:
        """Give the status of what is refused before its body is read."""
        if length and not (length.isascii() and length.isdecimal()):
            return 400
        if environ.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
            return 415  # a compressed body may unfold without end
        told = int(length[:20]) if length else 0
        if told > self._most_bytes and (told > DRAINED_BYTES or "HTTP_EXPECT" in environ):
            return 413
        return None

    def _read(self, environ: WSGIEnvironment, told: int | None) -> tuple[bytes, int | None]:
        # The server's stream has no time-out of its own. An answer ends the connection, and with it the reading.
        reading = _Reading(get_input_stream(environ), self._most_bytes)
        reading.start()
        reading.join(self._seconds)
        if reading.is_alive():
            reading.given_up = True
            return b"", 408
        if reading.too_much:
            return b"", 413
        if reading.broken or (told is not None and len(reading.body) < told):
            return b"", 400
        return bytes(reading.body), None


def _acquired(turns: list[Semaphore]) -> bool:
    """Wait for every turn, or for none."""
    until = time.monotonic() + TURN_SECONDS
    for number, turn in enumerate(turns):
        if not turn.acquire(timeout=max(0.0, until - time.monotonic())):
            _release(turns[:number])
            return False
    return True


def _release(turns: list[Semaphore]) -> None:
    for turn in turns:
        turn.release()


class _Reading(Thread):
    """Reads one body; what is over the limit is thrown away."""

    def __init__(self, stream: InputStream, most_bytes: int) -> None:
        super().__init__(name="body", daemon=True)
        self._stream = stream
        self._most_bytes = most_bytes
        self.body = bytearray()
        self.too_much = self.broken = self.given_up = False

    def run(self) -> None:
        """Read to the end, or to where it is pointless."""
        taken = 0
        try:
            while taken < DRAINED_BYTES and not self.given_up and (chunk := self._stream.read(_CHUNK_BYTES)):
                taken += len(chunk)
                self.too_much = taken > self._most_bytes
                if self.too_much:
                    self.body.clear()
                else:
                    self.body += chunk
        except Exception:  # noqa: BLE001 - the connection broke, and each server says so in its own way
            self.broken = True
