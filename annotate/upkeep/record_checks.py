"""What always holds in the records that are stored: every version is whole, and search knows every trial."""

import zlib
from collections.abc import Iterator

from sqlalchemy import not_, select
from sqlalchemy.orm import Session, aliased

from annotate.core.document import document_from_json
from annotate.core.record import digest_then
from annotate.registry.digest import record_digest
from annotate.trials.compression import unpack_record
from annotate.trials.matching import searchable_trials
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import IS_CURRENT
from annotate.upkeep.violations import Violation


def check_versions(session: Session) -> Iterator[Violation | None]:
    """Compare each stored record with its digest, and its text with the blocks that make it up."""
    ids = session.scalars(select(TrialVersion.id).order_by(TrialVersion.id)).all()
    yield from (_of_version(session, version_id) for version_id in ids)


def _of_version(session: Session, version_id: str) -> Violation | None:
    columns = (
        TrialVersion.digest,
        TrialVersion.edition,
        TrialVersion.text,
        TrialVersion.document,
        TrialVersion.facts,
        TrialVersion.raw,
    )
    try:
        row = session.execute(select(*columns).where(TrialVersion.id == version_id)).one()
        try:
            document_from_json(row.document, row.text)
        except ValueError:
            return Violation(f"version {version_id}: its structure does not fit its text")
        same = digest_then(record_digest(unpack_record(row.raw, row.text)), row.edition) == row.digest
    except (zlib.error, ValueError) as error:
        return Violation(f"version {version_id}: the stored record cannot be read ({type(error).__name__})")
    other = f"version {version_id}: the stored record is not the one that its digest was made of"
    return None if same else Violation(other)


def check_trials(session: Session) -> Iterator[Violation | None]:
    """Look for trials and readings without their version, and for trials that search does not know, or knows twice."""
    for name in session.scalars(select(Trial.registry_id).where(not_(select(TrialVersion).where(IS_CURRENT).exists()))):
        yield Violation(f"trial {name}: its current version is not there")
    came, is_reading = aliased(TrialVersion), TrialVersion.rereads.is_not(None)
    record = select(came.id).where(came.trial_id == TrialVersion.trial_id, came.number == TrialVersion.rereads)
    for version_id in session.scalars(select(TrialVersion.id).where(is_reading, not_(record.exists()))):
        yield Violation(f"version {version_id}: the version whose record it reads anew is not there")
    known = {row[0] for row in session.execute(select(Trial.registry_id))}
    indexed = set(searchable_trials(session))
    for name in sorted(known ^ indexed):
        yield Violation(
            f"trial {name}: the search index does not have its current version (annotate trials index --anew)"
        )
    yield None
