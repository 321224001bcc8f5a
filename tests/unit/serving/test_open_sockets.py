"""Looking through the open files of a process takes nothing from anybody: above all not SQLite's locks."""

import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from annotate.serving.open_sockets import handle_of, open_files

_WRITE = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
try:
    connection.execute("BEGIN IMMEDIATE")
except sqlite3.OperationalError as refusal:
    sys.exit(str(refusal))
"""


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Path]:
    """A database that this process is writing to."""
    path = tmp_path / "x.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE notes (body)")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO notes VALUES ('not committed yet')")
        yield path


def writes_beside(path: Path) -> str:
    """Give what another process is told that begins to write; empty if nothing keeps it from that."""
    tried = subprocess.run([sys.executable, "-c", _WRITE, str(path)], capture_output=True, text=True, check=False)
    return tried.stderr.strip()


def look_at_all() -> int:
    sockets = 0
    for number in open_files():
        with suppress(OSError), closing(handle_of(number)):
            sockets += 1
    return sockets


def test_whoever_writes_to_sqlite_does_so_alone_while_files_are_looked_through(held: Path) -> None:
    assert writes_beside(held) == "database is locked"
    with closing(socket.socket()):
        assert look_at_all() >= 1
    assert writes_beside(held) == "database is locked"


def test_a_handle_is_of_the_same_socket(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener, closing(handle_of(listener.fileno())) as handle:
        assert handle.getsockname() == listener.getsockname()
        assert handle.fileno() != listener.fileno()


def test_no_handle_is_made_of_another_file_or_of_none(tmp_path: Path) -> None:
    before = len(open_files())
    with (tmp_path / "file").open("w") as file, pytest.raises(OSError, match="no socket"):
        handle_of(file.fileno())
    gone = os.dup(0)
    os.close(gone)
    with pytest.raises(OSError, match="Bad file descriptor"):
        handle_of(gone)
    assert len(open_files()) == before
