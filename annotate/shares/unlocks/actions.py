"""Use cases of a share's visitors: opening it, being noticed, giving a name, leaving."""

from datetime import timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from annotate import clock
from annotate.activity import actions as activity
from annotate.activity.actions import NOBODY, Actor
from annotate.activity.kinds import ActivityKind
from annotate.core.fair_share import fair_share
from annotate.core.names import normalise_name
from annotate.core.viewer import Viewer
from annotate.errors import Forbidden, Gone, Invalid, NotFound, TooMany
from annotate.shares import guessing, letters, queries
from annotate.shares.guessing import PasscodeAttempt
from annotate.shares.models import Guest, Share, Unlock
from annotate.shares.queries import ENDED, LandingShare
from annotate.shares.unlocks import queries as unlocks
from annotate.shares.unlocks.queries import Respondent, Visit

LONGEST_UNLOCK = timedelta(hours=12)
"""How long an unlock lives at most; never longer than its share."""

MOST_GUESTS = 200
"""Guests of one share who gave a name; those of one network have their fair share of them."""

_TELL_EVERY = timedelta(days=1)
_NOTICE_EVERY = timedelta(minutes=5)  # how often an unlock's last use is written down at most


def unlock(session: Session, landing: LandingShare, attempt: PasscodeAttempt, viewer: Viewer | None) -> Unlock:
    """Open the share to somebody who knew its passcode.

    Raises Gone when the share ended, was used up or got another address, Invalid when its passcode changed, and NotFound when
    it was deleted, while the passcode was checked.
    """
    guessing.forgive(session, attempt)
    share = _held(session, landing.id)
    queries.find_landing(session, landing.id, landing.epoch)
    if share.passcode_hash != landing.passcode_hash:
        raise Invalid.field("passcode", "The passcode of this link was changed just now. Please ask for the new one.")
    own, now = viewer is not None and viewer.id == share.account_id, clock.now()
    openings = None if own else _count_opening(session, share.id)
    if openings is None and not own:
        raise Gone(ENDED)
    opened = Unlock(
        share_id=share.id,
        unlock_epoch=share.unlock_epoch,
        account_id=viewer.id if viewer else None,
        net=attempt.masked,
        created_at=now,
        last_seen_at=now,
        expires_at=min(share.expires_at, now + LONGEST_UNLOCK),
    )
    session.add(opened)
    kind = ActivityKind.LINK_PREVIEWED if own else ActivityKind.LINK_OPENED
    activity.record(
        session,
        share.account_id,
        kind,
        share.id,
        actor=Actor(viewer.name, viewer.id) if viewer and not own else NOBODY,
        net=attempt.masked,
        detail={"first": True} if openings == 1 else None,
    )
    return opened


def note_wrong(session: Session, attempt: PasscodeAttempt, *, page: str = "") -> None:
    """Keep a wrong passcode among the share's events, and what came of it, of which its owner is told.

    Raises NotFound when the share was deleted while the passcode was checked.
    """
    share = _held(session, attempt.share_id)
    activity.record(session, share.account_id, ActivityKind.LINK_FAILED, share.id, net=attempt.masked)
    if attempt.locks:
        activity.record(session, share.account_id, ActivityKind.LINK_LOCKED, share.id)
        if _may_tell(session, share.id):
            letters.tell_locked(session, share, net=attempt.masked, at=attempt.at, page=page)
    if attempt.suspends:
        activity.record(session, share.account_id, ActivityKind.LINK_SUSPENDED, share.id)
        letters.tell_suspended(session, share, at=attempt.at, page=page)


def notice(session: Session, visit: Visit) -> None:
    """Write down that an unlock was just used, and by which guest when their browser knows it."""
    guest_id = visit.respondent.guest_id if visit.respondent else None
    used: dict[str, object] = {"last_seen_at": clock.now()} | ({"guest_id": guest_id} if guest_id else {})
    session.execute(update(Unlock).where(Unlock.id == visit.unlock_id).values(used))


def needs_notice(visit: Visit) -> bool:
    """Tell whether the last use that is written down is so old that this one should be, or tells less than is known."""
    return visit.recognised or clock.now() - visit.last_seen_at >= _NOTICE_EVERY


