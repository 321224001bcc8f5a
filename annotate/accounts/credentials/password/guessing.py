"""Who may try how many passwords: every try is counted before anything is hashed, and taken back when it was right.

Nobody can lock an account against its owner: a full counter stops one network at one account, or one network. What a
whole botnet may try is bounded by the account's own count; once that is full, the password opens the account only where
its owner has been signed in before, and from elsewhere a new one has to be set by mail.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from annotate import clock, throttle
from annotate.core.names import email_digest
from annotate.core.nets import counted_net, masked_net
from annotate.throttle import Counted, Limit

MOST_IN_A_LIFE = 100
"""Wrong passwords of one account, from wherever (NIST SP 800-63B-4, section 3.2.2), until a new one is set."""

NET = Limit(
    "sign-in net",
    100,
    timedelta(minutes=10),
    timedelta(minutes=10),
    "Too many wrong passwords came from your network. Please wait {wait}; nothing that you typed is lost.",
)
"""One client network at all accounts."""

ACCOUNT_NET = Limit(
    "sign-in",
    10,
    timedelta(minutes=5),
    timedelta(minutes=5),
    "Too many wrong passwords were tried. Please wait {wait}, or set a new password by mail.",
)
"""One client network at one account, whether there is such an account or not."""

_COUNT_LIFE = text("UPDATE accounts SET failures = failures + 1 WHERE email = :email RETURNING failures")
_TAKE_BACK_LIFE = text("""
UPDATE accounts SET failures = CASE WHEN failures > :tries THEN failures - :tries ELSE 0 END WHERE email = :email
""")


@dataclass(frozen=True, slots=True)
class PasswordAttempt:
    """One counted try at an account's password, from one client."""

    email: str
    net: str
    """What counts as one client."""
    masked: str
    """The part of its address that sign-ins keep."""
    at: datetime
    lived: int = 0
    """Which wrong password of the account's life it is, unless it is right; 0 when there is no such account."""

    @property
    def worn_out(self) -> bool:
        """Tell whether the account had all its wrong passwords before this try."""
        return self.lived > MOST_IN_A_LIFE

    @property
    def wears_out(self) -> bool:
        """Tell whether it is the last one, unless it is right."""
        return self.lived == MOST_IN_A_LIFE

    def counters(self) -> tuple[Counted, ...]:
        """Give the counters that this try is counted by, always in this order."""
        return (NET, self.net), (ACCOUNT_NET, f"{email_digest(self.email)} {self.net}")


def count(session: Session, email: str, address: str) -> PasswordAttempt:
    """Count a try before its password is looked at; raises TooMany when a counter is full, and counts nothing then."""
    # The account's row first, here and wherever counters are changed with it: then nobody waits for anybody crosswise.
    lived = session.execute(_COUNT_LIFE, {"email": email}).scalar() or 0
    attempt = PasswordAttempt(email, counted_net(address), masked_net(address), clock.now(), lived)
    throttle.count_all(session, attempt.counters(), attempt.at)
    return attempt


def take_back(session: Session, attempt: PasswordAttempt) -> None:
    """Uncount a try that was never judged."""
    session.execute(_TAKE_BACK_LIFE, {"email": attempt.email, "tries": 1})
    throttle.take_back(session, attempt.counters())


def forgive(session: Session, attempt: PasswordAttempt) -> None:
    """Clear what this client had tried at this account, now that it knows the password; nobody else's tries."""
    (_, _), (limit, key) = attempt.counters()
    own = throttle.tries_of(session, limit, key)
    session.execute(_TAKE_BACK_LIFE, {"email": attempt.email, "tries": own})
    throttle.take_back(session, attempt.counters())
    throttle.clear(session, limit, key)


def start_anew(session: Session, email: str) -> None:
    """Forget every try at an account's earlier password; its own count is the caller's to reset."""
    throttle.clear_beginning(session, ACCOUNT_NET, f"{email_digest(email)} ")
