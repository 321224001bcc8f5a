"""What tables lose with a label or a note that is deleted, and what of them is due to be deleted for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from annotate.core.viewer import Viewer
from annotate.evidence.models import EvidenceColumn, EvidenceRow, EvidenceTable, FrozenTable
from annotate.evidence.queries import own_tables
from annotate.notes.models import Note
from annotate.notes.queries import visible_notes
from annotate.prepared import prepared


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What somebody's tables would lose with something that is deleted."""

    tables: int
    cells: int


def taken_with_label(session: Session, viewer: Viewer, label_id: str) -> TakenOut:
    """Count the viewer's tables with a column of a label, and their cells with a note."""
    there = (EvidenceColumn.label_id == label_id, own_tables(viewer), EvidenceTable.deleted_at.is_(None))
    tables = select(func.count()).select_from(EvidenceColumn).join(EvidenceTable).where(*there)
    cells = (
        select(EvidenceRow.table_id, EvidenceRow.trial_id)
        .distinct()
        .join(EvidenceColumn, EvidenceColumn.table_id == EvidenceRow.table_id)
        .join(EvidenceTable, EvidenceTable.id == EvidenceRow.table_id)
        .join(Note, and_(Note.trial_id == EvidenceRow.trial_id, Note.label_id == EvidenceColumn.label_id))
        .where(*there, visible_notes(viewer))
    ).subquery()
    counted = session.scalar(select(func.count()).select_from(cells))
    return TakenOut(session.scalar(tables) or 0, counted or 0)


def tables_with_note(session: Session, viewer: Viewer, note: Note) -> int:
    """Count the viewer's tables that have a note in a cell."""
    if note.label_id is None:
        return 0
    counted: int | None = session.scalar(*_with_note(viewer, note.trial_id, note.label_id))
    return counted or 0


def deleted_before(session: Session, at: datetime, limit: int) -> tuple[Sequence[str], Sequence[str]]:
    """Return the ids of tables, and of frozen ones, that were deleted before an instant."""
    tables = select(EvidenceTable.id).where(EvidenceTable.deleted_at <= at).limit(limit)
    frozen = select(FrozenTable.id).where(FrozenTable.deleted_at <= at).limit(limit)
    return session.scalars(tables).all(), session.scalars(frozen).all()


@prepared
def _with_note(viewer: Viewer, trial_id: str, label_id: str) -> Select[int]:
    return (
        select(func.count())
        .select_from(EvidenceTable)
        .join(EvidenceRow, EvidenceRow.table_id == EvidenceTable.id)
        .join(EvidenceColumn, EvidenceColumn.table_id == EvidenceTable.id)
        .where(
            own_tables(viewer),
            EvidenceTable.deleted_at.is_(None),
            EvidenceRow.trial_id == trial_id,
            EvidenceColumn.label_id == label_id,
        )
    )
