"""What always holds in sound data of tables: columns and cells are their owner's, and what is frozen is what was frozen."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.codebook.models import Label
from annotate.evidence.freezing import frozen_values, is_sound
from annotate.evidence.models import EvidenceColumn, EvidenceTable, FrozenTable, KeptQuote, TableLink
from annotate.notes.models import Note
from annotate.shares.models import Share
from annotate.upkeep.violations import Violation


def violations_of_tables(session: Session) -> Iterator[Violation | None]:
    """Look for labels, notes and links of another person in tables, and for frozen ones that are not what they were."""
    tables = select(EvidenceTable.id).distinct().order_by(EvidenceTable.id)
    for what, others in (
        (
            "label",
            tables.join(EvidenceColumn, EvidenceColumn.table_id == EvidenceTable.id)
            .join(Label, Label.id == EvidenceColumn.label_id)
            .where(Label.account_id != EvidenceTable.account_id),
        ),
        (
            "note",
            tables.join(KeptQuote, KeptQuote.table_id == EvidenceTable.id)
            .join(Note, Note.id == KeptQuote.note_id)
            .where(Note.account_id != EvidenceTable.account_id),
        ),
        (
            "link",
            tables.join(TableLink, TableLink.table_id == EvidenceTable.id)
            .join(Share, Share.id == TableLink.share_id)
            .where(Share.account_id != EvidenceTable.account_id),
        ),
    ):
        for table_id in session.scalars(others):
            yield Violation(f"table {table_id}: another person's {what} is in it")
    for frozen_id in session.scalars(select(FrozenTable.id).order_by(FrozenTable.id)).all():
        yield _of_frozen(session, frozen_id)
    yield None


def _of_frozen(session: Session, frozen_id: str) -> Violation | None:
    frozen = session.get_one(FrozenTable, frozen_id)
    try:
        sound = is_sound(frozen, frozen_values(frozen))
    except ValueError:
        sound = False
    session.expunge(frozen)
    return None if sound else Violation(f"frozen table {frozen_id}: its values are not those that were frozen")
