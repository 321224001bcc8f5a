"""What is read together and stored in one transaction: files and entries of archives, in batches of bounded size."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from annotate.registry.archives.zipped import ZipArchive, ZipEntry
from annotate.registry.errors import UnreadableRecord
from annotate.registry.files import by_trial, is_record, named_id
from annotate.registry.reading import EntryItem, FileItem, ImportItem, UnreadableItem

BATCH_RECORDS = 200
"""Files or entries of one batch; those of one trial stay together."""
_BATCH_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Batch:
    """Items in groups that seem to be of one trial each, with the ids of those trials."""

    groups: tuple[tuple[ImportItem, ...], ...]
    registry_ids: tuple[str, ...]
    position: int = 0
    """Entries of the archive that are done with this batch, from the first one."""


@dataclass(slots=True)
class _BatchDraft:
    groups: list[list[ImportItem]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    items: int = 0
    size: int = 0

    def add(self, registry_id: str, items: list[ImportItem], size: int) -> None:
        if registry_id and self.ids and self.ids[-1] == registry_id:
            self.groups[-1] += items
        else:
            self.groups.append(items)
            self.ids.append(registry_id)
        self.items += len(items)
        self.size += size

    def is_full(self, following: str) -> bool:
        """True if there is enough for a batch, and what follows is of another trial."""
        enough = self.items >= BATCH_RECORDS or self.size >= _BATCH_BYTES
        return enough and not (following and self.ids[-1] == following)

    def batch(self, position: int = 0) -> Batch:
        return Batch(tuple(map(tuple, self.groups)), tuple(filter(None, self.ids)), position)


def of_files(files: Iterable[Path]) -> Iterator[Batch]:
    """Yield files in batches, those of one trial together."""
    draft = _BatchDraft()
    for group in by_trial(files):
        if draft.is_full(""):
            yield draft.batch()
            draft = _BatchDraft()
        registry_id = named_id(group[0].name) if len(group) == 1 else ""
        draft.add(registry_id, [FileItem(path) for path in group], 0)
    if draft.groups:
        yield draft.batch()


def of_archive(archive: ZipArchive, done: int) -> Iterator[Batch]:
    """Yield an archive's entries in batches, without the first ``done`` ones; neighbours of one trial stay together.

    Where the directory is damaged, the last batch ends with an item that says so.
    """
    draft, names, number = _BatchDraft(), _Names(), 0
    try:
        for number, entry in enumerate(archive):
            item = names.item(entry)
            if item is None or number < done:
                continue
            registry_id = named_id(entry.name.rpartition("/")[2]) or named_id(entry.name)
            if draft.is_full(registry_id):
                yield draft.batch(number)
                draft = _BatchDraft()
            draft.add(registry_id, [item], entry.size)
    except UnreadableRecord as error:
        draft.add("", [UnreadableItem(archive.path, error.reason)], 0)
        yield draft.batch(number)
        return
    yield draft.batch(archive.entries)


class _Names:
    """The names that an archive had so far; 60 bytes each are held."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def item(self, entry: ZipEntry) -> ImportItem | None:
        """Return what is to be read of an entry; None for folders, hidden files and what is no record by its name."""
        parts = PurePosixPath(entry.name.replace("\\", "/")).parts
        if not parts or not is_record(parts[-1]) or entry.name.endswith("/"):
            return None
        if any(part.startswith((".", "__MACOSX")) and part != ".." for part in parts):
            return None
        path = entry.archive / "/".join(part for part in parts if part != "/")
        if ".." in parts:
            return UnreadableItem(path, "Its name leads out of the archive.")
        name = hash(entry.name)
        if name in self._seen:
            return UnreadableItem(path, "The archive has another entry of that name, which was read instead.")
        self._seen.add(name)
        return EntryItem(path, entry)
