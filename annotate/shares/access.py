"""Who has access to a share, as its owner sees it, and ending one visitor's access.

A guest has it while their unlock is open. An account keeps its own threads (quote, note, answers) for as long as the link is
live with its present passcode, also when its unlock ran out (``replies.rules.given``); everything else takes an open unlock.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.models import Account
from annotate.core.lifetimes import State
from annotate.errors import NotFound
from annotate.shares.events import EventKind, note_down
from annotate.shares.models import Guest, Share, Unlock
from annotate.shares.queries import lifetime
from annotate.shares.visits import IDLE, Respondent, is_open, named

MOST_LOOKED_AT = 1_000
"""Unlocks that are looked at for the list of visitors, those used last."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has access to a share: an account, a guest, or one unlock whose visitor gave no name."""

    unlock_id: str
    """One of theirs; it names them in addresses."""
    who: str
    opened_at: datetime
    last_seen_at: datetime
    is_open: bool
    """Whether they have the link open now; else an account reads its own threads alone."""


def visitors_of(session: Session, share: Share) -> list[Visitor]:
    """Give everybody but its owner who has access to a share now, whoever was seen last first."""
    now = clock.now()
    if lifetime(share).state(now) is not State.LIVE:
        return []
    found: dict[str, Visitor] = {}
    for unlock, account, guest in session.execute(_unlocks(share, now).limit(MOST_LOOKED_AT)):
        who = unlock.account_id or unlock.guest_id or unlock.id
        if who not in found:
            name = named(account or guest or "", is_guest=unlock.account_id is None)
            live = is_open(unlock, share, now)
            found[who] = Visitor(unlock.id, name, unlock.created_at, unlock.last_seen_at, live)
    return list(found.values())


def find_visitor(session: Session, share: Share, unlock_id: str) -> Visitor:
    """Give somebody who has access to a share; raises NotFound."""
    for visitor in visitors_of(session, share):
        if visitor.unlock_id == unlock_id:
            return visitor
    raise NotFound


def end_access(session: Session, share: Share, unlock_id: str) -> None:
    """End every unlock of one visitor on a share; with the passcode they can open it again. Raises NotFound."""
    unlock = session.get(Unlock, unlock_id)
    if unlock is None or unlock.share_id != share.id:
        raise NotFound
    if unlock.account_id is not None:
        theirs = Unlock.account_id == unlock.account_id
    else:
        theirs = Unlock.guest_id == unlock.guest_id if unlock.guest_id is not None else Unlock.id == unlock.id
    ended = update(Unlock).where(Unlock.share_id == share.id, theirs, Unlock.ended_at.is_(None))
    if session.scalars(ended.values(ended_at=clock.now()).returning(Unlock.id)).all():
        note_down(session, share.id, EventKind.ENDED, who=_name(session, unlock))


def _unlocks(share: Share, now: datetime) -> Select[Unlock, str, str]:
    running: ColumnElement[bool] = and_(Unlock.expires_at > now, Unlock.last_seen_at > now - IDLE)
    return (
        select(Unlock, Account.name, Guest.name)
        .outerjoin(Account, Account.id == Unlock.account_id)
        .outerjoin(Guest, Guest.id == Unlock.guest_id)
        .where(Unlock.share_id == share.id, Unlock.unlock_epoch == share.unlock_epoch, Unlock.ended_at.is_(None))
        .where(or_(Unlock.account_id != share.account_id, and_(Unlock.account_id.is_(None), running)))
        .order_by(Unlock.last_seen_at.desc(), Unlock.id)
    )


def _name(session: Session, unlock: Unlock) -> str:
    if unlock.account_id is not None:
        return session.get_one(Account, unlock.account_id).name
    guest = session.get(Guest, unlock.guest_id) if unlock.guest_id is not None else None
    return Respondent(guest.name, guest_id=guest.id).marked if guest else ""
