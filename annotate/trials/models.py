"""Trials, their immutable versions, aliases and topics."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from annotate.core.record import READING_EDITION, RESULTS_EDITION
from annotate.database import Base, Id, new_id


def digest_then(digest: str, edition: int) -> str:
    """Return a record's digest as versions of an edition have it: early ones know nothing of results and documents."""
    return digest if edition >= RESULTS_EDITION else digest.partition(".")[0]


class Trial(Base):
    """One registry record, known by its registry id."""

    __tablename__ = "trials"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    registry_id: Mapped[str] = mapped_column(Text, unique=True)
    current_number: Mapped[int]
    """Number of the current version: the newest record, not necessarily the latest import."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    """When the current record came in; a new reading of it changes nothing here."""
    edition: Mapped[int] = mapped_column(default=READING_EDITION, index=True)
    """Edition of the reading that the current version is; an earlier one waits to be read anew."""

    current_version: Mapped["TrialVersion"] = relationship(
        primaryjoin="and_(Trial.id == foreign(TrialVersion.trial_id), Trial.current_number == foreign(TrialVersion.number))",
        uselist=False,
        viewonly=True,
    )


class TrialVersion(Base):
    """An immutable, dated snapshot of a trial: raw record, canonical text, structure and facts.

    Two versions can have the same record: the second is a new reading of it, by a later edition that shows more.
    """

    __tablename__ = "trial_versions"
    __table_args__ = (
        UniqueConstraint("trial_id", "number"),
        Index("ix_trial_versions_record_updated", "record_updated"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    trial_id: Mapped[str] = mapped_column(ForeignKey("trials.id", ondelete="CASCADE"))
    number: Mapped[int]
    """1 for the first version that was imported, counting up."""
    digest: Mapped[str] = mapped_column(Text)
    imported_at: Mapped[datetime]
    record_updated: Mapped[str] = mapped_column(Text)
    """The registry's own date of its last update, as precise as the registry gives it; may be empty."""
    sample: Mapped[bool]
    """True if the text was written for this project and is not the registry's."""
    edition: Mapped[int] = mapped_column(default=READING_EDITION)
    """Edition of the reading, from ``annotate.core.record``."""
    rereads: Mapped[int | None]
    """Number of the version that the record came in as, if this is a new reading of it."""
    title: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    sponsor: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = deferred(mapped_column(Text))
    document: Mapped[Any] = deferred(mapped_column(JSON))
    """The structure of the text, from ``annotate.core.document``."""
    facts: Mapped[Any] = deferred(mapped_column(JSON))
    """The record's facts besides its text, from ``annotate.core.record``."""
    raw: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    """The record as it came, compressed with zlib."""

    @property
    def record_number(self) -> int:
        """Number of the version that the record came in as: equal numbers, the same record."""
        return self.rereads or self.number

    def is_of(self, digest: str) -> bool:
        """True if the digest is that of this version's record."""
        return digest_then(digest, self.edition) == self.digest


class TrialAlias(Base):
    """A registry id that was merged into a trial's; links and papers still use it."""

    __tablename__ = "trial_aliases"

    registry_id: Mapped[str] = mapped_column(Text, primary_key=True)
    trial_id: Mapped[str] = mapped_column(ForeignKey("trials.id", ondelete="CASCADE"), index=True)


class TrialTopic(Base):
    """A condition, keyword, treatment or MeSH term of a trial's current version, to browse and compare by."""

    __tablename__ = "trial_topics"
    __table_args__ = (Index("ix_trial_topics_kind_key", "kind", "key"),)

    trial_id: Mapped[str] = mapped_column(ForeignKey("trials.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    """``condition``, ``keyword``, ``treatment``, ``term`` (MeSH) or ``ancestor`` (MeSH)."""
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    """The name folded to a slug: equal keys are the same topic."""
    name: Mapped[str] = mapped_column(Text)
