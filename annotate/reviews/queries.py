"""The gates of rounds: who has a seat in which, who is invited to which, and what each may read of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, false, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from annotate.accounts.models import Account, AccountKind
from annotate.codebook.models import Label
from annotate.core.cursors import Cursor
from annotate.core.text import storable
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.keyset import older
from annotate.notes.models import Note
from annotate.notes.queries import visible_notes
from annotate.prepared import prepared
from annotate.reviews.models import (
    MemberLabel,
    Round,
    RoundAnswer,
    RoundLabel,
    RoundMember,
    RoundPassage,
    RoundReading,
    RoundTrial,
)
from annotate.trials.models import Trial, TrialVersion

PAGE_SIZE = 30
"""Rounds on one page of the list."""

ACTIVE = and_(RoundMember.accepted_at.is_not(None), RoundMember.left_at.is_(None))
"""Holds for members who take part: they accepted and have not left."""

PENDING = and_(RoundMember.accepted_at.is_(None), RoundMember.declined_at.is_(None), RoundMember.revoked_at.is_(None))
"""Holds for invitations that wait for an answer."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A viewer's place in a round that they may see."""

    round: Round
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

    round: Round
    member: RoundMember


@dataclass(frozen=True, slots=True)
class ReadingHere:
    """A round in which the viewer reads a trial, for the page of the trial."""

    round_id: str
    name: str
    version_number: int
    closed_at: datetime | None
    revealed_at: datetime | None


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
    session.execute(select(Round.id).where(Round.id == round_id).with_for_update())


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
        wanted = wanted.where(older(Round.created_at, Round.id, after.at, after.id))
    found = session.scalars(wanted.order_by(Round.created_at.desc(), Round.id.desc()).limit(PAGE_SIZE + 1))
    return [Seat(member.round, member, member.round.owner_id == viewer.id) for member in found]


def count_rounds(session: Session, viewer: Viewer) -> int:
    """Count the rounds that the viewer made."""
    return session.scalar(select(func.count()).select_from(Round).where(Round.owner_id == viewer.id)) or 0


def find_by_client_key(session: Session, viewer: Viewer, client_key: str) -> Round | None:
    """Give the round that a form of the viewer's made, or None."""
    return session.scalar(select(Round).where(Round.owner_id == viewer.id, Round.client_key == client_key))


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


def own_labels(session: Session, member_id: str) -> Mapping[str, Label | None]:
    """Give which label of their own a reader uses for each label of the round; None for one that is gone or in no use."""
    wanted = (
        select(MemberLabel.label_id, Label)
        .outerjoin(Label, and_(Label.id == MemberLabel.own_label_id, Label.deleted_at.is_(None)))
        .where(MemberLabel.member_id == member_id)
    )
    return {row[0]: row[1] for row in session.execute(wanted)}


def closed_by(session: Session, member_id: str) -> Mapping[str, datetime]:
    """Give when a reader closed the trials that they closed, by the ids of the round's trials."""
    wanted = select(RoundReading.round_trial_id, RoundReading.closed_at).where(
        RoundReading.member_id == member_id, RoundReading.closed_at.is_not(None)
    )
    return {row[0]: row[1] for row in session.execute(wanted) if row[1] is not None}


def all_closed(session: Session, round_id: str) -> Mapping[tuple[str, str], datetime]:
    """Give when each trial was closed by whom, by the ids of members and of the round's trials. Only for who may see states."""
    wanted = (
        select(RoundReading.member_id, RoundReading.round_trial_id, RoundReading.closed_at)
        .join(RoundTrial, RoundTrial.id == RoundReading.round_trial_id)
        .where(RoundTrial.round_id == round_id, RoundReading.closed_at.is_not(None))
    )
    return {(row[0], row[1]): row[2] for row in session.execute(wanted) if row[2] is not None}


def find_reading(session: Session, member_id: str, round_trial_id: str) -> RoundReading | None:
    """Give a reader's work on a trial; None when there is none yet."""
    return session.scalar(
        select(RoundReading).where(RoundReading.member_id == member_id, RoundReading.round_trial_id == round_trial_id)
    )


def answers_of(session: Session, reading_id: str) -> Mapping[str, str]:
    """Give the stored answers of a reading by the ids of the round's labels."""
    wanted = select(RoundAnswer.label_id, RoundAnswer.kind).where(RoundAnswer.reading_id == reading_id)
    return {row[0]: row[1] for row in session.execute(wanted)}


def passages_of(session: Session, member_id: str, round_trial_id: str) -> Sequence[RoundPassage]:
    """Give what a reader closed on a trial, as it stands in the text."""
    mine = (RoundReading.member_id == member_id, RoundReading.round_trial_id == round_trial_id)
    wanted = select(RoundPassage).join(RoundReading, RoundReading.id == RoundPassage.reading_id).where(*mine)
    order = (RoundPassage.start_offset, RoundPassage.end_offset, RoundPassage.id)
    return session.scalars(wanted.where(RoundReading.closed_at.is_not(None)).order_by(*order)).all()