def leave(session: Session, visit: Visit) -> None:
    """End the visitor's unlock, and those of the same account that ran out: it keeps no exchange by them."""
    now, account_id = clock.now(), visit.respondent.account_id if visit.respondent else None
    ran_out = and_(
        Unlock.share_id == visit.share_id,
        Unlock.account_id == account_id,
        or_(Unlock.expires_at <= now, Unlock.last_seen_at <= now - unlocks.IDLE),
    )
    left = or_(Unlock.id == visit.unlock_id, ran_out)
    session.execute(update(Unlock).where(left, Unlock.ended_at.is_(None)).values(ended_at=now))
    who = visit.respondent
    actor = Actor(who.marked, who.account_id) if who else NOBODY
    activity.record(session, visit.owner_id, ActivityKind.LINK_LEFT, visit.share_id, actor=actor)


def respondent_for(session: Session, visit: Visit, name: str) -> Respondent:
    """Give who replies on this visit; a guest's name makes them known, to this share alone.

    Raises Forbidden when the share takes no replies or the owner would reply to themselves, Invalid beside ``name``.
    """
    if not visit.can_reply:
        raise Forbidden("Replies are off for this link. Go back: what you typed is still there.")
    if visit.is_owner and visit.respondent is None:
        raise Forbidden("These notes are your own. Reply to others beside your notes, on the page of the trial.")
    who = visit.respondent or _guest_since(session, visit) or _new_guest(session, visit, name)
    session.execute(
        update(Unlock).where(Unlock.id == visit.unlock_id).values(account_id=who.account_id, guest_id=who.guest_id)
    )
    return who


def _guest_since(session: Session, visit: Visit) -> Respondent | None:
    """Give the guest that the same visitor has become by another window at the same moment; later ones wait for this one."""
    held = select(Unlock.guest_id).where(Unlock.id == visit.unlock_id).with_for_update()
    guest = session.get(Guest, session.scalar(held) or "")
    return Respondent(guest.name, guest_id=guest.id) if guest is not None else None


def _new_guest(session: Session, visit: Visit, name: str) -> Respondent:
    hold_share(session, visit.share_id)
    known = unlocks.count_guests(session, visit.share_id)
    of_network = unlocks.count_guests(session, visit.share_id, beside=visit.unlock_id)
    if of_network >= fair_share(MOST_GUESTS, known - of_network):
        raise TooMany(
            "Too many guests from your network have replied by this link. Your reply was not sent; what you typed is kept. "
            f"Sign in to send it, or ask {visit.owner_name} for a link of your own."
        )
    try:
        guest = Guest(share_id=visit.share_id, name=normalise_name(name), created_at=clock.now())
    except ValueError as error:
        raise Invalid.field("name", str(error)) from None
    session.add(guest)
    session.flush()
    return Respondent(guest.name, guest_id=guest.id)


def hold_share(session: Session, share_id: str) -> None:
    """Let nobody else who counts what came in by a share go on until this transaction ends."""
    session.execute(select(Share.id).where(Share.id == share_id).with_for_update(key_share=True))


def _held(session: Session, share_id: str) -> Share:
    """Read the share as it is now and lock its row: what is checked holds for what is written. Raises NotFound."""
    share = session.get(Share, share_id, populate_existing=True, with_for_update=True)
    if share is None:
        raise NotFound
    return share


def _count_opening(session: Session, share_id: str) -> int | None:
    """Count one more opening, in one statement, and give how many it makes; None when the share is used up.

    Two who come at once never share the last one.
    """
    room = or_(Share.most_openings.is_(None), Share.openings < Share.most_openings)
    counted = update(Share).where(Share.id == share_id, room).values(openings=Share.openings + 1)
    return session.scalar(counted.returning(Share.openings))


def _may_tell(session: Session, share_id: str) -> bool:
    """Take the owner's one mail of the day about a locked share, in one statement."""
    now = clock.now()
    due = or_(Share.lock_told_at.is_(None), Share.lock_told_at <= now - _TELL_EVERY)
    told = update(Share).where(Share.id == share_id, due).values(lock_told_at=now)
    return session.scalar(told.returning(Share.id)) is not None
