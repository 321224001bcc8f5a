"""Which notes a share holds: its owner's own, on one trial or several."""

from collections.abc import Collection, Iterable

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.viewer import Viewer
from annotate.errors import Invalid
from annotate.notes.models import Note
from annotate.shares import queries
from annotate.shares.models import Share, ShareNote
from annotate.trials.models import Trial

MOST_NOTES = 2_000
"""Notes of one share."""

TOO_MANY_NOTES = f"A link holds {MOST_NOTES:,} notes at most."
"""What somebody is told who chose more."""

MOST_TRIALS = 50
"""Trials that the notes of one share are on: each of its pages lists them."""

LOST_NOTE = "One of these notes no longer exists, so nothing was changed. Please check your choice."
"""What somebody is told whose choice holds a note that is not there."""


def put_notes(
    session: Session, viewer: Viewer, share: Share, note_ids: Iterable[str], *, present: Collection[str] = ()
) -> None:
    """Put notes into a share in which some are ``present``; it begins with a trial that it has notes on. Raises Invalid."""
    wanted = bounded(note_ids)
    mine = queries.notes_to_share(session, viewer, wanted)
    new = wanted.difference(present)
    if not new <= mine.keys():
        raise Invalid.field("notes", LOST_NOTE)
    if not wanted:
        raise Invalid.field("notes", "Choose at least one note.")
    trials = set(mine.values())
    if len(trials) > MOST_TRIALS:
        raise Invalid.field("notes", f"A link holds notes on {MOST_TRIALS} trials at most.")
    if trials and share.trial_id not in trials:
        share.trial_id = session.scalars(_first(trials)).one()
    session.add_all(ShareNote(share_id=share.id, note_id=note_id, added_at=clock.now()) for note_id in sorted(new))
    session.flush()


def more_trials(session: Session, share_ids: Collection[str]) -> dict[str, int]:
    """Count the trials that shares have notes on beside the one that they begin with; those over one trial are left out."""
    trials = func.count(Note.trial_id.distinct())
    counted = (
        select(ShareNote.share_id, trials - 1)
        .join(Note, Note.id == ShareNote.note_id)
        .where(ShareNote.share_id.in_(share_ids), Note.deleted_at.is_(None))
        .group_by(ShareNote.share_id)
        .having(trials > 1)
    )
    return {row[0]: row[1] for row in session.execute(counted)}


def bounded(note_ids: Iterable[str]) -> set[str]:
    """Give the ids as a set; raises Invalid when a share cannot hold so many."""
    wanted = set(note_ids)
    if len(wanted) > MOST_NOTES:
        raise Invalid.field("notes", TOO_MANY_NOTES)
    return wanted


def _first(trial_ids: Collection[str]) -> Select[str]:
    return select(Trial.id).where(Trial.id.in_(trial_ids)).order_by(Trial.registry_id).limit(1)
