"""Selects of trials and their versions. All are public, so the gates only check that they exist."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, joinedload

from annotate.core.record import read_registry_id
from annotate.core.text import storable
from annotate.errors import NotFound
from annotate.prepared import prepared
from annotate.trials.models import IndexedTrial, Trial, TrialAlias, TrialVersion

IS_CURRENT = and_(TrialVersion.trial_id == Trial.id, TrialVersion.number == Trial.current_number)
"""Joins a trial and its current version."""


@dataclass(frozen=True, slots=True)
class VersionContent:
    """A version's canonical text, the document's structure over it, and its facts as they are stored."""

    text: str
    document: Mapping[str, Any]
    facts: Mapping[str, Any]


def find_trial(session: Session, registry_id: str) -> Trial:
    """Return the trial with its current version, by a current or former id in any spelling. Raises NotFound."""
    try:
        normal = read_registry_id(registry_id)
    except ValueError:
        raise NotFound("There is no trial of that id here.") from None
    found = trial_of_id(session, normal)
    if found is None:
        raise NotFound(f"There is no trial {normal} here yet.")
    return found


def trial_of_id(session: Session, registry_id: str) -> Trial | None:
    """Return the trial of a current or former id in the registry's spelling; None if it is not here."""
    found: Trial | None = session.scalar(*_by_registry_id(registry_id)) or session.scalar(*_by_former_id(registry_id))
    return found


def known_trial(session: Session, registry_id: str) -> Trial | None:
    """Return the trial of an id in the registry's spelling, without its versions; None if it is not here."""
    return session.scalar(select(Trial).where(Trial.registry_id == registry_id))


def find_version(session: Session, trial: Trial, number: int) -> TrialVersion:
    """Return one version of a trial; raises NotFound."""
    found: TrialVersion | None = session.scalar(*_by_number(trial.id, number)) if number < _MOST_VERSIONS else None
    if found is None:
        raise NotFound("There is no such version of this trial.")
    return found


def find_version_of(session: Session, trial_id: str, version_id: str) -> TrialVersion | None:
    """Return a version of the trial by its id, None for any other text."""
    wanted = select(TrialVersion).where(TrialVersion.id == version_id, TrialVersion.trial_id == trial_id)
    return session.scalar(wanted) if storable(version_id) else None  # PostgreSQL takes no NUL, not even to compare


def record_number(session: Session, trial: Trial, number: int) -> int | None:
    """Return the number of the version that a version's record came in as; None if the trial has no such version."""
    version = session.scalar(*_by_number(trial.id, number))
    return version.record_number if version else None


def version_content(session: Session, version_id: str) -> VersionContent:
    """Return a version's large columns: text, structure and facts."""
    row = session.execute(
        select(TrialVersion.text, TrialVersion.document, TrialVersion.facts).where(TrialVersion.id == version_id)
    ).one()
    return VersionContent(row.text, row.document, row.facts)


def versions_of(session: Session, trial: Trial) -> tuple[TrialVersion, ...]:
    """Return every version of a trial, newest record first, without texts."""
    return tuple(session.scalars(*_versions(trial.id)))


def page_stamp(session: Session, registry_id: str) -> Hashable | None:
    """Return what changes whenever the page of a trial, or of one of its versions, would be another one for a stranger.

    That is when a version comes in, and when anything comes into the index: similar trials change with it. None if no trial has
    this very id.
    """
    found = session.execute(*_stamp(registry_id)).one_or_none() if storable(registry_id) else None
    return found and tuple(found)


_MOST_VERSIONS = 2**31  # the database refuses larger numbers


@prepared
def _by_registry_id(registry_id: str) -> Select[Trial]:
    wanted = select(Trial).where(Trial.registry_id == registry_id)
    return wanted.options(joinedload(Trial.current_version, innerjoin=True))


@prepared
def _by_former_id(registry_id: str) -> Select[Trial]:
    wanted = select(Trial).join(TrialAlias).where(TrialAlias.registry_id == registry_id)
    return wanted.options(joinedload(Trial.current_version, innerjoin=True))


@prepared
def _by_number(trial_id: str, number: int) -> Select[TrialVersion]:
    return select(TrialVersion).where(TrialVersion.trial_id == trial_id, TrialVersion.number == number)


@prepared
def _versions(trial_id: str) -> Select[TrialVersion]:
    newest = (TrialVersion.record_updated.desc(), TrialVersion.number.desc())
    return select(TrialVersion).where(TrialVersion.trial_id == trial_id).order_by(*newest)


@prepared
def _stamp(registry_id: str) -> Select[str, int, int, int | None]:
    versions = select(func.count()).where(TrialVersion.trial_id == Trial.id).scalar_subquery()
    newest = select(func.max(IndexedTrial.number)).scalar_subquery()
    return select(Trial.id, Trial.current_number, versions, newest).where(Trial.registry_id == registry_id)
