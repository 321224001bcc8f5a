"""Archives that people send: parts are read by name, in bounded memory, and nothing is ever written by their names."""

import io
import zlib
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from annotate.core.numbers import written

MOST_PARTS = 5_000
"""Files in one archive."""

MOST_PART_BYTES = 32 * 1024 * 1024
"""Largest part that is read, unpacked; in bytes."""

MOST_READ_BYTES = 64 * 1024 * 1024
"""All that is unpacked of one archive, in bytes."""

_PROBLEMS = (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error, ValueError)


class ArchiveRefusal(ValueError):
    """An archive that is not read; its words are a sentence for whoever sent it."""


class SentArchive:
    """A zip archive in memory."""

    def __init__(self, content: bytes) -> None:
        """Read the list of parts. Raises ArchiveRefusal."""
        try:
            self._archive = ZipFile(io.BytesIO(content))
        except _PROBLEMS:
            raise ArchiveRefusal("This archive is broken, or no zip archive. Export it again.") from None
        infos = self._archive.infolist()
        if len(infos) > MOST_PARTS:
            raise ArchiveRefusal(f"This archive has {written(len(infos))} parts; up to {written(MOST_PARTS)} are read.")
        self._parts: dict[str, ZipInfo] = {}
        for info in infos:
            name = info.filename.replace("\\", "/")
            if name.startswith("/") or ".." in name.split("/") or ":" in name:
                raise ArchiveRefusal("This archive names a part by a path that leads out of it.")
            self._parts.setdefault(name.casefold(), info)
        self._left = MOST_READ_BYTES

    def names(self) -> list[str]:
        """Return the names of its parts, in small letters."""
        return list(self._parts)

    def read(self, name: str) -> bytes | None:
        """Return a part by its name, whatever its capitals; None if there is none. Raises ArchiveRefusal."""
        info = self._parts.get(name.casefold())
        if info is None:
            return None
        if info.flag_bits & 1:
            raise ArchiveRefusal("This archive is locked with a password. Export it without one.")
        if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise ArchiveRefusal("This archive is packed in a way that is not read. Pack it as an ordinary zip.")
        most = min(MOST_PART_BYTES, self._left)
        if info.file_size > most:
            raise self._too_large()
        try:
            with self._archive.open(info) as part:
                # What it says of its size need not be true.
                content = part.read(most + 1)
        except _PROBLEMS:
            raise ArchiveRefusal("This archive is broken: a part of it cannot be unpacked. Export it again.") from None
        if len(content) > most:
            raise self._too_large()
        self._left -= len(content)
        return content

    @staticmethod
    def _too_large() -> ArchiveRefusal:
        return ArchiveRefusal(
            f"This archive unpacks to more than is read: {MOST_PART_BYTES // 2**20} MB for each part, "
            f"{MOST_READ_BYTES // 2**20} MB together. Make smaller ones, such as one for each trial."
        )
