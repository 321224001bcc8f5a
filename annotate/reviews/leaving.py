"""Leaving rounds: by hand, and with an account that is deleted."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from annotate import clock
from annotate.activity import actions as activity
from annotate.reviews import queries
from annotate.reviews.closing import reveal_if_due
from annotate.reviews.models import ReadingRound, RoundMember, RoundPassage, RoundReading


def leave_round(session: Session, held: ReadingRound, member: RoundMember) -> None:
    """Let a member leave a round that the caller holds: before the reveal all that they closed goes, after it that stays."""
    member.left_at = clock.now()
    if held.revealed_at is None:
        session.execute(delete(RoundReading).where(RoundReading.member_id == member.id))
        session.expire_all()
    session.flush()
    reveal_if_due(session, held)


def leave_all(session: Session, account_id: str, limit: int) -> int:
    """Let an account that is deleted leave some of its rounds, and return how many those were.

    Its own rounds that are not revealed go; revealed ones stay for the others, without its name and its notes' words.
    """
    own = select(ReadingRound.id).where(ReadingRound.owner_id == account_id).limit(limit)
    seats = select(RoundMember).where(RoundMember.account_id == account_id).limit(limit)
    round_ids = session.scalars(own).all()
    for round_id in round_ids:
        queries.hold_round(session, round_id)
        owned = session.get_one(ReadingRound, round_id, populate_existing=True)
        if owned.revealed_at is None:
            erase_round(session, round_id)
        else:
            owned.owner_id = None
    session.flush()
    members = session.scalars(seats).all()
    for member in members:
        queries.hold_round(session, member.round_id)
        if member.left_at is None:
            leave_round(session, session.get_one(ReadingRound, member.round_id, populate_existing=True), member)
        forget_words(session, member.id)
        member.account_id = None
    session.flush()
    for round_id in {*round_ids, *(member.round_id for member in members)}:
        _erase_if_deserted(session, round_id)
    return len(round_ids) + len(members)


def forget_invited(session: Session, email: str) -> None:
    """End what waits at an address whose owner deletes their account, and forget the address in rounds."""
    to_them = update(RoundMember).where(RoundMember.email == email)
    session.execute(to_them.where(queries.PENDING).values(revoked_at=clock.now()))
    session.execute(to_them.values(email=""))


def forget_words(session: Session, member_id: str) -> None:
    """Take the words of a reader's notes out of what they closed; which passages they marked stays."""
    readings = select(RoundReading.id).where(RoundReading.member_id == member_id)
    session.execute(update(RoundPassage).where(RoundPassage.reading_id.in_(readings)).values(body=""))


def erase_round(session: Session, round_id: str) -> None:
    """Delete a round with all that was closed in it, and what happened to it."""
    activity.forget_subjects(session, [round_id])
    session.execute(delete(ReadingRound).where(ReadingRound.id == round_id))
    session.expire_all()


def _erase_if_deserted(session: Session, round_id: str) -> None:
    """Delete a round that nobody can see any more."""
    seen = select(RoundMember.id).where(
        RoundMember.round_id == round_id, RoundMember.account_id.is_not(None), queries.ACTIVE
    )
    if session.get(ReadingRound, round_id) is not None and not session.scalar(select(seen.exists())):
        erase_round(session, round_id)
