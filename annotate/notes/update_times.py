"""When notes were last changed: each change is later than every one before it of the same author's.

Programs page and go on by that time. Two notes of one instant would be one place in the list, and one that is written down later with
an earlier time is behind a program that has read on.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from annotate.clock import now
from annotate.notes.models import Note
from annotate.prepared import prepared

_STEP = timedelta(microseconds=1)  # what databases tell apart


def next_update(session: Session, account_id: str) -> datetime:
    """Return the instant of a change: now, but later than every change so far. The caller holds the account."""
    last: datetime | None = session.scalar(*_last(account_id))
    return now() if last is None else max(now(), last + _STEP)


def touch_notes(session: Session, account_id: str, note_ids: Sequence[str], **values: object) -> None:
    """Change some notes of an account that is held, each at an instant of its own."""
    if not note_ids:
        return
    at = next_update(session, account_id)
    rows = [{"id": note_id, "updated_at": at + place * _STEP, **values} for place, note_id in enumerate(note_ids)]
    session.execute(update(Note), rows)


@prepared
def _last(account_id: str) -> Select[datetime | None]:
    return select(func.max(Note.updated_at)).where(Note.account_id == account_id, Note.erased_at.is_(None))
