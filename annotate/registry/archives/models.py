"""How far archives were imported."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from annotate.database import Base


class ArchiveImport(Base):
    """How far one archive was imported, known by its directory: an import that was stopped goes on from there."""

    __tablename__ = "archive_imports"

    digest: Mapped[str] = mapped_column(Text, primary_key=True)
    """SHA-256 of the archive's directory: the same names, sizes and checksums of entries."""
    entries: Mapped[int]
    """Entries that it has."""
    position: Mapped[int]
    """Entries, from the first one, that are done; written in the transaction that stores their records."""
    refused: Mapped[int]
    """Records that were refused so far."""
    updated_at: Mapped[datetime]
