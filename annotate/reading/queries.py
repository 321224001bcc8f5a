"""Selects that join features, and those that no other page needs."""

from collections.abc import Collection

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from annotate.core.document import Document, document_from_json
from annotate.prepared import prepared
from annotate.shares.unlocks.queries import Visit
from annotate.trials.models import Trial, TrialVersion


def trial_of_visit(session: Session, visit: Visit) -> Trial:
    """Give the trial that a visit is about, with its current version."""
    trial: Trial = session.scalars(*_by_id(visit.trial_id)).one()
    return trial


def documents_of(session: Session, version_ids: Collection[str]) -> dict[str, Document]:
    """Give the documents of versions by the versions' ids."""
    if not version_ids:
        return {}
    wanted = select(TrialVersion.id, TrialVersion.document, TrialVersion.text).where(TrialVersion.id.in_(version_ids))
    return {row.id: document_from_json(row.document, row.text) for row in session.execute(wanted)}


def raw_heads(session: Session, version_ids: Collection[str], size: int) -> dict[str, bytes]:
    """Give the first bytes of the records as they are stored, compressed, by the versions' ids."""
    head = func.substr(TrialVersion.raw, 1, size, type_=TrialVersion.raw.type)
    wanted = select(TrialVersion.id, head.label("head")).where(TrialVersion.id.in_(version_ids))
    return {row.id: row.head for row in session.execute(wanted)}


@prepared
def _by_id(trial_id: str) -> Select[Trial]:
    return select(Trial).where(Trial.id == trial_id).options(joinedload(Trial.current_version, innerjoin=True))
