"""Reading records from files and archives, in this process or in others: nothing here knows a database."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from annotate.core.record import digest_then
from annotate.core.text import collapse
from annotate.registry.archives.zipped import ZipEntry
from annotate.registry.digest import source_digest
from annotate.registry.errors import UnreadableRecord
from annotate.registry.files import read_file, take_apart
from annotate.registry.shapes import Source, open_source, read_source
from annotate.registry.shapes.source import LARGEST
from annotate.trials.preparing import PreparedVersion, prepare

CurrentDigests = Mapping[str, tuple[str, int]]
"""Digests of current versions by the trials' ids, each with the edition that it is of."""


class ImportItem(Protocol):
    """A file, or an entry of an archive."""

    @property
    def path(self) -> Path:
        """What it is called in messages."""

    def read(self) -> list[bytes]:
        """Return the bytes of its records. Raises UnreadableRecord."""


@dataclass(frozen=True, slots=True)
class FileItem:
    """A file by itself."""

    path: Path

    def read(self) -> list[bytes]:
        """Return the bytes of its records. Raises UnreadableRecord."""
        return read_file(self.path)


@dataclass(frozen=True, slots=True)
class EntryItem:
    """An entry of an archive; ``name`` is its name without what leads to a root."""

    entry: ZipEntry
    name: str

    @property
    def path(self) -> Path:
        """The archive's path and the entry's."""
        return self.entry.archive / self.name

    def read(self) -> list[bytes]:
        """Return the bytes of its records. Raises UnreadableRecord."""
        return take_apart(self.entry.read(LARGEST))


@dataclass(frozen=True, slots=True)
class UnreadableItem:
    """What is refused before it is read."""

    path: Path
    reason: str

    def read(self) -> list[bytes]:
        """Raise UnreadableRecord."""
        raise UnreadableRecord(self.reason)


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused record, and the reason; ``passing`` if it can be taken in when it is read once more."""

    reason: str
    passing: bool = False


@dataclass(frozen=True, slots=True)
class SameRecord:
    """A record with the digest of its trial's current version, read no further."""

    registry_id: str
    title: str
    digest: str
    item: ImportItem
    place: int


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """One record of an item; ``last`` marks the item's last one."""

    path: Path
    content: PreparedVersion | SameRecord | Refused
    last: bool

    @property
    def registry_id(self) -> str:
        """Its trial's id; empty if it was refused."""
        return "" if isinstance(self.content, Refused) else self.content.registry_id

    @property
    def digest(self) -> str:
        """Its digest; empty if it was refused."""
        return "" if isinstance(self.content, Refused) else self.content.digest


def read_group(group: tuple[ImportItem, ...], current: CurrentDigests) -> list[ReadRecord]:
    """Read items that seem to be of one trial, the earliest record first; ``current`` are the digests of current versions.

    Several of one trial are read whole: whether one of them is new can depend on the others.
    """
    records = [record for item in group for record in _read(item, current if len(group) == 1 else {})]
    return sorted(records, key=_date)


def read_again(same: SameRecord) -> PreparedVersion | Refused:
    """Read a record whole whose trial has another current version by now."""
    content = _read(same.item, {})[same.place].content
    return Refused("It was changed while it was read.", passing=True) if isinstance(content, SameRecord) else content


def prepared(raw: bytes) -> PreparedVersion:
    """Read a record. Raises UnreadableRecord."""
    source = open_source(raw)
    return prepare(read_source(source), raw, source_digest(source))


def _read(item: ImportItem, current: CurrentDigests) -> list[ReadRecord]:
    try:
        raws = item.read()
    except UnreadableRecord as error:
        return [ReadRecord(item.path, Refused(error.reason), last=True)]
    records = []
    for place, raw in enumerate(raws):
        content: PreparedVersion | SameRecord | Refused
        try:
            content = _content(item, place, raw, current)
        except UnreadableRecord as error:
            content = Refused(error.reason if len(raws) == 1 else f"Record {place + 1}: {error.reason}")
        records.append(ReadRecord(item.path, content, last=place == len(raws) - 1))
    return records


def _content(item: ImportItem, place: int, raw: bytes, current: CurrentDigests) -> PreparedVersion | SameRecord:
    source = open_source(raw)
    digest = source_digest(source)
    registry_id, title = _names(source)
    known = current.get(registry_id)
    if known is not None and digest_then(digest, known[1]) == known[0]:
        return SameRecord(registry_id, title, digest, item, place)
    return prepare(read_source(source), raw, digest)


def _names(source: Source) -> tuple[str, str]:
    """Return the id and the title of the API's JSON, as far as they are there; others are always read whole."""
    section = source.data.get("protocolSection")
    names = section.get("identificationModule") if isinstance(section, dict) else None
    found = [names.get(name) if isinstance(names, dict) else None for name in ("nctId", "briefTitle")]
    registry_id, title = (collapse(each) if isinstance(each, str) else "" for each in found)
    return registry_id, title


def _date(record: ReadRecord) -> str:
    return record.content.record_updated if isinstance(record.content, PreparedVersion) else ""
