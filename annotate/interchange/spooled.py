"""Files that are made as a whole before their first byte is sent: on disk, not in memory, and gone afterwards."""

from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

PART = 64 * 1024
"""Bytes of one part."""


def spooled(make: Callable[[Path], None]) -> Iterator[bytes]:
    """Yield the bytes of the file that ``make`` writes at a path; it is deleted before the first one, with whatever is beside it."""
    with TemporaryDirectory(prefix="annotate-export-") as folder:
        path = Path(folder) / "export"
        make(path)
        file = path.open("rb")
    # Nothing of it has a name any more while it is sent: a process that is killed meanwhile leaves no notes behind.
    with file:
        while part := file.read(PART):
            yield part


class Spool:
    """Texts on disk, given back by where they are."""

    def __init__(self, file: IO[bytes]) -> None:
        """Begin with an empty file."""
        self._file = file
        self.size = 0

    def add(self, text: str) -> tuple[int, int]:
        """Store a text; return where."""
        content, start = text.encode(), self.size
        self._file.write(content)
        self.size += len(content)
        return start, self.size

    def some(self, places: "array[int]") -> Iterator[bytes]:
        """Yield the texts at these places, which are pairs of numbers one after the other."""
        for start, end in zip(places[::2], places[1::2], strict=True):
            self._file.seek(start)
            yield self._file.read(end - start)

    def everything(self) -> Iterator[bytes]:
        """Yield all texts in the order in which they came."""
        self._file.seek(0)
        while part := self._file.read(PART):
            yield part
