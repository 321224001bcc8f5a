"""Telling accounts of invitations to their addresses: by a job, so that inviting costs the same whether there is an account."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.models import Account, AccountKind
from annotate.activity import actions as activity
from annotate.activity.kinds import ActivityKind
from annotate.batches import in_batches
from annotate.database import Database
from annotate.reviews.models import RoundMember
from annotate.reviews.queries import PENDING

AT_ONCE = 50
"""Invitations that one transaction tells of."""


def tell_invited(database: Database) -> int:
    """Tell those accounts of their invitations that were not told, and return how many there were."""
    return in_batches(database, _tell_some)


def is_anybody_untold(session: Session) -> bool:
    """True if an account is to be told of an invitation."""
    return bool(session.scalar(select(_untold().exists())))


def _tell_some(session: Session) -> int:
    rows = session.execute(_untold().limit(AT_ONCE)).all()
    for member, account_id in rows:
        member.told_at = clock.now()
        activity.record(session, account_id, ActivityKind.ROUND_INVITED, member.round_id)
    session.flush()
    return len(rows)


def _untold() -> Select[RoundMember, str]:
    """Select invitations to confirmed addresses of people who have not left."""
    proven = (
        Account.kind == AccountKind.PERSON,
        Account.confirmed_at.is_not(None),
        Account.deactivated_at.is_(None),
    )
    waiting = select(RoundMember, Account.id).join(Account, Account.email == RoundMember.email)
    return waiting.where(PENDING, RoundMember.email != "", RoundMember.told_at.is_(None), *proven)