def notes_that_count(session: Session, viewer: Viewer, member_id: str, trial: RoundTrial) -> Mapping[str, list[Note]]:
    """Give the viewer's notes that answer for a trial, by the ids of the round's labels, as they stand in its text.

    Those are the notes on the round's version with the label that the viewer uses for the round's.
    """
    wanted = (
        select(MemberLabel.label_id, Note)
        .join(Note, Note.label_id == MemberLabel.own_label_id)
        .where(MemberLabel.member_id == member_id, visible_notes(viewer))
        .where(Note.trial_id == trial.trial_id, Note.version_id == trial.version_id)
        .order_by(Note.start_offset, Note.end_offset, Note.created_at, Note.id)
    )
    found: dict[str, list[Note]] = {}
    for label_id, note in session.execute(wanted):
        found.setdefault(label_id, []).append(note)
    return found


def count_on_other_versions(session: Session, viewer: Viewer, member_id: str, trial: RoundTrial) -> int:
    """Count the viewer's notes with the round's labels on other versions of a trial: they do not count in the round."""
    mine = select(MemberLabel.own_label_id).where(MemberLabel.member_id == member_id)
    others = (Note.trial_id == trial.trial_id, Note.version_id != trial.version_id, Note.label_id.in_(mine))
    return session.scalar(select(func.count()).select_from(Note).where(visible_notes(viewer), *others)) or 0


def count_answered(session: Session, viewer: Viewer, member_id: str, round_id: str) -> Mapping[str, int]:
    """Count on each trial for how many labels the viewer has a note or said "nothing found", by the round's trials."""
    noted = (
        select(RoundTrial.id, MemberLabel.label_id)
        .join(Note, and_(Note.trial_id == RoundTrial.trial_id, Note.version_id == RoundTrial.version_id))
        .join(MemberLabel, and_(MemberLabel.own_label_id == Note.label_id, MemberLabel.member_id == member_id))
        .where(RoundTrial.round_id == round_id, visible_notes(viewer))
    )
    said = (
        select(RoundReading.round_trial_id, RoundAnswer.label_id)
        .join(RoundAnswer, RoundAnswer.reading_id == RoundReading.id)
        .where(RoundReading.member_id == member_id)
    )
    either = noted.union(said).subquery()
    trial_id = either.c[0]
    counted = select(trial_id, func.count()).group_by(trial_id)
    return {row[0]: row[1] for row in session.execute(counted)}


def readings_here(session: Session, viewer: Viewer | None, trial_id: str) -> Sequence[ReadingHere]:
    """Give the rounds in which the viewer reads a trial, the newest first; those that are revealed are left out."""
    return [ReadingHere(*row) for row in session.execute(*_readings_here(viewer, trial_id))] if viewer else ()


def round_standings(
    session: Session, viewer: Viewer, round_ids: Sequence[str]
) -> Mapping[str, frozenset[RoundStanding]]:
    """Say of those of the rounds that the viewer may see how they stand in them now, by id."""
    if not round_ids:
        return {}
    seen = select(RoundMember).join(RoundMember.round).options(contains_eager(RoundMember.round))
    seen = seen.where(Round.id.in_(round_ids), has_seat(viewer) | is_invited(viewer))
    found: dict[str, frozenset[RoundStanding]] = {}
    for member in session.scalars(seen):
        found[member.round_id] = found.get(member.round_id, frozenset()) | _standing(member, viewer)
    return found


def round_names(session: Session, viewer: Viewer, round_ids: Sequence[str]) -> Mapping[str, str]:
    """Give the names of those of the rounds that the viewer may see, by id."""
    if not round_ids:
        return {}
    seen = select(RoundMember.round_id).where(has_seat(viewer) | is_invited(viewer))
    wanted = select(Round.id, Round.name).where(Round.id.in_(round_ids), Round.id.in_(seen))
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


@prepared
def _readings_here(viewer: Viewer, trial_id: str) -> Select[str, str, int, datetime | None, datetime | None]:
    return (
        select(Round.id, Round.name, TrialVersion.number, RoundReading.closed_at, Round.revealed_at)
        .join(RoundMember, RoundMember.round_id == Round.id)
        .join(RoundTrial, RoundTrial.round_id == Round.id)
        .join(TrialVersion, TrialVersion.id == RoundTrial.version_id)
        .outerjoin(
            RoundReading,
            and_(RoundReading.member_id == RoundMember.id, RoundReading.round_trial_id == RoundTrial.id),
        )
        .where(
            RoundMember.account_id == viewer.id,
            ACTIVE,
            RoundMember.reads,
            Round.revealed_at.is_(None),
            RoundTrial.trial_id == trial_id,
            RoundTrial.removed_at.is_(None),
        )
        .order_by(Round.created_at.desc(), Round.id)
    )
