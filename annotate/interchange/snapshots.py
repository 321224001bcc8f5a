"""Snapshots of the versions that this instance holds, made when they are asked for; their digests are cached."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from annotate.cache import Cache
from annotate.core.citation import REGISTRY
from annotate.core.snapshots import Snapshot
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import versions_of

MOST_VERSIONS = 200
"""Versions of a trial that are compared with a digest, the newest first: each is read whole, once in a process."""

_MOST_DIGESTS = 20_000
"""Digests that a process caches, of 64 bytes each: a version never changes, and no text is read for one that is there."""

_digests: Cache[tuple[str, str], str] = Cache(_MOST_DIGESTS, weigh=lambda _: 1)
"""By the version's id, and the registry's number: a snapshot names that, and a trial can get another one."""


@dataclass(frozen=True, slots=True)
class HeldVersion:
    """A version that this instance holds, as a check names it."""

    registry_id: str
    number: int
    last_updated: str
    stored_at: datetime
    sample: bool
    digest: str


def snapshot_of(trial: Trial, version: TrialVersion) -> Snapshot:
    """Make the snapshot of a version."""
    return Snapshot(REGISTRY, trial.registry_id, version.record_updated, version.title, version.text)


def held(trial: Trial, version: TrialVersion) -> HeldVersion:
    """Name a version with the digest of its snapshot."""
    digest = _digests.get((version.id, trial.registry_id), lambda: snapshot_of(trial, version).digest)
    return HeldVersion(
        trial.registry_id, version.number, version.record_updated, version.imported_at, version.sample, digest
    )


def find_held(session: Session, trial: Trial, digest: str) -> HeldVersion | None:
    """Find the version of a trial whose snapshot has this digest."""
    for version in versions_of(session, trial)[:MOST_VERSIONS]:
        found = held(trial, version)
        session.expunge(version)  # with its text: many long ones are not held at once
        if found.digest == digest:
            return found
    return None
