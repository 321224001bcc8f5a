"""Deciding about a disagreement after the reveal: a record of its own that never changes; the answers stay beside it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.text import line_feeds, storable
from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.errors import Conflict, Forbidden, Invalid, NotFound
from annotate.reviews.models import AnswerKind, RoundAnswer, RoundDecision, RoundLabel, RoundReading, RoundTrial
from annotate.reviews.queries import Seat
from annotate.reviews.results import history_of

LONGEST_REASON = 4_000
"""Longest reason, in code points."""

MOST_DECISIONS = 50
"""Decisions about one label on one trial."""

ALL = "all"
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """A decision as it comes in."""

    choice: str
    """``all`` for the passages of all readers, ``nothing``, or the id of the member whose answer holds."""
    reason: str
    made_on: str
    """The id of the decision that the page showed as the one that holds; empty for none."""


def decide(
    session: Session, viewer: Viewer, seat: Seat, trial: RoundTrial, label: RoundLabel, draft: DecisionDraft
) -> RoundDecision:
    """Keep a decision; an earlier one is superseded and stays readable. The caller holds the round.

    Raises NotFound before the reveal, Forbidden for members who do not decide, Conflict when another decision was made since
    the page was, and Invalid.
    """
    if not seat.is_revealed:
        raise NotFound
    if not seat.member.decides:
        raise Forbidden("The round's owner decides about differences, or whom they named for it. Nothing was saved.")
    reason = _reason(draft.reason)
    earlier = history_of(session, trial, label)
    present = earlier[0].id if earlier else ""
    if draft.made_on != present:
        raise Conflict(
            "Another decision about this was made since this page was. It stands; yours was not saved. Read it, and decide again "
            "if you still want to.",
            reason,
        )
    if len(earlier) >= MOST_DECISIONS:
        raise Invalid.field("reason", f"There are {MOST_DECISIONS} decisions about this, which is the most.")
    kind, taken_from = _chosen(session, trial, label, draft.choice)
    made = RoundDecision(
        id=new_id(),
        round_trial_id=trial.id,
        label_id=label.id,
        kind=kind,
        taken_from_id=taken_from,
        reason=reason,
        decided_by_id=viewer.id,
        made_at=clock.now(),
        supersedes_id=present or None,
    )
    session.add(made)
    session.flush()
    return made


def _chosen(session: Session, trial: RoundTrial, label: RoundLabel, choice: str) -> tuple[AnswerKind, str | None]:
    if choice == NOTHING:
        return AnswerKind.NOTHING, None
    if choice == ALL:
        return AnswerKind.FOUND, None
    closed = (
        select(RoundAnswer.kind)
        .join(RoundReading, RoundReading.id == RoundAnswer.reading_id)
        .where(RoundReading.round_trial_id == trial.id, RoundReading.closed_at.is_not(None))
        .where(RoundAnswer.label_id == label.id)
    )
    found = session.scalar(closed.where(RoundReading.member_id == choice)) if storable(choice) else None
    if found is None:
        raise Invalid.field("choice", "Choose whose answer holds, all passages together, or that it is not reported.")
    return AnswerKind(found), choice


def _reason(words: str) -> str:
    if not storable(words):
        raise Invalid.field("reason", "This holds a character that cannot be stored. Please remove it.")
    tidy = line_feeds(words).strip()
    if not tidy:
        raise Invalid.field("reason", "Give the reason: it is what others can check later.")
    if len(tidy) > LONGEST_REASON:
        raise Invalid.field("reason", f"A reason can be {LONGEST_REASON:,} characters long; this has {len(tidy):,}.")
    return tidy
