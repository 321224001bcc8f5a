"""What always holds in sound rounds of double reading."""

from collections.abc import Iterator

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from annotate.codebook.models import Label
from annotate.reviews.models import (
    MemberLabel,
    ReadingRound,
    RoundAnswer,
    RoundDecision,
    RoundLabel,
    RoundMember,
    RoundPassage,
    RoundReading,
    RoundTrial,
)
from annotate.upkeep.violations import Violation


def violations_of_rounds(session: Session) -> Iterator[Violation | None]:
    """Look for other people's labels, unfinished answers, copies in open trials, and decisions before a reveal."""
    strange = (
        select(MemberLabel.member_id)
        .join(RoundMember, RoundMember.id == MemberLabel.member_id)
        .join(Label, Label.id == MemberLabel.own_label_id)
        .where(Label.account_id != RoundMember.account_id)
    )
    for member_id in session.scalars(strange.distinct()):
        yield Violation(f"round member {member_id}: they read with another person's label")
    answered = exists().where(RoundAnswer.reading_id == RoundReading.id, RoundAnswer.label_id == RoundLabel.id)
    unfinished = (
        select(RoundReading.id)
        .join(RoundTrial, RoundTrial.id == RoundReading.round_trial_id)
        .join(RoundLabel, RoundLabel.round_id == RoundTrial.round_id)
        .where(RoundReading.closed_at.is_not(None), ~answered)
    )
    for reading_id in session.scalars(unfinished.distinct()):
        yield Violation(f"round reading {reading_id}: it is closed, and a label has no answer")
    copied = select(RoundPassage.reading_id).join(RoundReading).where(RoundReading.closed_at.is_(None))
    for reading_id in session.scalars(copied.distinct()):
        yield Violation(f"round reading {reading_id}: it is open, and holds copies of notes")
    early = (
        select(RoundDecision.id)
        .join(RoundTrial, RoundTrial.id == RoundDecision.round_trial_id)
        .join(ReadingRound, ReadingRound.id == RoundTrial.round_id)
        .where(ReadingRound.revealed_at.is_(None))
    )
    for decision_id in session.scalars(early):
        yield Violation(f"round decision {decision_id}: it is of a round that is not revealed")
    yield None
