"""Rate limits by client address. The counters that guard passcodes are in the database (``throttle``)."""

import time

from flask import Flask
from flask_limiter import Limiter, RateLimitExceeded, RequestLimit
from limits.errors import StorageError

from annotate.core.nets import counted_net
from annotate.errors import TooMany, Unavailable
from annotate.web.answer import Answer
from annotate.web.errors import answer_expected
from annotate.web.identity import client_address, viewer

REDIS_SECONDS = 0.25
"""How long to wait for Redis before a process counts by itself."""


def _client() -> str:
    """Return the key of a client: a whole /64 of IPv6, since a single host may use any address in it."""
    return counted_net(client_address())


def account() -> str:
    """Return the key of an account, since an office shares one address; of the client where there is no account.

    Must not raise: flask-limiter treats an exception here as a dead store.
    """
    known = viewer()
    return known.id if known else _client()


class TooOften(TooMany, RateLimitExceeded):  # type: ignore[misc]  # both say how long to wait, one of them more loosely
    """Too many requests. Also one of the library's exceptions: it treats any other as a dead store."""

    def __init__(self, wait: int) -> None:
        """Store how many seconds to wait."""
        told = f"That was tried too often. Please wait {wait} seconds; nothing that you typed is lost."
        Exception.__init__(
            self, told
        )  # each base class would call the other one's constructor, with arguments that it does not know
        self.message = self.description = told
        self.retry_after = wait


def _refuse(limit: RequestLimit) -> None:
    raise TooOften(max(1, round(limit.reset_at - time.time())))


def _put_off(_error: StorageError) -> Answer:
    """Ask somebody to come back: of those whom Redis left waiting at the same moment, one alone is counted otherwise at once."""
    return answer_expected(Unavailable("That could not be taken just now. Please send it again.", retry_after=1))


limiter = Limiter(_client, on_breach=_refuse, in_memory_fallback_enabled=True)
"""Views declare their limits with ``@limiter.limit("30 per minute")``."""


def attach(app: Flask, redis_url: str) -> None:
    """Start counting: in Redis for all web processes together, or else in each process by itself.

    When Redis does not answer, each process counts by itself until it does.
    """
    app.config["RATELIMIT_STORAGE_URI"] = redis_url or "memory://"
    if redis_url:
        patience = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS}
        app.config["RATELIMIT_STORAGE_OPTIONS"] = {**patience, "wrap_exceptions": True}
        app.register_error_handler(StorageError, _put_off)
    limiter.init_app(app)
