"""Trials, their immutable versions, aliases and topics; what search and browsing need of the current version."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from annotate.core.record import READING_EDITION, digest_then
from annotate.database import Base, Id, new_id
from annotate.trials.compression import CompressedFacts, CompressedStructure, CompressedText, unpack_record


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
    text: Mapped[str] = deferred(mapped_column(CompressedText, nullable=False))
    document: Mapped[Any] = deferred(mapped_column(CompressedStructure, nullable=False))
    """The structure of the text, from ``annotate.core.document``."""
    facts: Mapped[Any] = deferred(mapped_column(CompressedFacts, nullable=False))
    """The record's facts besides its text, from ``annotate.core.record``."""
    raw: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    """The record as it came, compressed by ``pack_record``."""

    @property
    def record(self) -> bytes:
        """The record as it came; raises zlib.error for damaged bytes."""
        return unpack_record(self.raw, self.text)

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
    """A condition, keyword, treatment or MeSH term of a trial's current version, to browse, compare and search by."""

    __tablename__ = "trial_topics"
    # On SQLite its rows lie in the primary key's index: a table beside it would hold every key twice.
    __table_args__ = (Index("ix_trial_topics_kind_key", "kind", "key"), {"sqlite_with_rowid": False})

    trial_id: Mapped[str] = mapped_column(ForeignKey("trials.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    """``condition``, ``keyword``, ``treatment``, ``term`` (MeSH), ``ancestor`` (MeSH) or ``other-name`` (of a treatment)."""
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    """The name folded to a slug: equal keys are the same topic."""
    name: Mapped[str] = mapped_column(Text)


class IndexedTrial(Base):
    """What lists need of a trial's current version; the search index knows the trial by its number."""

    __tablename__ = "trial_index"
    __table_args__ = (Index("ix_trial_index_edition", "edition"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Row number in the search index. Each current version gets the next one, so higher ones came in later."""
    trial_id: Mapped[str] = mapped_column(ForeignKey("trials.id", ondelete="CASCADE"), unique=True)
    version_number: Mapped[int]
    """Number of the version that is indexed: its text is what has to be taken out of the index again."""
    edition: Mapped[int]
    """Edition of the rules by which it was indexed; rows of another edition are indexed anew."""
    updated: Mapped[str] = mapped_column(Text)
    started: Mapped[str] = mapped_column(Text)
    participants: Mapped[int | None]
    facets: Mapped[str] = mapped_column(Text)
    """The record's facets, one in each line; see ``annotate.trials.facets``."""


class Condition(Base):
    """A condition that a current record names, or stands under by its subject headings, with the number of such trials."""

    __tablename__ = "conditions"
    __table_args__ = (
        Index("ix_conditions_named", "is_heading", "named"),
        Index("ix_conditions_trials", "is_heading", "trials"),
    )

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    """The heading's spelling, if it is a heading in any record."""
    is_heading: Mapped[bool]
    named: Mapped[int]
    """Trials that name it themselves."""
    trials: Mapped[int]
    """Trials that name it or a narrower one."""


class SearchableWord(Base):
    """A word of a title or topic, to complete and correct what people type."""

    __tablename__ = "trial_words"

    word: Mapped[str] = mapped_column(Text().with_variant(Text(collation="C"), "postgresql"), primary_key=True)
    """Lower case, without accents; sorted by code points, so that words with one beginning stand together."""


class LastRead(Base):
    """When an account last read a trial, and which version of it."""

    __tablename__ = "last_reads"
    __table_args__ = (Index("ix_last_reads_account_id_read_at", "account_id", "read_at"),)

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    trial_id: Mapped[str] = mapped_column(ForeignKey("trials.id", ondelete="CASCADE"), primary_key=True, index=True)
    version_number: Mapped[int]
    read_at: Mapped[datetime]
