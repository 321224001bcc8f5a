"""What is kept of links that are over, and for how long; what outlived its time is removed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from annotate.accounts.models import Account
from annotate.activity.models import Activity
from annotate.shares.models import Share, Unlock

RETENTION = timedelta(days=90)
"""How long a link's events and visits are kept after its end; the link itself, its notes and its replies stay."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How much was removed."""

    events: int
    visits: int


def sweep(session: Session, at: datetime) -> Swept:
    """Remove the events and visits of links that ended so long ago.

    Doing it twice, or from two processes at once, removes nothing else.
    """
    ended = or_(
        Share.expires_at <= at - RETENTION, Share.revoked_at <= at - RETENTION, Account.deactivated_at <= at - RETENTION
    )
    over = select(Share.id).join(Account, Account.id == Share.account_id).where(ended)
    events = session.execute(delete(Activity).where(Activity.subject_id.in_(over)).returning(Activity.seq)).all()
    visits = session.execute(delete(Unlock).where(Unlock.share_id.in_(over)).returning(Unlock.id)).all()
    return Swept(len(events), len(visits))
