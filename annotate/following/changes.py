"""What changed between two versions of a trial, worked out once in each process: versions never change."""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.cache import Cache
from annotate.core.document import Document, document_from_json
from annotate.core.record import TrialRecord, record_from_json
from annotate.core.record_changes import RecordChange, record_changes
from annotate.trials.models import TrialVersion

_MOST = 5_000  # comparisons; each is a few numbers

_made: Cache[tuple[str, int, int], tuple[RecordChange, ...]] = Cache(_MOST, weigh=lambda _: 1)


def changes_between(session: Session, trial_id: str, old: int, new: int) -> tuple[RecordChange, ...]:
    """Return what one version of a trial changed in another, by their numbers; empty if either is not there.

    A new reading of a record changes nothing in it. Sections that only one of two editions reads are no change either.
    """

    def make() -> tuple[RecordChange, ...]:
        records = _records(session, trial_id, old, new)
        if len(records) < len({old, new}) or records[old].came_as == records[new].came_as:
            return ()
        before, after = records[old], records[new]
        if before.edition == after.edition:
            return record_changes(before.record, after.record)
        return record_changes(_read_by_both(before, after), _read_by_both(after, before))

    return _made.get((trial_id, old, new), make)


@dataclass(frozen=True, slots=True)
class _ComparedRecord:
    """A version's record, the edition that read it, and the number of the version that it came in as."""

    record: TrialRecord
    edition: int
    came_as: int


def _read_by_both(one: _ComparedRecord, other: _ComparedRecord) -> TrialRecord:
    """Return a version's record; if its edition is the later one, without the sections that the other has not."""
    if one.edition < other.edition:
        return one.record
    keys, document = {section.key for section in other.record.document.sections}, one.record.document
    kept = tuple(section for section in document.sections if section.key in keys)
    return replace(one.record, document=Document(kept, document.text))


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
