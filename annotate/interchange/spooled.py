"""Files that are made as a whole before their first byte is sent: on disk, not in memory, and gone afterwards."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

PART = 64 * 1024
"""Bytes of one part."""


def spooled(make: Callable[[Path], None]) -> Iterator[bytes]:
    """Yield the bytes of the file that ``make`` writes at a path; whatever it leaves beside it is deleted with it."""
    with TemporaryDirectory(prefix="annotate-export-") as folder:
        path = Path(folder) / "export"
        make(path)
        with path.open("rb") as file:
            while part := file.read(PART):
                yield part
