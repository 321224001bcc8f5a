"""A reader's own work in a round, for their eyes: their labels, the notes that count, what they said and closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import Session

from annotate.codebook.models import Label
from annotate.core.viewer import Viewer
from annotate.notes.models import Note
from annotate.notes.queries import visible_notes
from annotate.prepared import prepared
from annotate.reviews.models import (
    MemberLabel,
    ReadingRound,
    RoundAnswer,
    RoundLabel,
    RoundMember,
    RoundPassage,
    RoundReading,
    RoundTrial,
)
from annotate.reviews.queries import ACTIVE
from annotate.trials.models import TrialVersion


@dataclass(frozen=True, slots=True)
class LabelAtHand:
    """A label of the viewer's that counts in a round, for the page of the trial."""

    id: str
    name: str
    hue: int
    has_note: bool
    """True if a note on the shown version has it."""


@dataclass(frozen=True, slots=True)
class ReadingHere:
    """A round in which the viewer reads a trial, for the page of the trial."""

    round_id: str
    member_id: str
    name: str
    version_number: int
    closed_at: datetime | None
    revealed_at: datetime | None


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


def labels_at_hand(
    session: Session, viewer: Viewer, member_ids: Sequence[str], version_id: str
) -> tuple[LabelAtHand, ...]:
    """Give the viewer's labels that count in these seats of theirs, in the order of the rounds' labels, each once."""
    noted = exists().where(Note.label_id == Label.id, Note.version_id == version_id, visible_notes(viewer))
    wanted = (
        select(Label.id, Label.name, Label.hue, noted)
        .join(MemberLabel, MemberLabel.own_label_id == Label.id)
        .join(RoundLabel, RoundLabel.id == MemberLabel.label_id)
        .where(MemberLabel.member_id.in_(member_ids), Label.deleted_at.is_(None))
        .order_by(RoundLabel.position, Label.id)
    )
    return tuple({row[0]: LabelAtHand(*row) for row in session.execute(wanted)}.values())


def rounds_with_label(session: Session, viewer: Viewer, own_label_id: str) -> Sequence[str]:
    """Name the rounds that are not revealed and in which the viewer reads with this label of theirs."""
    wanted = (
        select(ReadingRound.name)
        .join(RoundMember, RoundMember.round_id == ReadingRound.id)
        .join(MemberLabel, MemberLabel.member_id == RoundMember.id)
        .where(MemberLabel.own_label_id == own_label_id, RoundMember.account_id == viewer.id, ACTIVE)
        .where(ReadingRound.revealed_at.is_(None))
    )
    return session.scalars(wanted.order_by(ReadingRound.created_at, ReadingRound.id)).all()


def count_rounds_with_copy(session: Session, viewer: Viewer, note_id: str) -> int:
    """Count the rounds that keep a copy of a note of the viewer's."""
    wanted = (
        select(func.count(RoundMember.round_id.distinct()))
        .join(RoundReading, RoundReading.member_id == RoundMember.id)
        .join(RoundPassage, RoundPassage.reading_id == RoundReading.id)
        .where(RoundPassage.note_id == note_id, RoundMember.account_id == viewer.id)
    )
    return session.scalar(wanted) or 0


@prepared
def _readings_here(viewer: Viewer, trial_id: str) -> Select[str, str, str, int, datetime | None, datetime | None]:
    return (
        select(
            ReadingRound.id,
            RoundMember.id,
            ReadingRound.name,
            TrialVersion.number,
            RoundReading.closed_at,
            ReadingRound.revealed_at,
        )
        .join(RoundMember, RoundMember.round_id == ReadingRound.id)
        .join(RoundTrial, RoundTrial.round_id == ReadingRound.id)
        .join(TrialVersion, TrialVersion.id == RoundTrial.version_id)
        .outerjoin(
            RoundReading,
            and_(RoundReading.member_id == RoundMember.id, RoundReading.round_trial_id == RoundTrial.id),
        )
        .where(
            RoundMember.account_id == viewer.id,
            ACTIVE,
            RoundMember.reads,
            ReadingRound.revealed_at.is_(None),
            RoundTrial.trial_id == trial_id,
            RoundTrial.removed_at.is_(None),
        )
        .order_by(ReadingRound.created_at.desc(), ReadingRound.id)
    )
