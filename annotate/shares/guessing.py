"""Who may try how many passcodes: every try is counted before anything is hashed, and taken back when it was right."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from annotate import clock, throttle
from annotate.core.nets import counted_net, masked_net
from annotate.database import UtcDateTime
from annotate.errors import Gone
from annotate.shares.queries import ENDED
from annotate.throttle import Counted, Limit

MOST_IN_A_LIFE = 100
"""Wrong passcodes after which a share is suspended, until its owner sets a new one."""

NET = Limit(
    "passcode net",
    30,
    timedelta(minutes=10),
    timedelta(minutes=10),
    "Too many wrong passcodes came from your network. Please wait {wait}.",
)
"""One client network over all shares."""

SHARE_NET = Limit(
    "passcode link net",
    5,
    timedelta(minutes=10),
    timedelta(minutes=30),
    "Too many wrong passcodes came from your network. Please wait {wait}, or ask whoever sent you the link for a new passcode.",
)
"""One client network at one share."""

SHARE = Limit(
    "passcode link",
    20,
    timedelta(minutes=30),
    timedelta(minutes=30),
    "Too many wrong passcodes were tried on this link. Please wait {wait}, or ask whoever sent it to you for a new passcode.",
)
"""One share, whoever tries."""


FORGED = Limit(
    "forged link",
    60,
    timedelta(minutes=10),
    timedelta(minutes=10),
    "Too many wrong links were opened from your network. Please wait {wait}.",
)
"""One client network and addresses that were never signed here."""


@dataclass(frozen=True, slots=True)
class PasscodeAttempt:
    """One counted try at a share's passcode, from one client."""

    share_id: str
    net: str
    """What counts as one client."""
    masked: str
    """The part of the address that may be kept for the owner to read."""
    at: datetime
    locks: bool = False
    """Whether it is the one that fills the share's own counter, unless it is right."""
    suspends: bool = False
    """Whether it is the one that fills the share's whole life, unless it is right."""

    def counters(self) -> tuple[Counted, ...]:
        """Give the counters that this try is counted by, always in this order: two tries never wait for each other crosswise."""
        return _counters(self.share_id, self.net)


_COUNT_LIFE = text("""
UPDATE shares SET
    failures = failures + 1,
    suspended_at = CASE WHEN failures + 1 >= :most THEN :now END
WHERE id = :share_id AND suspended_at IS NULL
RETURNING failures
""").bindparams(bindparam("now", type_=UtcDateTime()))

_TAKE_BACK_LIFE = text("""
UPDATE shares SET failures = failures - 1, suspended_at = CASE WHEN failures - 1 >= :most THEN suspended_at END
WHERE id = :share_id AND failures > 0
""")


def count(session: Session, share_id: str, address: str) -> PasscodeAttempt:
    """Count a try before its passcode is looked at.

    Raises TooMany when one of its counters is full, and Gone when the share has been suspended; then nothing is counted
    (the caller's transaction is rolled back).
    """
    at, net = clock.now(), counted_net(address)
    throttle.refuse_blocked(session, [(FORGED, net)], at)
    # The share's row first, here and wherever counters are changed with it: then nobody waits for anybody crosswise.
    lived = session.execute(_COUNT_LIFE, {"share_id": share_id, "most": MOST_IN_A_LIFE, "now": at}).scalar()
    if lived is None:
        raise Gone(ENDED)
    tries = throttle.count_all(session, _counters(share_id, net), at)
    locks, suspends = tries[SHARE.scope] == SHARE.most, lived == MOST_IN_A_LIFE
    return PasscodeAttempt(share_id, net, masked_net(address), at, locks=locks, suspends=suspends)


def count_forged(session: Session, address: str) -> None:
    """Count an address that was never signed here; raises TooMany when its client tried too many, or is blocked anyhow."""
    at, net = clock.now(), counted_net(address)
    throttle.refuse_blocked(session, [(NET, net)], at)
    throttle.count_all(session, [(FORGED, net)], at)


def refuse_blocked(session: Session, address: str, share_id: str) -> None:
    """Raise TooMany, with how long to wait, when this client may not try this share's passcode now."""
    net = counted_net(address)
    throttle.refuse_blocked(session, (*_counters(share_id, net), (FORGED, net)), clock.now())


def take_back(session: Session, attempt: PasscodeAttempt) -> None:
    """Uncount a try that was never judged, or that was right."""
    session.execute(_TAKE_BACK_LIFE, {"share_id": attempt.share_id, "most": MOST_IN_A_LIFE})
    throttle.take_back(session, attempt.counters())


def forgive(session: Session, attempt: PasscodeAttempt) -> None:
    """Clear what this client had tried at this share, now that it knows the passcode; no other counter is cleared."""
    take_back(session, attempt)
    throttle.clear(session, SHARE_NET, _both(attempt.share_id, attempt.net))


def start_anew(session: Session, share_id: str) -> None:
    """Forget every try at a share's earlier passcode."""
    throttle.clear(session, SHARE, share_id)
    throttle.clear_beginning(session, SHARE_NET, _both(share_id, ""))


def _counters(share_id: str, net: str) -> tuple[Counted, ...]:
    return (NET, net), (SHARE_NET, _both(share_id, net)), (SHARE, share_id)


def _both(share_id: str, net: str) -> str:
    return f"{share_id} {net}"
