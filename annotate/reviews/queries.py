"""The gates of rounds: who has a seat in which, who is invited to which, and what each may read of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, false, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from annotate.accounts.models import Account, AccountKind
from annotate.core.cursors import Cursor
from annotate.core.text import storable
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.keyset import older
from annotate.reviews.models import (
    ReadingRound,
    RoundLabel,
    RoundMember,
    RoundReading,
    RoundTrial,
)
from annotate.trials.models import Trial

PAGE_SIZE = 30
"""Rounds on one page of the list."""

ACTIVE = and_(RoundMember.accepted_at.is_not(None), RoundMember.left_at.is_(None))
"""Holds for members who take part: they accepted and have not left."""

PENDING = and_(RoundMember.accepted_at.is_(None), RoundMember.declined_at.is_(None), RoundMember.revoked_at.is_(None))
"""Holds for invitations that wait for an answer."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A viewer's place in a round that they may see."""

    round: ReadingRound
    member: RoundMember
    is_owner: bool

    @property
    def is_revealed(self) -> bool:
        """True if what the readers closed may be read by every member."""
        return self.round.revealed_at is not None

    @property
    def sees_states(self) -> bool:
        """True if the viewer may see which trials which reader has closed.

        Before the reveal that is an owner who does not read, and nobody else: how far another reader is tells of their work.
        """
        return self.is_revealed or (self.is_owner and not self.member.reads)


class RoundStanding(StrEnum):
    """How somebody stands in a round."""

    INVITED = "invited"
    OWNED = "owned"
    READING = "reading"
    """They have a seat, and it is not revealed."""
    REVEALED = "revealed"
    """They have a seat, and it is revealed."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that waits for the viewer's answer."""

    round: ReadingRound
    member: RoundMember


def has_seat(viewer: Viewer | None) -> ColumnElement[bool]:
    """The one rule of who sees a round: those who accepted and have not left, its owner among them."""
    return and_(RoundMember.account_id == viewer.id, ACTIVE) if viewer else false()


def is_invited(viewer: Viewer | None) -> ColumnElement[bool]:
    """The one rule of who sees an invitation: the account whose confirmed address was invited, until it is answered."""
    if viewer is None:
        return false()
    proven = select(Account.email).where(
        Account.id == viewer.id, Account.confirmed_at.is_not(None), Account.kind == AccountKind.PERSON
    )
    return and_(RoundMember.email != "", RoundMember.email == proven.scalar_subquery(), PENDING)


def find_seat(session: Session, viewer: Viewer | None, round_id: str) -> Seat:
    """Give the viewer's seat in a round; raises NotFound."""
    wanted = select(RoundMember).join(RoundMember.round).options(contains_eager(RoundMember.round))
    member = session.scalar(wanted.where(RoundMember.round_id == round_id, has_seat(viewer)))
    if member is None or viewer is None:
        raise NotFound
    return Seat(member.round, member, member.round.owner_id == viewer.id)


def hold_seat(session: Session, viewer: Viewer | None, round_id: str) -> Seat:
    """Give the viewer's seat, and let nobody else change the round until this transaction ends; raises NotFound."""
    find_seat(session, viewer, round_id)
    hold_round(session, round_id)
    session.expire_all()  # what was read before the wait may have changed meanwhile
    return find_seat(session, viewer, round_id)


def hold_round(session: Session, round_id: str) -> None:
    """Let nobody else change the round until this transaction ends."""
    session.execute(select(ReadingRound.id).where(ReadingRound.id == round_id).with_for_update())


def find_invitation(session: Session, viewer: Viewer | None, round_id: str) -> Invitation:
    """Give the viewer's unanswered invitation to a round; raises NotFound."""
    wanted = select(RoundMember).join(RoundMember.round).options(contains_eager(RoundMember.round))
    found = session.scalar(wanted.where(RoundMember.round_id == round_id, is_invited(viewer)))
    if found is None:
        raise NotFound
    return Invitation(found.round, found)


def invitations_of(session: Session, viewer: Viewer) -> Sequence[RoundMember]:
    """Give the viewer's unanswered invitations, the newest first."""
    wanted = select(RoundMember).join(RoundMember.round).options(contains_eager(RoundMember.round))
    newest = (RoundMember.invited_at.desc(), RoundMember.id)
    return session.scalars(wanted.where(is_invited(viewer)).order_by(*newest).limit(PAGE_SIZE)).all()


def seats_of(session: Session, viewer: Viewer, after: Cursor | None = None) -> Sequence[Seat]:
    """Give up to a page and one more of the viewer's rounds, the newest first."""
    wanted = select(RoundMember).join(RoundMember.round).options(contains_eager(RoundMember.round))
    wanted = wanted.where(has_seat(viewer))
    if after is not None:
        wanted = wanted.where(older(ReadingRound.created_at, ReadingRound.id, after.at, after.id))
    found = session.scalars(
        wanted.order_by(ReadingRound.created_at.desc(), ReadingRound.id.desc()).limit(PAGE_SIZE + 1)
    )
    return [Seat(member.round, member, member.round.owner_id == viewer.id) for member in found]


def count_rounds(session: Session, viewer: Viewer) -> int:
    """Count the rounds that the viewer made."""
    return session.scalar(select(func.count()).select_from(ReadingRound).where(ReadingRound.owner_id == viewer.id)) or 0


