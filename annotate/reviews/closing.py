"""A reader's work on one trial: saying that nothing was found, closing, and the reveal when every reader has closed everything."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts import quota
from annotate.activity import actions as activity
from annotate.activity.kinds import ActivityKind
from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.errors import Conflict, Invalid, NotFound
from annotate.notes.models import Note
from annotate.reviews import own_work, queries
from annotate.reviews.models import (
    AnswerKind,
    ReadingRound,
    RoundAnswer,
    RoundPassage,
    RoundReading,
    RoundTrial,
)
from annotate.reviews.queries import Seat

MOST_PASSAGES = 500
"""Notes of one reader that count on one trial."""

FEWEST_READERS = 2
"""Readers without whom there is nothing to compare."""

CLOSED = (
    "You have closed this trial, so your answers stay as they were: the other readers rely on that. Nothing was changed. Your "
    "notes are yours as before, and later edits of them are not part of the round."
)
REVEALED = "This round is revealed, so no trial of it can be read in it any more. Nothing was changed."


def say_nothing_found(
    session: Session, viewer: Viewer, seat: Seat, trial: RoundTrial, label_ids: Collection[str]
) -> None:
    """Keep for which labels the reader looked and found nothing; the others are open again. Labels with notes are passed over.

    Raises NotFound for who does not read, Conflict for a trial that they closed or a round that is revealed.
    """
    reading = _open_reading(session, seat, trial)
    known = [label.id for label in queries.labels_of(session, seat.round.id)]
    noted = own_work.notes_that_count(session, viewer, seat.member.id, trial)
    session.execute(delete(RoundAnswer).where(RoundAnswer.reading_id == reading.id))
    session.add_all(
        RoundAnswer(reading_id=reading.id, label_id=label_id, kind=AnswerKind.NOTHING)
        for label_id in known
        if label_id in label_ids and label_id not in noted
    )
    session.flush()


def close_trial(session: Session, viewer: Viewer, seat: Seat, trial: RoundTrial, seen: str) -> None:
    """Close a trial for good: the notes that count are copied, and every label without one is answered "nothing".

    ``seen`` is the state of ``fingerprint`` that the reader was shown: nothing goes into the round that they did not see.
    Closing twice is closing once. Raises NotFound for who does not read, Conflict when the notes have changed since the page was
    made or the round is revealed, and Invalid for too many notes.
    """
    found = own_work.find_reading(session, seat.member.id, trial.id)
    if found is not None and found.closed_at is not None:
        return
    reading = _open_reading(session, seat, trial)
    noted = own_work.notes_that_count(session, viewer, seat.member.id, trial)
    if fingerprint(noted.values()) != seen:
        raise Conflict(
            "Your notes on this trial have changed since this page was made, so the trial is still open. Look at the list once "
            "more, and close it then."
        )
    passages = [(label_id, note) for label_id, notes in noted.items() for note in notes]
    if len(passages) > MOST_PASSAGES:
        raise Invalid(
            f"Up to {MOST_PASSAGES} notes count on one trial; here are {len(passages):,}. Take the label off some of them."
        )
    quota.take(session, viewer.id, sum(len(note.body) + len(note.exact) for _, note in passages))
    session.execute(delete(RoundAnswer).where(RoundAnswer.reading_id == reading.id))
    session.add_all(
        RoundAnswer(
            reading_id=reading.id,
            label_id=label.id,
            kind=AnswerKind.FOUND if label.id in noted else AnswerKind.NOTHING,
        )
        for label in queries.labels_of(session, seat.round.id)
    )
    session.add_all(_copy(reading, trial, label_id, note) for label_id, note in passages)
    reading.closed_at = clock.now()
    session.flush()
    reveal_if_due(session, seat.round)


def fingerprint(noted: Collection[Sequence[Note]]) -> str:
    """Name the state of the notes that count: it changes when one is written, edited, taken away or labelled otherwise."""
    return "-".join(sorted(f"{note.id}.{note.revision}.{note.label_id}" for notes in noted for note in notes))


def reveal_if_due(session: Session, held: ReadingRound) -> bool:
    """Reveal a round when at least two readers take part, nobody is still invited to read, and all have closed everything.

    The round is held by the caller, so that of two who close at once the second one finds the first one's work.
    """
    if held.revealed_at is not None:
        return False
    readers = queries.active_readers(session, held.id)
    trials = queries.trials_of(session, held.id)
    if len(readers) < FEWEST_READERS or not trials or queries.is_anybody_pending(session, held.id):
        return False
    closed = queries.all_closed(session, held.id)
    if any((reader.id, trial.id) not in closed for reader in readers for trial in trials):
        return False
    reveal(session, held)
    return True


def reveal(session: Session, held: ReadingRound) -> None:
    """Let every member read what the readers closed, from now on."""
    held.revealed_at = clock.now()
    # What stands open is no answer, and nobody reads it.
    for member in queries.members_of(session, held.id):
        if member.account_id is not None and member.accepted_at is not None and member.left_at is None:
            activity.record(session, member.account_id, ActivityKind.ROUND_REVEALED, held.id)
    session.flush()


def _open_reading(session: Session, seat: Seat, trial: RoundTrial) -> RoundReading:
    if not seat.member.reads:
        raise NotFound
    found = own_work.find_reading(session, seat.member.id, trial.id)
    if found is not None and found.closed_at is not None:
        raise Conflict(CLOSED)
    if seat.is_revealed:
        raise Conflict(REVEALED)
    if found is None:
        found = RoundReading(id=new_id(), member_id=seat.member.id, round_trial_id=trial.id)
        session.add(found)
        session.flush()
    return found


def _copy(reading: RoundReading, trial: RoundTrial, label_id: str, note: Note) -> RoundPassage:
    return RoundPassage(
        id=new_id(),
        reading_id=reading.id,
        label_id=label_id,
        version_id=trial.version_id,
        note_id=note.id,
        revision=note.revision,
        start_offset=note.start_offset,
        end_offset=note.end_offset,
        exact=note.exact,
        body=note.body,
        written_at=note.created_at,
    )
