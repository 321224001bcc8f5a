"""The outer fence: how often one client address may knock. The counters that guard passcodes stand in the database."""

import time

from flask import Flask
from flask_limiter import Limiter, RequestLimit

from annotate.core.nets import counted_net
from annotate.errors import TooMany
from annotate.web.identity import client_address


def _client() -> str:
    """Name who is counted: a whole /64 of IPv6 is one client, since a single host may use any address in it."""
    return counted_net(client_address())


def _refuse(limit: RequestLimit) -> None:
    """Say how long to wait; raises TooMany."""
    wait = max(1, round(limit.reset_at - time.time()))
    raise TooMany(f"That was tried too often. Please wait {wait} seconds; nothing that you typed is lost.", wait)


limiter = Limiter(_client, storage_uri="memory://", on_breach=_refuse)
"""Views name their limits with ``@limiter.limit("30 per minute")``."""


def attach(app: Flask) -> None:
    """Count from now on."""
    limiter.init_app(app)
