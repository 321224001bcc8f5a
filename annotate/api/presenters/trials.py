"""Trials and their versions, as programs are shown them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from annotate.api.presenters.shapes import Outgoing
from annotate.trials import models


class Version(Outgoing):
    """A version of a trial, without its text."""

    number: int
    """Its number here, from 1."""
    title: str
    """The trial's title in it."""
    record_updated: str
    """When the registry last updated it, as the registry writes dates."""
    imported_at: datetime
    """When it was stored here."""

    @classmethod
    def of(cls, version: models.TrialVersion) -> Self:
        """Show a version."""
        return cls(
            number=version.number,
            title=version.title,
            record_updated=version.record_updated,
            imported_at=version.imported_at,
        )


class Trial(Outgoing):
    """A trial and its versions, the newest record first."""

    id: str
    """The registry's number."""
    title: str
    """Its title in the current version."""
    current_version: int
    """The number of the current version."""
    versions: tuple[Version, ...]
    """All that are stored here."""

    @classmethod
    def of(cls, trial: models.Trial, versions: Sequence[models.TrialVersion]) -> Self:
        """Show a trial."""
        return cls(
            id=trial.registry_id,
            title=trial.current_version.title,
            current_version=trial.current_number,
            versions=tuple(map(Version.of, versions)),
        )


class VersionText(Version):
    """A version with its canonical text, in which offsets count."""

    trial: str
    """The registry's number of the trial."""
    length: int
    """Code points; a program that counts as many counts right."""
    text: str
    """The canonical text."""

    @classmethod
    def with_text(cls, trial: models.Trial, version: models.TrialVersion) -> Self:
        """Show a version with its text."""
        return cls(
            **Version.of(version).model_dump(),
            trial=trial.registry_id,
            length=len(version.text),
            text=version.text,
        )
