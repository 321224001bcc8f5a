"""What a citation says of a version, from the record's stored facts."""

from annotate.core.citation import CitedVersion
from annotate.core.record import TrialRecord
from annotate.trials.models import TrialVersion

REGISTRY_PAGE = "https://clinicaltrials.gov/study/"
"""Beginning of the address of a record at the registry."""


def cited_version(version: TrialVersion, record: TrialRecord, address: str) -> CitedVersion:
    """Return what a citation says of a version; ``address`` is the version's own, here."""
    return CitedVersion(
        registry_id=record.registry_id,
        number=version.number,
        title=record.title,
        official_title=record.official_title,
        sponsor=record.sponsor,
        conditions=record.conditions,
        first_posted=record.first_posted,
        last_updated=version.record_updated,
        stored_at=version.imported_at,
        registry_page=f"{REGISTRY_PAGE}{record.registry_id}",
        address=address,
        sample=version.sample,
    )
