"""Files that are made as a whole before their first byte is sent: on disk, not in memory, and gone afterwards."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

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
