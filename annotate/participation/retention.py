"""How long messages to studies are stored."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from annotate.participation.actions import delete_old

RETENTION = timedelta(days=30)
"""How long a message is stored, for its sender to see whether it went out; they have a copy in their mail."""

AT_ONCE = 200


def sweep(session: Session, at: datetime) -> int:
    """Delete some messages that are older; return how many, 0 when there are none left."""
    return delete_old(session, at - RETENTION, AT_ONCE)
