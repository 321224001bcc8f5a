"""How long a sign-in's row is kept after it is over."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from annotate.accounts.models import SignIn

RETENTION = timedelta(days=120)
"""How long a sign-in is kept after it began.

None lives longer than a month. The rest is for its network: whoever signs in from one that the account was used from lately
is not kept out by the wrong passwords of strangers.
"""


def sweep(session: Session, at: datetime) -> int:
    """Delete old sign-ins and return how many there were."""
    old = delete(SignIn).where(SignIn.created_at <= at - RETENTION)
    return len(session.scalars(old.returning(SignIn.id)).all())
