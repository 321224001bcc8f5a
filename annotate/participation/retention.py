"""How long messages to studies are stored."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.participation.actions import delete_old
from annotate.participation.models import Enquiry

KEPT = timedelta(days=30)
"""How long a message is stored, for its sender to see whether it went out; they have a copy in their mail."""

AT_ONCE = 200


def sweep(session: Session, at: datetime) -> int:
    """Delete some messages that are older; return how many, 0 when there are none left."""
    old = select(Enquiry).where(Enquiry.created_at <= at - KEPT).order_by(Enquiry.created_at).limit(AT_ONCE)
    return delete_old(session, session.scalars(old).all())
