"""What changed between two versions of a trial, worked out once in each process: versions never change."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.cache import Cache
from annotate.core.document import document_from_json
from annotate.core.record import TrialRecord, record_from_json
from annotate.core.record_changes import RecordChange, record_changes
from annotate.trials.models import TrialVersion

_MOST = 5_000  # comparisons; each is a few numbers

_made: Cache[tuple[str, int, int], tuple[RecordChange, ...]] = Cache(_MOST, weigh=lambda _: 1)


def changes_between(session: Session, trial_id: str, old: int, new: int) -> tuple[RecordChange, ...]:
    """Return what one version of a trial changed in another, by their numbers; empty if either is not there."""

    def make() -> tuple[RecordChange, ...]:
        records = _records(session, trial_id, old, new)
        return record_changes(records[old], records[new]) if len(records) == len({old, new}) else ()

    return _made.get((trial_id, old, new), make)


def _records(session: Session, trial_id: str, *numbers: int) -> dict[int, TrialRecord]:
    wanted = select(TrialVersion.number, TrialVersion.text, TrialVersion.document, TrialVersion.facts).where(
        TrialVersion.trial_id == trial_id, TrialVersion.number.in_(numbers)
    )
    return {
        row.number: record_from_json(row.facts, document_from_json(row.document, row.text))
        for row in session.execute(wanted)
    }
