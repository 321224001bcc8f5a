"""The outer fence: how often one client address may knock. The counters that guard passcodes stand in the database."""

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
"""How long Redis is waited for, before a process counts by itself."""


def _client() -> str:
    """Name who is counted: a whole /64 of IPv6 is one client, since a single host may use any address in it."""
    return counted_net(client_address())


def account() -> str:
    """Name who is counted: an account, for an office has one address, and whoever shows none by their client.

    It refuses nobody, as a view does: the library would take that for a store that does not answer.
    """
    known = viewer()
    return known.id if known else _client()


class TooOften(TooMany, RateLimitExceeded):  # type: ignore[misc]  # both say how long to wait, one of them more loosely
    """Somebody knocked too often. It is of the library's kind as well, which takes any other for a store that does not answer."""

    def __init__(self, wait: int) -> None:
        """Say how many seconds to wait."""
        told = f"That was tried too often. Please wait {wait} seconds; nothing that you typed is lost."
        Exception.__init__(self, told)  # each of the two kinds would have the other one made, of what it does not know
        self.message = self.description = told
        self.retry_after = wait


def _refuse(limit: RequestLimit) -> None:
    raise TooOften(max(1, round(limit.reset_at - time.time())))


def _put_off(_error: StorageError) -> Answer:
    """Ask somebody to come back: of those whom Redis left waiting at the same moment, one alone is counted otherwise at once."""
    return answer_expected(Unavailable("That could not be taken just now. Please send it again.", retry_after=1))


limiter = Limiter(_client, on_breach=_refuse, in_memory_fallback_enabled=True)
"""Views name their limits with ``@limiter.limit("30 per minute")``."""


def attach(app: Flask, redis_url: str) -> None:
    """Count from now on: in Redis, where all web processes count together, or else in each process by itself.

    When Redis does not answer, each process counts by itself until it does.
    """
    app.config["RATELIMIT_STORAGE_URI"] = redis_url or "memory://"
    if redis_url:
        patience = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS}
        app.config["RATELIMIT_STORAGE_OPTIONS"] = {**patience, "wrap_exceptions": True}
        app.register_error_handler(StorageError, _put_off)
    limiter.init_app(app)
