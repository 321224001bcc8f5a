"""Telling the authors of notes that a record has changed, and by which of its sections."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotate.activity import actions as activity
from annotate.activity.kinds import ActivityKind
from annotate.core.document import Document, document_from_json
from annotate.core.editions import document_as_read_by
from annotate.core.record_changes import changed_sections
from annotate.notes.models import Note
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import version_content


def tell_authors(session: Session, version: TrialVersion) -> None:
    """Record for everybody with notes on its trial that a version came in, unless it is an earlier one of the record."""
    current = session.scalar(select(Trial.current_number).where(Trial.id == version.trial_id))
    former = _former(session, version) if current == version.number else None
    authors = _authors(session, version.trial_id) if former is not None else {}
    if former is None or not authors:
        return
    edition = min(former.edition, version.edition)  # what the earlier one did not read is no news of the record
    sections = changed_sections(
        *(document_as_read_by(_document(session, each.id), edition) for each in (former, version))
    )
    for author_id, notes in authors.items():
        detail = {"version": version.number, "sections": list(sections), "notes": notes}
        activity.record(session, author_id, ActivityKind.TRIAL_CHANGED, version.trial_id, detail=detail)


def _former(session: Session, version: TrialVersion) -> TrialVersion | None:
    """Give the version that was current before."""
    others = select(TrialVersion).where(TrialVersion.trial_id == version.trial_id, TrialVersion.id != version.id)
    return session.scalar(others.order_by(TrialVersion.record_updated.desc(), TrialVersion.number.desc()).limit(1))


def _authors(session: Session, trial_id: str) -> dict[str, int]:
    """Count the notes on a trial by author, without those in the trash."""
    living = (Note.trial_id == trial_id, Note.deleted_at.is_(None), Note.erased_at.is_(None))
    counted = select(Note.account_id, func.count()).where(*living).group_by(Note.account_id)
    return {row[0]: row[1] for row in session.execute(counted)}


def _document(session: Session, version_id: str) -> Document:
    content = version_content(session, version_id)
    return document_from_json(content.document, content.text)
