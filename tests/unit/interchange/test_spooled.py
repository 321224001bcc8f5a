"""Files that are made on disk before they are sent."""

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
