"""Files of records: found in folders, and taken apart where one file holds many."""

import codecs
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic_core import from_json, to_json

from annotate.registry.errors import UnreadableRecord

SUFFIXES = (".json", ".xml")
LARGEST_FILE = 256 * 1024 * 1024
"""Largest file that is read, in bytes; a page of 1,000 records has about 30 MB."""

_HEAD = 4096  # bytes that contain a record's id, in every format
_NCT = "NCT[0-9]{8}"
_ID = re.compile(_NCT.encode())
_NAMED = re.compile(rf"{_NCT}(?![0-9])", re.ASCII)
_MANY = re.compile(rb'\s*(?:\[|\{\s*"(?:studies|nextPageToken|totalCount)")')


def find_files(paths: Iterable[Path]) -> list[Path]:
    """List the files to read, each once: the named ones, and those in the named folders that look like records."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(_below(path)))
        else:
            found[path] = None
    return list(found)


def by_trial(files: Iterable[Path]) -> list[list[Path]]:
    """Group the files that seem to be of one trial, by its id in their names or beginnings; the order is otherwise unchanged."""
    groups: dict[str, list[Path]] = {}
    for path in files:
        groups.setdefault(named_id(path.name) or _id_in_file(path) or str(path), []).append(path)
    return list(groups.values())


def named_id(name: str) -> str:
    """Return the registry id in a file's name; empty if there is none."""
    found = _NAMED.search(name)
    return found[0] if found else ""


def likely_id(raw: bytes) -> str:
    """Return the first registry id in a record or its beginning, which seems to be its own; empty if there is none."""
    found = _ID.search(raw)
    return found[0].decode() if found else ""


def is_record(name: str) -> bool:
    """True if a file of that name is read where nobody named it: it looks like a record, and is not hidden."""
    return name.lower().endswith(SUFFIXES) and not name.startswith(".")


def read_file(path: Path) -> list[bytes]:
    """Return the bytes of a file's records: one, or each of a JSON list or of the API's page of ``studies``.

    Raises UnreadableRecord.
    """
    return take_apart(bytes_of(path))


def bytes_of(path: Path) -> bytes:
    """Return the bytes of a file that is not too large. Raises UnreadableRecord."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableRecord(f"The file is larger than {LARGEST_FILE // (1024 * 1024)} MB.")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableRecord(f"The file cannot be read: {os.strerror(error.errno or 0).lower()}.") from error


def take_apart(raw: bytes) -> list[bytes]:
    """Return the bytes of the records in one file's bytes. Raises UnreadableRecord."""
    text = in_utf8(raw)
    return _apart(text) if _MANY.match(text) else [raw]


def in_utf8(raw: bytes) -> bytes:
    """Return text with a byte order mark as UTF-8 without it; other bytes stay as they are. Raises UnreadableRecord."""
    if not raw.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw
    encoding = "utf-8-sig" if raw.startswith(codecs.BOM_UTF8) else "utf-16"
    try:
        return raw.decode(encoding).encode()
    except UnicodeDecodeError as error:
        raise UnreadableRecord(f"The file is no {encoding} text: byte {error.start} does not fit.") from error


def _id_in_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return likely_id(file.read(_HEAD))
    except OSError:
        return ""  # read_file reports why


def _apart(raw: bytes) -> list[bytes]:
    try:
        data = from_json(raw)
    except ValueError as error:
        raise UnreadableRecord(f"The file is not JSON: {error}.") from error
    studies = data.get("studies") if isinstance(data, dict) else data
    if not isinstance(studies, list) or not studies:
        raise UnreadableRecord("The JSON is a list without records.")
    return [to_json(study) for study in studies]


def _below(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if is_record(name):
                yield Path(place, name)
