"""The digests of stored records, by which an import recognises them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.core.record import digest_then
from annotate.trials.models import Trial, TrialVersion


@dataclass(frozen=True, slots=True)
class Digests:
    """The digests of a trial's versions, each with the edition that it is of."""

    current: tuple[str, int]
    every: frozenset[tuple[str, int]]

    def has_current(self, digest: str) -> bool:
        """True if the digest is that of the current version's record."""
        return digest_then(digest, self.current[1]) == self.current[0]

    def has(self, digest: str) -> bool:
        """True if the digest is that of any version's record."""
        return any(
            (digest_then(digest, edition), edition) in self.every for edition in {each[1] for each in self.every}
        )


def digests_of(session: Session, registry_ids: Sequence[str]) -> dict[str, Digests]:
    """Return the digests of all versions of the stored trials, by registry id."""
    rows = session.execute(
        select(
            Trial.registry_id,
            TrialVersion.digest,
            TrialVersion.edition,
            (TrialVersion.number == Trial.current_number).label("current"),
        )
        .join(TrialVersion, TrialVersion.trial_id == Trial.id)
        .where(Trial.registry_id.in_(registry_ids))
    ).all()
    every: dict[str, set[tuple[str, int]]] = {}
    for row in rows:
        every.setdefault(row.registry_id, set()).add((row.digest, row.edition))
    return {
        row.registry_id: Digests((row.digest, row.edition), frozenset(every[row.registry_id]))
        for row in rows
        if row.current
    }
