"""What the readers of a revealed round answered, unit by unit: one label on one trial."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.notes.models import Note
from annotate.notes.queries import visible_notes
from annotate.reviews import queries
from annotate.reviews.comparing import DISAGREEMENTS, UnitVerdict, verdict
from annotate.reviews.models import (
    AnswerKind,
    RoundAnswer,
    RoundDecision,
    RoundLabel,
    RoundMember,
    RoundPassage,
    RoundReading,
    RoundTrial,
)
from annotate.reviews.queries import Seat


@dataclass(frozen=True, slots=True)
class RoundReader:
    """A reader whose answers are compared."""

    id: str
    name: str
    """Their name, or "Reader 2" for somebody who left."""
    account_id: str | None


@dataclass(frozen=True, slots=True)
class ReaderAnswer:
    """What one reader answered about one label on one trial when they closed it."""

    reader: RoundReader
    kind: AnswerKind | None
    """None: they did not close the trial."""
    passages: tuple[RoundPassage, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """One label on one trial, with the answers of all readers."""

    trial: RoundTrial
    label: RoundLabel
    answers: tuple[ReaderAnswer, ...]
    verdict: UnitVerdict
    decision: RoundDecision | None
    """The one that holds."""

    @property
    def is_disagreement(self) -> bool:
        """True if somebody has to decide."""
        return self.verdict in DISAGREEMENTS

    @property
    def place(self) -> tuple[int, int]:
        """Its place in the round's order."""
        return self.trial.position, self.label.position


@dataclass(frozen=True, slots=True)
class RoundResults:
    """Everything that was closed in a revealed round, in the order of trials and labels."""

    readers: tuple[RoundReader, ...]
    labels: tuple[RoundLabel, ...]
    trials: tuple[RoundTrial, ...]
    units: tuple[ReadUnit, ...]
    closed: Mapping[tuple[str, str], datetime]
    """When each trial was closed by whom, by the ids of readers and of the round's trials."""


def reader_name(member: RoundMember) -> str:
    """Name a member for the others: who left is a number."""
    if member.account is not None and member.left_at is None:
        return member.account.name
    return f"Reader {member.number}"


def results_of(session: Session, seat: Seat) -> RoundResults:
    """Give what was closed in a round; raises NotFound before the reveal, whoever asks."""
    if not seat.is_revealed:
        raise NotFound
    round_id = seat.round.id
    labels, trials = tuple(queries.labels_of(session, round_id)), tuple(queries.trials_of(session, round_id))
    closed = queries.all_closed(session, round_id)
    readers = _readers(queries.members_of(session, round_id), {member_id for member_id, _ in closed})
    kinds, passages = _answers(session, round_id), _passages(session, round_id)
    decisions = {(row.round_trial_id, row.label_id): row for row in decisions_of(session, round_id)}
    units = []
    for trial in trials:
        for label in labels:
            answers = tuple(_answer(reader, trial, label, kinds, passages) for reader in readers)
            found = verdict([_places(answer) for answer in answers])
            units.append(ReadUnit(trial, label, answers, found, decisions.get((trial.id, label.id))))
    return RoundResults(readers, labels, trials, tuple(units), closed)


def decisions_of(session: Session, round_id: str) -> Sequence[RoundDecision]:
    """Give every decision of a round, the earliest first, so that the one that holds comes last of its unit."""
    wanted = select(RoundDecision).join(RoundTrial, RoundTrial.id == RoundDecision.round_trial_id)
    wanted = wanted.where(RoundTrial.round_id == round_id).options(joinedload(RoundDecision.decided_by))
    return session.scalars(wanted.order_by(RoundDecision.made_at, RoundDecision.id)).all()


def history_of(session: Session, trial: RoundTrial, label: RoundLabel) -> Sequence[RoundDecision]:
    """Give the decisions about one unit, the one that holds first."""
    wanted = select(RoundDecision).where(RoundDecision.round_trial_id == trial.id, RoundDecision.label_id == label.id)
    rows = session.scalars(wanted.options(joinedload(RoundDecision.decided_by))).all()
    after = {row.supersedes_id: row for row in rows}
    ordered: list[RoundDecision] = []
    current = after.get(None)
    while current is not None:
        ordered.append(current)
        current = after.get(current.id)
    return ordered[::-1]


def changed_later(session: Session, viewer: Viewer, mine: Sequence[RoundPassage]) -> frozenset[str]:
    """Give which copies of the viewer's own notes are not what those notes are now, by the copies' ids.

    Callers hand in nobody else's: what others do with their notes since is theirs.
    """
    wanted = select(Note.id, Note.revision).where(visible_notes(viewer), Note.id.in_({each.note_id for each in mine}))
    present = {row[0]: row[1] for row in session.execute(wanted)}
    return frozenset(each.id for each in mine if present.get(each.note_id) != each.revision)


def _readers(members: Sequence[RoundMember], with_answers: set[str]) -> tuple[RoundReader, ...]:
    taking_part = [
        member
        for member in members
        if member.reads
        and member.accepted_at is not None
        and (member.id in with_answers or (member.left_at is None and member.account_id is not None))
    ]
    return tuple(RoundReader(member.id, reader_name(member), member.account_id) for member in taking_part)


def _answers(session: Session, round_id: str) -> Mapping[tuple[str, str, str], str]:
    wanted = (
        select(RoundReading.member_id, RoundReading.round_trial_id, RoundAnswer.label_id, RoundAnswer.kind)
        .join(RoundAnswer, RoundAnswer.reading_id == RoundReading.id)
        .join(RoundTrial, RoundTrial.id == RoundReading.round_trial_id)
        .where(RoundTrial.round_id == round_id, RoundReading.closed_at.is_not(None))
    )
    return {(row[0], row[1], row[2]): row[3] for row in session.execute(wanted)}


def _passages(session: Session, round_id: str) -> Mapping[tuple[str, str, str], tuple[RoundPassage, ...]]:
    wanted = (
        select(RoundReading.member_id, RoundReading.round_trial_id, RoundPassage)
        .join(RoundPassage, RoundPassage.reading_id == RoundReading.id)
        .join(RoundTrial, RoundTrial.id == RoundReading.round_trial_id)
        .where(RoundTrial.round_id == round_id, RoundReading.closed_at.is_not(None))
        .order_by(RoundPassage.start_offset, RoundPassage.end_offset, RoundPassage.id)
    )
    found: dict[tuple[str, str, str], tuple[RoundPassage, ...]] = {}
    for member_id, trial_id, passage in session.execute(wanted):
        key = (member_id, trial_id, passage.label_id)
        found[key] = (*found.get(key, ()), passage)
    return found


def _answer(
    reader: RoundReader,
    trial: RoundTrial,
    label: RoundLabel,
    kinds: Mapping[tuple[str, str, str], str],
    passages: Mapping[tuple[str, str, str], tuple[RoundPassage, ...]],
) -> ReaderAnswer:
    key = (reader.id, trial.id, label.id)
    return ReaderAnswer(reader, AnswerKind(kinds[key]) if key in kinds else None, passages.get(key, ()))


def _places(answer: ReaderAnswer) -> frozenset[tuple[int | None, int | None]] | None:
    if answer.kind is None:
        return None
    return frozenset((each.start_offset, each.end_offset) for each in answer.passages)
