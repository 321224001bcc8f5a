"""Telling owners that a link of theirs is about to expire."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from annotate.accounts.models import Account
from annotate.activity import actions as activity
from annotate.activity.kinds import ActivityKind
from annotate.batches import in_batches
from annotate.database import Database
from annotate.shares.models import Share
from annotate.shares.queries import live

WITHIN = timedelta(days=1)
"""How long before its end a link's owner is told; of a link that was made or renewed later than that they need not be."""

AT_ONCE = 100
"""Links of which one transaction tells."""


def tell_expiring(database: Database, at: datetime) -> int:
    """Record for the owners of links that expire within a day that they do, once for each end, and return how many."""
    return in_batches(database, partial(_tell_some, at=at))


def is_expiring(session: Session, at: datetime) -> bool:
    """True if some owner is still to be told."""
    return session.scalar(select(_expiring(at).exists())) or False


def _tell_some(session: Session, at: datetime) -> int:
    found = session.scalars(_expiring(at).limit(AT_ONCE).with_for_update(of=Share, skip_locked=True)).all()
    for share in found:
        share.expiry_told = share.expires_at
        activity.record(session, share.account_id, ActivityKind.LINK_EXPIRING, share.id)
    return len(found)


def _expiring(at: datetime) -> Select[Share]:
    """Select the links whose owners are still to be told."""
    return (
        select(Share)
        .join(Account, Account.id == Share.account_id)
        .where(
            live(at),
            Share.expires_at <= at + WITHIN,
            func.coalesce(Share.renewed_at, Share.created_at) <= at - WITHIN,
            or_(Share.expiry_told.is_(None), Share.expiry_told != Share.expires_at),
        )
    )
