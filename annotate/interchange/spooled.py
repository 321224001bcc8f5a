"""Files that are made as a whole before their first byte is sent: on disk, not in memory, and gone afterwards.

A process that is killed while it makes one cannot clean up. So each folder is locked by the process that writes in it, and the
kernel lets go of the lock with the process: whoever finds a folder that nobody has locked deletes it.
"""

import fcntl
import os
import shutil
import tempfile
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

PART = 64 * 1024
"""Bytes of one part."""

_PREFIX = "annotate-export-"


def spooled(make: Callable[[Path], None]) -> Iterator[bytes]:
    """Yield the bytes of the file that ``make`` writes at a path; it is deleted before the first one, with whatever is beside it."""
    sweep()
    with _folder() as folder:
        path = folder / "export"
        make(path)
        file = path.open("rb")
    # Nothing of it has a name any more while it is sent: a process that is killed meanwhile leaves no notes behind.
    with file:
        while part := file.read(PART):
            yield part


def sweep() -> int:
    """Delete the folders that killed processes left on this machine; return how many there were."""
    swept = 0
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        lock = _locked(path)
        if lock is not None:
            shutil.rmtree(path, ignore_errors=True)
            os.close(lock)
            swept += not path.exists()
    return swept


@contextmanager
def _folder() -> Iterator[Path]:
    """Give a folder that nobody else on the machine reads; it is deleted with the block."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        lock = _locked(path)
        if lock is not None:
            break  # else a sweep took it, before it was locked
    try:
        yield path
    finally:
        shutil.rmtree(path)
        os.close(lock)


def _locked(path: Path) -> int | None:
    """Lock a folder of this user's, and give what holds the lock; None if another process has it, or it is gone or another's."""
    try:
        lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        if os.fstat(lock).st_uid == os.getuid():
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.exists() and path.stat().st_ino == os.fstat(lock).st_ino:
                return lock
    except OSError:
        pass
    os.close(lock)
    return None


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