def find_by_client_key(session: Session, viewer: Viewer, client_key: str) -> ReadingRound | None:
    """Give the round that a form of the viewer's made, or None."""
    return session.scalar(
        select(ReadingRound).where(ReadingRound.owner_id == viewer.id, ReadingRound.client_key == client_key)
    )


def labels_of(session: Session, round_id: str) -> Sequence[RoundLabel]:
    """Give the labels of a round in their order."""
    wanted = select(RoundLabel).where(RoundLabel.round_id == round_id)
    return session.scalars(wanted.order_by(RoundLabel.position)).all()


def find_label(session: Session, round_id: str, label_id: str) -> RoundLabel:
    """Give a label of a round; raises NotFound."""
    found = session.scalar(select(RoundLabel).where(RoundLabel.round_id == round_id, RoundLabel.id == label_id))
    if found is None:
        raise NotFound
    return found


def trials_of(session: Session, round_id: str) -> Sequence[RoundTrial]:
    """Give the trials of a round in their order with their versions, without those that were taken out."""
    wanted = _trials().where(RoundTrial.round_id == round_id, RoundTrial.removed_at.is_(None))
    return session.scalars(wanted.order_by(RoundTrial.position)).all()


def find_trial(session: Session, round_id: str, registry_id: str) -> RoundTrial:
    """Give a trial of a round by its registry id; raises NotFound, also when it was taken out."""
    wanted = _trials().where(
        RoundTrial.round_id == round_id, RoundTrial.removed_at.is_(None), Trial.registry_id == registry_id
    )
    found = session.scalar(wanted) if storable(registry_id) else None
    if found is None:
        raise NotFound
    return found


def members_of(session: Session, round_id: str) -> Sequence[RoundMember]:
    """Give everybody who was ever invited to a round, in order, with their accounts."""
    wanted = select(RoundMember).where(RoundMember.round_id == round_id).options(joinedload(RoundMember.account))
    return session.scalars(wanted.order_by(RoundMember.number)).all()


def find_member(session: Session, round_id: str, member_id: str) -> RoundMember:
    """Give a member of a round; raises NotFound."""
    wanted = select(RoundMember).where(RoundMember.round_id == round_id, RoundMember.id == member_id)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def active_readers(session: Session, round_id: str) -> Sequence[RoundMember]:
    """Give the readers who take part, in order."""
    wanted = select(RoundMember).where(RoundMember.round_id == round_id, RoundMember.reads, ACTIVE)
    return session.scalars(wanted.order_by(RoundMember.number)).all()


def is_anybody_pending(session: Session, round_id: str) -> bool:
    """True if an invitation to read waits for an answer."""
    pending = select(RoundMember.id).where(RoundMember.round_id == round_id, RoundMember.reads, PENDING)
    return bool(session.scalar(select(pending.exists())))


def all_closed(session: Session, round_id: str) -> Mapping[tuple[str, str], datetime]:
    """Give when each trial was closed by whom, by the ids of members and of the round's trials. Only for who may see states."""
    wanted = (
        select(RoundReading.member_id, RoundReading.round_trial_id, RoundReading.closed_at)
        .join(RoundTrial, RoundTrial.id == RoundReading.round_trial_id)
        .where(RoundTrial.round_id == round_id, RoundReading.closed_at.is_not(None))
    )
    return {(row[0], row[1]): row[2] for row in session.execute(wanted) if row[2] is not None}


def round_standings(
    session: Session, viewer: Viewer, round_ids: Sequence[str]
) -> Mapping[str, frozenset[RoundStanding]]:
    """Say of those of the rounds that the viewer may see how they stand in them now, by id."""
    if not round_ids:
        return {}
    seen = select(RoundMember).join(RoundMember.round).options(contains_eager(RoundMember.round))
    seen = seen.where(ReadingRound.id.in_(round_ids), has_seat(viewer) | is_invited(viewer))
    found: dict[str, frozenset[RoundStanding]] = {}
    for member in session.scalars(seen):
        found[member.round_id] = found.get(member.round_id, frozenset()) | _standing(member, viewer)
    return found


def round_names(session: Session, viewer: Viewer, round_ids: Sequence[str]) -> Mapping[str, str]:
    """Give the names of those of the rounds that the viewer may see, by id."""
    if not round_ids:
        return {}
    seen = select(RoundMember.round_id).where(has_seat(viewer) | is_invited(viewer))
    wanted = select(ReadingRound.id, ReadingRound.name).where(ReadingRound.id.in_(round_ids), ReadingRound.id.in_(seen))
    return {row[0]: row[1] for row in session.execute(wanted)}


def _standing(member: RoundMember, viewer: Viewer) -> frozenset[RoundStanding]:
    if member.accepted_at is None:
        return frozenset({RoundStanding.INVITED})
    is_revealed = member.round.revealed_at is not None
    owned = {RoundStanding.OWNED} if member.round.owner_id == viewer.id else set()
    return frozenset({RoundStanding.REVEALED if is_revealed else RoundStanding.READING, *owned})


def _trials() -> Select[RoundTrial]:
    return (
        select(RoundTrial)
        .join(RoundTrial.trial)
        .join(RoundTrial.version)
        .options(contains_eager(RoundTrial.trial), contains_eager(RoundTrial.version))
    )
