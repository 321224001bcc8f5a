"""The outer fence: how often one client address may knock. The counters that guard passcodes stand in the database."""

import time

from flask import Flask
from flask_limiter import Limiter, RequestLimit

from annotate.core.nets import counted_net
from annotate.errors import TooMany
from annotate.web.identity import client_address

REDIS_SECONDS = 0.25
"""How long Redis is waited for, before a process counts by itself."""


def _client() -> str:
    """Name who is counted: a whole /64 of IPv6 is one client, since a single host may use any address in it."""
    return counted_net(client_address())


def _refuse(limit: RequestLimit) -> None:
    """Say how long to wait; raises TooMany."""
    wait = max(1, round(limit.reset_at - time.time()))
    raise TooMany(f"That was tried too often. Please wait {wait} seconds; nothing that you typed is lost.", wait)


limiter = Limiter(_client, on_breach=_refuse, in_memory_fallback_enabled=True)
"""Views name their limits with ``@limiter.limit("30 per minute")``."""


def attach(app: Flask, redis_url: str) -> None:
    """Count from now on: in Redis, where all web processes count together, or else in each process by itself.

    When Redis does not answer, each process counts by itself until it does.
    """
    app.config["RATELIMIT_STORAGE_URI"] = redis_url or "memory://"
    if redis_url:
        patience = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS}
        app.config["RATELIMIT_STORAGE_OPTIONS"] = patience
    limiter.init_app(app)
