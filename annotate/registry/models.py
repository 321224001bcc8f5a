"""What is known of the registry itself: whose turn it is to ask, how far the sync came, and what it has still to read."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from annotate.database import Base, Id


class RegistryTurn(Base):
    """When the next request to a registry may be sent, by whichever process."""

    __tablename__ = "registry_turns"

    host: Mapped[str] = mapped_column(Text, primary_key=True)
    """The registry's host with its port, if any."""
    next_at: Mapped[datetime]


class RegistrySync(Base):
    """How far the records here follow a registry, and how the last run ended."""

    __tablename__ = "registry_syncs"
    __table_args__ = (CheckConstraint("(token IS NULL) = (lease_until IS NULL)", name="held"),)

    host: Mapped[str] = mapped_column(Text, primary_key=True)
    data_version: Mapped[str] = mapped_column(Text)
    """The registry's ``dataTimestamp`` whose changes are all listed; empty: never."""
    etag: Mapped[str] = mapped_column(Text)
    """Of the answer that named it."""
    since: Mapped[str] = mapped_column(Text)
    """The day from which changes are listed next, ``2026-03-25``; empty: never listed."""
    listing: Mapped[str] = mapped_column(Text)
    """The ``dataTimestamp`` that is being listed; empty: none is."""
    listing_etag: Mapped[str] = mapped_column(Text)
    page_token: Mapped[str] = mapped_column(Text)
    """Where the listing goes on; empty: at its beginning."""
    watched_at: Mapped[datetime | None]
    """When the trials that somebody follows or annotates were last put on the list of what to read."""

    token: Mapped[str | None] = mapped_column(Id)
    """Random, new for each run: who knows it may write. None: nobody is at it."""
    lease_until: Mapped[datetime | None]
    """From here on another run may begin."""
    run_by: Mapped[str] = mapped_column(Text)
    """The last run's host and process id."""
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(Text)
    """Why the last run stopped, as a sentence; empty if it came to its end."""
    refused_at: Mapped[datetime | None]
    """When the registry answered 403; until somebody asks by hand, no job does."""

    added: Mapped[int]
    """Counts of the last run: new trials."""
    changed: Mapped[int]
    unchanged: Mapped[int]
    refused: Mapped[int]
    """Records that could not be read."""
    missing: Mapped[int]
    """Trials that the registry does not send any more."""


class RegistryPending(Base):
    """A trial that the sync has still to read."""

    __tablename__ = "registry_pending"

    registry_id: Mapped[str] = mapped_column(Text, primary_key=True)
    tries: Mapped[int]
    """Runs in which the registry did not send it."""
    tried_at: Mapped[datetime | None]
