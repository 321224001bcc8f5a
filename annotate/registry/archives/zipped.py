"""Zip archives read as streams: their directory in pieces, and each entry by itself, in memory that does not grow with the archive.

The standard library's reader holds the whole directory, about 0.6 KB for each entry. Source: PKWARE's APPNOTE.TXT 6.3.10, sections
4.3.7 (local header), 4.3.12 (directory), 4.3.14 to 4.3.16 (its end, and that of large archives), 4.5.3 (large entries).
"""

import hashlib
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from annotate.registry.errors import UnreadableRecord

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LONGEST_COMMENT = 0xFFFF
_LARGE, _MANY = 0xFFFFFFFF, 0xFFFF  # the number stands in a field for large archives
_LARGE_FIELD = 1
_ENCRYPTED, _UTF8 = 0x1, 0x800
_STORED, _DEFLATED = 0, 8
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """One entry of an archive, as its directory tells it."""

    archive: Path
    name: str
    offset: int
    packed: int
    """Bytes in the archive."""
    size: int
    """Bytes unpacked."""
    crc: int
    method: int
    encrypted: bool

    def read(self, most: int) -> bytes:
        """Return the unpacked bytes; raises UnreadableRecord when they are damaged, encrypted or more than ``most``."""
        if self.encrypted:
            raise UnreadableRecord("It is encrypted. Unpack the archive with its password, and import the folder.")
        if self.method not in {_STORED, _DEFLATED}:
            raise UnreadableRecord("It is compressed by a method other than deflate, which is not read here.")
        if self.size > most:
            raise UnreadableRecord(f"It is larger than {most // (1024 * 1024)} MB, which no record is.")
        try:
            with self.archive.open("rb") as file:
                content = self._unpacked(file)
        except OSError as error:
            raise UnreadableRecord(f"The archive cannot be read: {os.strerror(error.errno or 0).lower()}.") from error
        except (zlib.error, struct.error, OverflowError) as error:
            raise UnreadableRecord("It is damaged in the archive.") from error
        if len(content) != self.size or zlib.crc32(content) != self.crc:
            raise UnreadableRecord("It is damaged in the archive.")
        return content

    def _unpacked(self, file: BinaryIO) -> bytes:
        """Unpack no more than the directory says, and one byte: an entry that goes on is not what it says."""
        file.seek(self.offset)
        head = _LOCAL.unpack(file.read(_LOCAL.size))
        if head[0] != b"PK\3\4":
            raise zlib.error("no entry begins there")
        file.seek(head[9] + head[10], os.SEEK_CUR)
        if self.method == _STORED:
            return file.read(self.size if self.packed == self.size else 0)
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        parts, room, left = [], self.size + 1, self.packed
        while room and left and not unpacker.eof:
            piece = file.read(min(_PIECE, left))
            if not piece:
                break
            left -= len(piece)
            parts.append(unpacker.decompress(piece, room))
            room -= len(parts[-1])
            while room and unpacker.unconsumed_tail:
                parts.append(unpacker.decompress(unpacker.unconsumed_tail, room))
                room -= len(parts[-1])
        return b"".join(parts)


class ZipArchive:
    """An archive's directory; raises UnreadableRecord when there is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self.entries, self._size, self._start, self._shift = _find_directory(file)
        except OSError as error:
            raise UnreadableRecord(f"The archive cannot be read: {os.strerror(error.errno or 0).lower()}.") from error
        except (struct.error, OverflowError) as error:
            raise UnreadableRecord(
                "The archive is a part of one, or damaged. Copy or download it once more."
            ) from error

    def digest(self) -> str:
        """Return the SHA-256 of the directory: names, sizes and checksums of all entries, so that equal ones hold the same."""
        with self.path.open("rb") as file:
            file.seek(self._start)
            digest, left = hashlib.sha256(), self._size
            while left and (piece := file.read(min(_PIECE, left))):
                digest.update(piece)
                left -= len(piece)
        return digest.hexdigest()

    def __iter__(self) -> Iterator[ZipEntry]:
        """Yield the entries; raises UnreadableRecord where the directory is damaged."""
        with self.path.open("rb") as file:
            file.seek(self._start)
            for number in range(self.entries):
                try:
                    yield self._entry(file)
                except (struct.error, UnreadableRecord) as error:
                    raise UnreadableRecord(
                        f"The archive's list of files is damaged after {number:,} of them."
                    ) from error

    def _entry(self, file: BinaryIO) -> ZipEntry:
        head = _CENTRAL.unpack(file.read(_CENTRAL.size))
        if head[0] != b"PK\1\2":
            raise UnreadableRecord("no entry begins there")
        flags, method, crc, packed, size = head[3], head[4], head[7], head[8], head[9]
        name, extra, comment = (file.read(length) for length in head[10:13])
        if len(comment) != head[12]:
            raise UnreadableRecord("it ends too early")
        offset = head[16]
        numbers = iter(_large_numbers(extra))
        size = next(numbers, size) if size == _LARGE else size
        packed = next(numbers, packed) if packed == _LARGE else packed
        offset = next(numbers, offset) if offset == _LARGE else offset
        shown = name.decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        return ZipEntry(
            self.path, shown, offset + self._shift, packed, size, crc, method, encrypted=bool(flags & _ENCRYPTED)
        )


def _find_directory(file: BinaryIO) -> tuple[int, int, int, int]:
    """Return the number of entries, the directory's size and place, and how far everything lies behind where it says."""
    length = file.seek(0, os.SEEK_END)
    begun = max(0, length - _END.size - _LONGEST_COMMENT)
    file.seek(begun)
    tail = file.read()
    place = tail.rfind(b"PK\5\6")
    if place < 0 or len(tail) - place < _END.size:
        if tail[:2] == b"PK" or _begins_as_zip(file):
            raise UnreadableRecord("The end of the archive is missing. Copy or download it once more.")
        raise UnreadableRecord("It is no zip archive.")
    end = _END.unpack_from(tail, place)
    entries, size, start, at = end[4], end[5], end[6], begun + place
    if _MANY in (end[3], entries) or _LARGE in (size, start):
        entries, size, start, at = _find_large(file, at) or (entries, size, start, at)
    shift = at - size - start
    if shift < 0 or size > length:
        raise UnreadableRecord("The archive is a part of one, or damaged. Copy or download it once more.")
    return entries, size, start + shift, shift


def _find_large(file: BinaryIO, end: int) -> tuple[int, int, int, int] | None:
    if end < _LOCATOR.size:
        return None
    file.seek(end - _LOCATOR.size)
    locator = _LOCATOR.unpack(file.read(_LOCATOR.size))
    if locator[0] != b"PK\6\7":
        return None
    at = end - _LOCATOR.size - _END_64.size
    file.seek(max(at, 0))
    found = _END_64.unpack(file.read(_END_64.size))
    if found[0] != b"PK\6\6":
        raise UnreadableRecord("The archive is a part of one, or damaged. Copy or download it once more.")
    return found[7], found[8], found[9], at


def _begins_as_zip(file: BinaryIO) -> bool:
    file.seek(0)
    return file.read(4) == b"PK\3\4"


def _large_numbers(extra: bytes) -> list[int]:
    place = 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, place)
        if kind == _LARGE_FIELD:
            field = extra[place + 4 : place + 4 + length]
            return list(struct.unpack(f"<{len(field) // 8}Q", field[: len(field) // 8 * 8]))
        place += 4 + length
    return []
