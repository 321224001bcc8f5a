"""Remembering how far an archive was imported."""

from sqlalchemy.orm import Session

from annotate import clock
from annotate.registry.archives.models import ArchiveImport


def find_import(session: Session, digest: str) -> ArchiveImport | None:
    """Return how far the archive with this directory was imported; None if it never was."""
    return session.get(ArchiveImport, digest)


def remember(session: Session, digest: str, entries: int, position: int, refused: int) -> None:
    """Note that the entries up to ``position`` are done, ``refused`` records more among them."""
    found = session.get(ArchiveImport, digest)
    if found is None:
        found = ArchiveImport(digest=digest, entries=entries, position=0, refused=0)
        session.add(found)
    found.position, found.updated_at = position, clock.now()
    found.refused += refused
    session.flush()
