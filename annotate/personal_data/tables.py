"""A person's evidence tables, as their archive holds them."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.core.instants import write_second
from annotate.core.viewer import Viewer
from annotate.evidence.contents import headed
from annotate.evidence.models import EvidenceTable
from annotate.evidence.queries import columns_of, frozen_of, kept_quotes, not_reported, own_tables, rows_of


def table_entries(session: Session, viewer: Viewer) -> Iterator[dict[str, object]]:
    """Write the viewer's tables, with those that they deleted lately; their cells are the notes."""
    for table in session.scalars(select(EvidenceTable).where(own_tables(viewer)).order_by(EvidenceTable.created_at)):
        columns, rows = headed(columns_of(session, table.id)), rows_of(session, table.id)
        trials = {row.trial_id: row.registry_id for row in rows}
        headings = {column.label_id: column.heading for column in columns if column.label_id}
        yield {
            "name": table.name,
            "columns": [{"heading": column.heading, "fact": column.fact} for column in columns],
            "trials": [row.registry_id for row in rows],
            "looked_for_and_not_reported": [
                {
                    "trial": trials.get(trial_id),
                    "label": headings.get(label_id),
                    "version": mark.version_number,
                    "at": write_second(mark.at),
                }
                for (trial_id, label_id), mark in not_reported(session, table.id).items()
            ],
            "kept_as_quoted": [
                {
                    "note": note_id,
                    "the_record_said": kept.wording,
                    "version": kept.version_number,
                    "at": write_second(kept.at),
                }
                for note_id, kept in kept_quotes(session, table.id).items()
            ],
            "created_at": write_second(table.created_at),
            "deleted_at": write_second(table.deleted_at),
        }


def frozen_entries(session: Session, viewer: Viewer) -> Iterator[dict[str, object]]:
    """Write the viewer's frozen tables, one at a time, with all their values."""
    for frozen in frozen_of(session, viewer):
        yield {
            "name": frozen.name,
            "frozen_at": write_second(frozen.frozen_at),
            "deleted_at": write_second(frozen.deleted_at),
            "sha256": frozen.digest,
            "values": frozen.content,
        }
        session.expunge(frozen)
