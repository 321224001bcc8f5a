"""What changed between two versions of a trial, worked out once in each process: versions never change."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.cache import Cache
from annotate.core.document import document_from_json
from annotate.core.editions import record_as_read_by
from annotate.core.record import TrialRecord, record_from_json
from annotate.core.record_changes import RecordChange, record_changes
from annotate.trials.models import TrialVersion

_MOST = 5_000  # comparisons; each is a few numbers

_made: Cache[tuple[str, int, int], tuple[RecordChange, ...]] = Cache(_MOST, weigh=lambda _: 1)


def changes_between(session: Session, trial_id: str, old: int, new: int) -> tuple[RecordChange, ...]:
    """Return what one version of a trial changed in another, by their numbers; empty if either is not there.

    A new reading of a record changes nothing in it. What only one of two editions reads is no change either.
    """

    def make() -> tuple[RecordChange, ...]:
        records = _records(session, trial_id, old, new)
        if len(records) < len({old, new}) or records[old].came_as == records[new].came_as:
            return ()
        before, after = records[old], records[new]
        edition = min(before.edition, after.edition)
        return record_changes(record_as_read_by(before.record, edition), record_as_read_by(after.record, edition))

    return _made.get((trial_id, old, new), make)


@dataclass(frozen=True, slots=True)
class _ComparedRecord:
    """A version's record, the edition that read it, and the number of the version that it came in as."""

    record: TrialRecord
    edition: int
    came_as: int


def _records(session: Session, trial_id: str, *numbers: int) -> dict[int, _ComparedRecord]:
    shown = (TrialVersion.text, TrialVersion.document, TrialVersion.facts)
    wanted = select(TrialVersion.number, TrialVersion.edition, TrialVersion.rereads, *shown).where(
        TrialVersion.trial_id == trial_id, TrialVersion.number.in_(numbers)
    )
    return {
        row.number: _ComparedRecord(
            record_from_json(row.facts, document_from_json(row.document, row.text)),
            row.edition,
            row.rereads or row.number,
        )
        for row in session.execute(wanted)
    }
