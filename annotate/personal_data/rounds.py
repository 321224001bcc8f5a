"""Double readings, as the archive of a person holds them: their own answers and decisions, and nobody else's."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from annotate.core.instants import write_second
from annotate.core.viewer import Viewer
from annotate.reviews.models import (
    ReadingRound,
    RoundAnswer,
    RoundDecision,
    RoundLabel,
    RoundMember,
    RoundPassage,
    RoundReading,
    RoundTrial,
)
from annotate.trials.models import Trial


def round_entries(session: Session, viewer: Viewer) -> Iterator[dict[str, object]]:
    """Write the viewer's rounds, also those that they left."""
    mine = select(RoundMember).join(RoundMember.round).options(contains_eager(RoundMember.round))
    mine = mine.where(RoundMember.account_id == viewer.id).order_by(ReadingRound.created_at, ReadingRound.id)
    for member in session.scalars(mine).all():
        yield _entry(session, viewer, member)


def _entry(session: Session, viewer: Viewer, member: RoundMember) -> dict[str, object]:
    held = member.round
    return {
        "name": held.name,
        "mine": held.owner_id == viewer.id,
        "instructions": held.instructions if held.owner_id == viewer.id or member.left_at is None else None,
        "made_at": write_second(held.created_at),
        "revealed_at": write_second(held.revealed_at),
        "joined_at": write_second(member.accepted_at),
        "left_at": write_second(member.left_at),
        "answers": list(_answers(session, member)),
        "decisions": list(_decisions(session, viewer, held)),
    }


def _answers(session: Session, member: RoundMember) -> Iterator[dict[str, object]]:
    wanted = (
        select(RoundReading, Trial.registry_id, RoundLabel.name, RoundAnswer)
        .join(RoundAnswer, RoundAnswer.reading_id == RoundReading.id)
        .join(RoundLabel, RoundLabel.id == RoundAnswer.label_id)
        .join(RoundTrial, RoundTrial.id == RoundReading.round_trial_id)
        .join(Trial, Trial.id == RoundTrial.trial_id)
        .where(RoundReading.member_id == member.id)
        .order_by(RoundTrial.position, RoundLabel.position)
    )
    passages: dict[tuple[str, str], list[RoundPassage]] = {}
    closed = select(RoundPassage).join(RoundReading, RoundReading.id == RoundPassage.reading_id)
    for each in session.scalars(closed.where(RoundReading.member_id == member.id).order_by(RoundPassage.start_offset)):
        passages.setdefault((each.reading_id, each.label_id), []).append(each)
    for reading, registry_id, label, answer in session.execute(wanted):
        yield {
            "trial": registry_id,
            "label": label,
            "answer": answer.kind,
            "closed_at": write_second(reading.closed_at),
            "passages": [_passage(each) for each in passages.get((reading.id, answer.label_id), ())],
        }


def _passage(passage: RoundPassage) -> dict[str, object]:
    return {
        "start": passage.start_offset,
        "end": passage.end_offset,
        "exact": passage.exact,
        "markdown": passage.body,
        "note": passage.note_id,
    }


def _decisions(session: Session, viewer: Viewer, held: ReadingRound) -> Iterator[dict[str, object]]:
    wanted = (
        select(RoundDecision, Trial.registry_id, RoundLabel.name)
        .join(RoundTrial, RoundTrial.id == RoundDecision.round_trial_id)
        .join(Trial, Trial.id == RoundTrial.trial_id)
        .join(RoundLabel, RoundLabel.id == RoundDecision.label_id)
        .where(RoundTrial.round_id == held.id, RoundDecision.decided_by_id == viewer.id)
        .order_by(RoundDecision.made_at, RoundDecision.id)
    )
    for decision, registry_id, label in session.execute(wanted):
        yield {
            "trial": registry_id,
            "label": label,
            "decision": decision.kind,
            "reason": decision.reason,
            "made_at": write_second(decision.made_at),
        }
