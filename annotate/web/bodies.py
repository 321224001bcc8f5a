"""Request bodies: limits on size, speed and the number of form fields."""

import time
from dataclasses import dataclass
from threading import Thread
from wsgiref.types import InputStream, WSGIEnvironment

from werkzeug.wsgi import get_input_stream

BODY_SECONDS = 30.0
"""How long a whole body may take to arrive."""

GRACE_SECONDS = 10.0
"""How long a body may take before its rate is measured."""

LEAST_RATE = 1_000
"""Minimum bytes a second after that; a slow telephone sends ten times as many."""

DRAINED_BYTES = 64 * 1024 * 1024
"""How much of a too large body is read and discarded: a browser shows no answer until it has sent everything."""

_SMALL_BYTES, _LARGE_BYTES = 1024, 64 * 1024  # the server returns as much as was asked for, or nothing yet


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a body."""

    seconds: float = BODY_SECONDS
    grace: float = GRACE_SECONDS
    rate: int = LEAST_RATE

    def allowed(self, taken: int) -> float:
        """Return the seconds within which a body must end or continue, given the bytes received."""
        return min(self.seconds, self.grace + taken / self.rate)


PATIENCE = Patience()
"""Default limits; tests use others."""


@dataclass(frozen=True, slots=True)
class FormLimits:
    """Limit of a form. The library bounds only forms with files, and reads others whole."""

    most_bytes: int
    most_fields: int
    of_files: tuple[str, ...] = ()
    """Beginnings of paths whose forms carry a file: in parts (``multipart/form-data``) they may be as large as any body."""

    def carry_file(self, mimetype: str, path: str) -> bool:
        """True for a form in parts at a path whose forms carry a file; the library bounds the number of its parts."""
        return mimetype == "multipart/form-data" and path.startswith(self.of_files)

    def allow(self, mimetype: str, body: bytes, path: str = "") -> bool:
        """True unless the body is a form that is too large; called before parsing."""
        if self.carry_file(mimetype, path):
            return True
        if mimetype not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
            return True
        return len(body) <= self.most_bytes and body.count(b"&") < self.most_fields


def refusal_of_head(environ: WSGIEnvironment, most_bytes: int) -> int | None:
    """Return the status of a refusal that needs no body."""
    length: str = environ.get("CONTENT_LENGTH") or ""
    if length and not (length.isascii() and length.isdecimal()):
        return 400
    if environ.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        return 415  # a compressed body may expand without end
    stated = _stated_length(environ) or 0
    if stated > most_bytes and (stated > DRAINED_BYTES or "HTTP_EXPECT" in environ):
        return 413
    return None


def read_body(environ: WSGIEnvironment, most_bytes: int, patience: Patience) -> tuple[bytes, int | None]:
    """Read a body of at most ``most_bytes``, or return the status of the refusal."""
    # The server's stream has no time-out. An answer ends the connection, and so the reading.
    reading = _Reading(get_input_stream(environ), most_bytes)
    reading.start()
    if not reading.ends_within(patience):
        return b"", 408
    if reading.too_much:
        return b"", 413
    stated = _stated_length(environ)
    if reading.broken or (stated is not None and len(reading.body) < stated):
        return b"", 400
    return bytes(reading.body), None


def _stated_length(environ: WSGIEnvironment) -> int | None:
    length: str = environ.get("CONTENT_LENGTH") or ""
    return int(length[:20]) if length else None


class _Reading(Thread):
    """Reads one body; discards what is over the limit."""

    def __init__(self, stream: InputStream, most_bytes: int) -> None:
        super().__init__(name="body", daemon=True)
        self._stream = stream
        self._most_bytes = most_bytes
        self._taken = 0
        self._given_up = False
        self.body = bytearray()
        self.too_much = self.broken = False

    def ends_within(self, patience: Patience) -> bool:
        """Wait for the end while the rate is high enough; otherwise stop reading and return False."""
        began = time.monotonic()
        while (left := patience.allowed(self._taken) - (time.monotonic() - began)) > 0:
            self.join(left)
            if not self.is_alive():
                return True
        self._given_up = self.is_alive()
        return not self._given_up

    def run(self) -> None:
        """Read to the end, or until reading is pointless."""
        try:
            while self._taken < DRAINED_BYTES and not self._given_up and (chunk := self._next_chunk()):
                self._taken += len(chunk)
                self.too_much = self._taken > self._most_bytes
                if self.too_much:
                    self.body.clear()
                else:
                    self.body += chunk
        except Exception:  # noqa: BLE001 - the connection broke, which each server reports in its own way
            self.broken = True

    def _next_chunk(self) -> bytes:
        # In small pieces while the rate is measured, because it is measured by what was returned.
        return self._stream.read(_SMALL_BYTES if self._taken < LEAST_RATE * BODY_SECONDS else _LARGE_BYTES)
