"""Files that are made on disk before they are sent."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from annotate.interchange import spooled
from annotate.interchange.spooled import PART


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_nothing_of_a_file_is_on_the_disk_while_it_is_sent(folder: Path) -> None:
    def make(path: Path) -> None:
        assert list(folder.iterdir()) == [path.parent]
        (path.parent / "another").write_bytes(b"beside it")
        path.write_bytes(b"x" * PART + b"y")

    parts = spooled.spooled(make)
    assert next(parts) == b"x" * PART
    assert list(folder.iterdir()) == []
    assert list(parts) == [b"y"]


def test_a_file_that_fails_leaves_nothing(folder: Path) -> None:
    def make(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        list(spooled.spooled(make))
    assert list(folder.iterdir()) == []


def test_what_a_killed_process_left_is_swept_up_and_nothing_else(folder: Path) -> None:
    """The kernel lets go of a lock with the process that held it."""
    going = (
        "import os, tempfile; from pathlib import Path; from annotate.interchange.spooled import spooled;"
        f"tempfile.tempdir = {str(folder)!r};"
        "list(spooled(lambda path: (path.write_bytes(b'a note'), print('begun', flush=True), input())))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", going],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(spooled.__file__).parents[2],
    )
    with process:
        assert process.stdout
        assert process.stdout.readline() == b"begun\n"
        (there,) = folder.iterdir()
        (folder / "annotate-export-of-nobody").write_bytes(b"no folder")
        assert spooled.sweep() == 0
        assert (there / "export").read_bytes() == b"a note"
        process.kill()
        process.wait()
        assert spooled.sweep() == 1
        assert [path.name for path in folder.iterdir()] == ["annotate-export-of-nobody"]
