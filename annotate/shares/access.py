"""Who has access to a share, as its owner sees it, and ending one visitor's access.

A guest has it while their unlock is open. An account keeps its own threads (quote, note, answers) for as long as the link is
live with its present passcode, also when its unlock ran out (``replies.rules.given``); everything else takes an open unlock.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, update
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.models import Account
from annotate.activity import actions as activity
from annotate.activity.actions import Actor
from annotate.activity.kinds import ActivityKind
from annotate.core.cursors import Cursor, page_of, write_cursor
from annotate.core.lifetimes import ShareState
from annotate.errors import NotFound
from annotate.keyset import older
from annotate.shares.models import Guest, Share, Unlock
from annotate.shares.queries import lifetime
from annotate.shares.unlocks.queries import IDLE, Respondent, is_open, named

PAGE_SIZE = 50
"""Visitors on one page of the list."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has access to a share: an account, a guest, or one unlock whose visitor gave no name."""

    unlock_id: str
    """One of theirs; it names them in addresses."""
    who: str
    last_seen_at: datetime
    is_open: bool
    """Whether they have the link open now; else an account reads its own threads alone."""


@dataclass(frozen=True, slots=True)
class VisitorsPage:
    """One page of those who have access to a share."""

    visitors: tuple[Visitor, ...]
    after: str
    """Where the next page begins; empty on the last one."""


def visitors_of(session: Session, share: Share, after: Cursor | None = None) -> VisitorsPage:
    """Give a page of everybody but its owner who has access to a share now, whoever was seen last first."""
    now = clock.now()
    if lifetime(share).state(now) is not ShareState.LIVE:
        return VisitorsPage((), "")
    wanted = _visitors(share, now).order_by(Unlock.last_seen_at.desc(), Unlock.id.desc()).limit(PAGE_SIZE + 1)
    if after is not None:
        wanted = wanted.where(older(Unlock.last_seen_at, Unlock.id, after.at, after.id))
    page = page_of([_visitor(row, share, now) for row in session.execute(wanted)], PAGE_SIZE)
    after_last = page.next_after(lambda last: write_cursor(Cursor(last.last_seen_at, last.unlock_id)))
    return VisitorsPage(tuple(page.rows), after_last)


def find_visitor(session: Session, share: Share, unlock_id: str) -> Visitor:
    """Give somebody who has access to a share; raises NotFound."""
    now = clock.now()
    row = session.execute(_visitors(share, now).where(Unlock.id == unlock_id)).one_or_none()
    if row is None or lifetime(share).state(now) is not ShareState.LIVE:
        raise NotFound
    return _visitor(row, share, now)


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
        activity.record(
            session,
            share.account_id,
            ActivityKind.LINK_ENDED,
            share.id,
            actor=Actor(_name(session, unlock), unlock.account_id),
        )


def _visitors(share: Share, now: datetime) -> Select[Unlock, str, str]:
    """Select the unlock that each visitor used last, with their name."""
    running: ColumnElement[bool] = and_(Unlock.expires_at > now, Unlock.last_seen_at > now - IDLE)
    who = func.coalesce(Unlock.account_id, Unlock.guest_id, Unlock.id)
    place = func.row_number().over(partition_by=who, order_by=(Unlock.last_seen_at.desc(), Unlock.id.desc()))
    ranked = (
        select(Unlock.id, place.label("place"))
        .where(Unlock.share_id == share.id, Unlock.unlock_epoch == share.unlock_epoch, Unlock.ended_at.is_(None))
        .where(or_(Unlock.account_id != share.account_id, and_(Unlock.account_id.is_(None), running)))
        .subquery()
    )
    return (
        select(Unlock, Account.name, Guest.name)
        .join(ranked, ranked.c.id == Unlock.id)
        .outerjoin(Account, Account.id == Unlock.account_id)
        .outerjoin(Guest, Guest.id == Unlock.guest_id)
        .where(ranked.c.place == 1)
    )


def _visitor(row: Row[Unlock, str, str], share: Share, now: datetime) -> Visitor:
    unlock, account, guest = row
    name = named(account or guest or "", is_guest=unlock.account_id is None)
    return Visitor(unlock.id, name, unlock.last_seen_at, is_open(unlock, share, now))


def _name(session: Session, unlock: Unlock) -> str:
    if unlock.account_id is not None:
        return session.get_one(Account, unlock.account_id).name
    guest = session.get(Guest, unlock.guest_id) if unlock.guest_id is not None else None
    return Respondent(guest.name, guest_id=guest.id).marked if guest else ""
