"""How many people may sign up, from where, and how much mail an address gets by it."""

from datetime import timedelta

from annotate.core.nets import counted_net
from annotate.participation.volunteers.addresses import CONFIRMING
from annotate.throttle import Counted, Limit

_DAY = timedelta(days=1)

NET = Limit(
    "volunteers net",
    10,
    _DAY,
    _DAY,
    "Many people signed up from your network today. You can sign up in {wait}; nothing was stored.",
)
"""Sign-ups from one client network."""

INSTANCE = Limit(
    "volunteers instance",
    500,
    _DAY,
    _DAY,
    "This site takes a limited number of sign-ups a day. You can sign up in {wait}; nothing was stored.",
)
"""Sign-ups of all people."""

MAILBOX = Limit("volunteers mailbox", 1, CONFIRMING, CONFIRMING, "")
"""Mails to one address that strangers can cause; more are left out without a word."""


def of_sign_up(client: str) -> tuple[Counted, ...]:
    """Return what a sign-up counts for, known address or not; ``client`` is the network address that sends it."""
    return (NET, counted_net(client)), (INSTANCE, "all")
