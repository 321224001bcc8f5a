"""Files of exports that were asked for, how far each is, and its bytes."""

from datetime import datetime
from enum import Enum

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from annotate.database import Base, Id, new_id


class ExportState(Enum):
    """How far a file is."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


class ExportFile(Base):
    """A file of notes that a job makes; each account has one at most, and a new one takes its place."""

    __tablename__ = "export_files"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), unique=True)
    query: Mapped[str] = mapped_column(Text)
    """As ``NotesQuery.written`` gives it."""
    note_ids: Mapped[list[str]] = mapped_column(JSON)
    """Named notes; empty if the query chooses."""
    share_id: Mapped[str] = mapped_column(Text)
    """The link whose notes they are; empty if none is meant. It may be gone meanwhile."""
    format: Mapped[str] = mapped_column(Text)
    order: Mapped[str] = mapped_column(Text)
    site: Mapped[str] = mapped_column(Text)
    """Address of the site, as whoever asked saw it: the file's addresses begin so."""
    title: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    """Name of the file: letters, digits, hyphens and points, all of ASCII."""
    notes: Mapped[int]
    """Notes that it will hold."""
    done: Mapped[int] = mapped_column(default=0)
    """Notes that were read for it so far."""
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    """Bytes that are stored so far, as they are sent."""
    asked_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    """When its making began, the last time."""
    tries: Mapped[int] = mapped_column(default=0)
    """How often its making began: a process that is stopped leaves it to another one, which begins anew."""
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    problem: Mapped[str] = mapped_column(Text, default="")
    """Why it could not be made, for its owner."""

    @property
    def state(self) -> ExportState:
        """How far it is."""
        if self.ended_at is not None:
            return ExportState.FAILED if self.problem else ExportState.READY
        return ExportState.WAITING if self.begun_at is None else ExportState.MAKING


class ExportFilePart(Base):
    """Some of a file's bytes, compressed by zlib."""

    __tablename__ = "export_file_parts"

    file_id: Mapped[str] = mapped_column(ForeignKey("export_files.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 0."""
    content: Mapped[bytes] = mapped_column(LargeBinary)
