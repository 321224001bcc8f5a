"""Backups of an SQLite database: one file, taken while the server writes, checked before it gets its name."""

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from annotate.errors import Conflict, Invalid

Progress = Callable[[int, int], None]
"""Is told how much is done, and of how much, in whatever the work is counted in."""

_PAGES = 2_000  # copied between two reports of progress, 8 MB
COUNTS = "SELECT (SELECT count(*) FROM accounts), (SELECT count(*) FROM notes)"
_SIDES = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a checked backup holds."""

    revision: str
    """The schema's."""
    accounts: int
    notes: int


def back_up(source: Path, target: Path, told: Progress, *, replace: bool = False) -> Contents:
    """Write all of the database as it is at one moment into one file, mode 0600, which is whole and checked or not there.

    Raises Conflict when the target is there already and is not to be replaced, Invalid when no sound copy comes about.
    """
    if target.exists() and not replace:
        raise Conflict(f"{target} is there already, and was left alone. Choose another name, or say --replace.")
    with drafted(target) as draft:
        copy(source, draft, told)
        contents = check(draft)
        put(draft, target, replace=replace)
    return contents


@contextmanager
def drafted(target: Path) -> Iterator[Path]:
    """Give an empty file, mode 0600, beside the target; whatever is left of it at the end is removed."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise Invalid(f"Nothing can be written into {target.parent}: {error.strerror}.") from error
    try:
        yield draft
    finally:
        for leftover in (draft, *sides(draft)):
            leftover.unlink(missing_ok=True)


def copy(source: Path, target: Path, told: Progress) -> None:
    """Copy one moment of a database into an empty file while others write; raises Invalid when that cannot be done."""
    try:
        with closing(_open(source, "rw")) as origin, closing(sqlite3.connect(target)) as made:
            # Held open, this snapshot keeps writers from sending the copy back to its beginning again and again.
            origin.execute("BEGIN")
            origin.execute("SELECT count(*) FROM sqlite_master").fetchone()
            origin.backup(made, pages=_PAGES, progress=lambda _, left, total: told(total - left, total))
            made.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise Invalid(f"{source} cannot be copied: {error}.") from error


def check(path: Path) -> Contents:
    """Read every page of a backup, and look at its references; raises Invalid, which says what is wrong with it."""
    try:
        with path.open("rb") as file:
            first = file.read(16)
        if first != b"SQLite format 3\0":
            raise Invalid(f"{path} is not a backup made by annotate: it is no SQLite database.")
        with closing(_open(path, "ro")) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            if found != ["ok"]:
                raise Invalid(f"{path} is damaged: {'; '.join(found)}")
            if loose := connection.execute("PRAGMA foreign_key_check").fetchone():
                raise Invalid(
                    f"{path} is damaged: a row of {loose[0]} refers to a row of {loose[2]} that is not there."
                )
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or (None,)
            accounts, notes = connection.execute(COUNTS).fetchone()
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from error
    except sqlite3.DatabaseError as error:
        raise Invalid(f"{path} is damaged, or is not a backup made by annotate: {error}.") from error
    if revision is None:
        raise Invalid(f"{path} is empty: it was never brought to any schema.")
    return Contents(revision, accounts, notes)


def put(draft: Path, target: Path, *, replace: bool) -> None:
    """Give a finished file its name at once, and make that last; raises Conflict when the name was taken meanwhile."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    if replace:
        draft.replace(target)
    else:
        try:
            os.link(draft, target)
        except FileExistsError as error:
            raise Conflict(f"{target} is there already, and was left alone.") from error
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder outlive a power cut."""
    with suppress(OSError):  # not every file system can
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def sides(path: Path) -> list[Path]:
    """Name the files that SQLite may keep beside a database."""
    return [path.with_name(path.name + side) for side in _SIDES]


def _open(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True, timeout=10, isolation_level=None)
