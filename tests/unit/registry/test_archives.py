"""Zip archives: what is read of them, what is refused with a sentence, and where an import goes on."""

import struct
import zipfile
import zlib
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotate.database import Database
from annotate.errors import Conflict
from annotate.registry import importing
from annotate.registry.archives.models import ArchiveImport
from annotate.registry.archives.zipped import ZipArchive
from annotate.registry.batching import BATCH_RECORDS, of_archive
from annotate.registry.errors import UnreadableRecord
from annotate.registry.importing import DoneBefore, Imported, ImportOutcome, import_files
from annotate.registry.reading import Refused
from annotate.trials.models import Trial
from annotate.trials.preparing import PreparedVersion
from tests.studies import numbered, study
from tests.unit.registry.studies import as_bytes


def record(number: int) -> bytes:
    return as_bytes(study(numbered(number)))


def make(path: Path, entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def records(count: int, first: int = 1) -> dict[str, bytes]:
    return {f"{number % 100:02}/{numbered(number)}.json": record(number) for number in range(first, first + count)}


def imported(database: Database, *archives: Path, again: bool = False) -> list[ImportOutcome]:
    return list(import_files(database, archives, again=again))


def refusals(outcomes: list[ImportOutcome]) -> dict[str, str]:
    return {each.path.name: each.result.reason for each in outcomes if isinstance(each.result, Refused)}


def counts(outcomes: list[ImportOutcome]) -> Counter[str]:
    return Counter("refused" if isinstance(each.result, Refused) else each.result.stored.value for each in outcomes)


def trials(database: Database) -> int | None:
    with database.reader() as session:
        return session.scalar(select(func.count()).select_from(Trial))


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_every_record_of_an_archive_is_imported_once(database: Database, tmp_path: Path, method: int) -> None:
    others = {"readme.txt": b"no record", "__MACOSX/._a.json": b"x", ".hidden/b.json": b"x", "folder.json/": b""}
    archive = make(tmp_path / "all.zip", records(BATCH_RECORDS + 5) | others, method)

    assert counts(imported(database, archive)) == {"new": BATCH_RECORDS + 5}
    assert imported(database, archive) == []
    assert counts(imported(database, archive, again=True)) == {"unchanged": BATCH_RECORDS + 5}
    assert trials(database) == BATCH_RECORDS + 5


def test_it_says_what_an_earlier_import_has_done(database: Database, tmp_path: Path) -> None:
    archive = make(tmp_path / "all.zip", records(3))
    told: list[DoneBefore] = []

    list(import_files(database, [archive], told=told.append))
    assert not told
    list(import_files(database, [archive.rename(tmp_path / "other name.ZIP")], told=told.append))

    assert told == [DoneBefore(tmp_path / "other name.ZIP", done=3, entries=3)]


def test_an_archive_with_other_contents_is_read(database: Database, tmp_path: Path) -> None:
    imported(database, make(tmp_path / "all.zip", records(3)))
    changed = records(3) | {f"01/{numbered(1)}.json": as_bytes(study(numbered(1), summary="Changed."))}

    assert counts(imported(database, make(tmp_path / "all.zip", changed))) == {"new version": 1, "unchanged": 2}


def test_a_stopped_import_goes_on_where_it_was(database: Database, tmp_path: Path) -> None:
    archive = make(tmp_path / "all.zip", records(2 * BATCH_RECORDS + 7) | {"zz/bad.json": b"{}"})
    running = import_files(database, [archive])
    for _ in range(BATCH_RECORDS + 1):
        next(running)
    running.close()
    assert trials(database) == 2 * BATCH_RECORDS

    told: list[DoneBefore] = []
    rest = list(import_files(database, [archive], told=told.append))

    assert [each.done for each in told] == [2 * BATCH_RECORDS]
    assert counts(rest) == {"new": 7, "refused": 1}
    with database.reader() as session:
        kept = session.scalars(select(ArchiveImport)).one()
        assert (kept.position, kept.entries, kept.refused) == (kept.entries, 2 * BATCH_RECORDS + 8, 1)


def test_a_record_that_had_to_wait_is_read_by_the_next_import(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(database, make(tmp_path / "before.zip", records(2)))
    changed = {f"{number}.json": as_bytes(study(numbered(number), summary="Changed.")) for number in (1, 2)}
    archive = make(tmp_path / "all.zip", changed)
    stored_first = importing.store
    busy = [Conflict("Another import is at this record.")]

    def store(session: Session, prepared: PreparedVersion, room: int) -> Imported:
        if busy:
            raise busy.pop()
        return stored_first(session, prepared, room)

    monkeypatch.setattr(importing, "store", store)
    assert counts(imported(database, archive)) == {"refused": 1, "new version": 1}

    assert counts(imported(database, archive)) == {"new version": 1, "unchanged": 1}
    assert imported(database, archive) == []


def test_versions_of_one_trial_side_by_side_become_its_history(database: Database, tmp_path: Path) -> None:
    names = [f"{numbered(1)}/{year}.json" for year in (2024, 2020, 2022)]
    said = [as_bytes(study(numbered(1), summary=name, updated=f"{name[-9:-5]}-01-01")) for name in names]
    archive = make(tmp_path / "all.zip", dict(zip(names, said, strict=True)))

    assert counts(imported(database, archive)) == {"new": 1, "new version": 2}
    assert counts(imported(database, archive, again=True)) == {"unchanged": 3}


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_each_bad_entry_has_its_sentence_and_the_rest_goes_on(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../etc/leads-out.json", record(1))
        archive.writestr("/absolute.json", record(2))
        archive.writestr("twice.json", record(3))
        archive.writestr("twice.json", record(4))
        archive.writestr("huge.json", b" " * (33 * 1024 * 1024))
        archive.writestr("shape.json", b'{"results": []}')
        archive.writestr("nothing.json", b"")
        archive.writestr("locked.json", record(5))
        archive.writestr("damaged.json", record(6))
        archive.writestr("cut.json", record(7))
        archive.writestr("bzip.json", record(8), zipfile.ZIP_BZIP2)
        archive.writestr("bomb.json", b" " * 1_000_000)
        archive.writestr("good.json", record(9))
    spoil(path, b"locked.json", flags=1)
    spoil(path, b"damaged.json", crc=1)
    spoil(path, b"cut.json", packed=20)
    spoil(path, b"bomb.json", size=10)

    outcomes = imported(database, path)

    assert refusals(outcomes) == {
        "leads-out.json": "Its name leads out of the archive.",
        "twice.json": "The archive has another entry of that name, which was read instead.",
        "huge.json": "It is larger than 32 MB, which no record is.",
        "shape.json": "The JSON has no protocolSection, so it is no registry record.",
        "nothing.json": "The file is empty.",
        "locked.json": "It is encrypted. Unpack the archive with its password, and import the folder.",
        "damaged.json": "It is damaged in the archive.",
        "cut.json": "It is damaged in the archive.",
        "bzip.json": "It is compressed by a method other than deflate, which is not read here.",
        "bomb.json": "It is damaged in the archive.",
    }
    assert {each.result.registry_id for each in outcomes if isinstance(each.result, Imported)} == {
        numbered(number) for number in (2, 3, 9)
    }
    assert trials(database) == 3


def spoil(path: Path, name: bytes, **values: int) -> None:
    """Write other numbers into the directory's row of an entry."""
    whole = bytearray(path.read_bytes())
    at = whole.rfind(name) - 46
    assert whole[at : at + 4] == b"PK\1\2"
    places = {"flags": (8, "<H"), "crc": (16, "<L"), "packed": (20, "<L"), "size": (24, "<L")}
    for key, value in values.items():
        struct.pack_into(places[key][1], whole, at + places[key][0], value)
    path.write_bytes(whole)


def test_what_is_no_whole_archive_is_refused_as_a_whole(database: Database, tmp_path: Path) -> None:
    whole = make(tmp_path / "whole.zip", records(5)).read_bytes()
    end = whole.rfind(b"PK\5\6")
    files = {
        "half.zip": whole[: len(whole) // 2],
        "no-end.zip": whole[:end],
        "no-zip.zip": b"<html>Not found</html>",
        "empty.zip": b"",
        "tail.zip": whole[end - 100 :],
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    found = refusals(imported(database, *(tmp_path / name for name in files), tmp_path / "gone.zip"))

    missing = "The end of the archive is missing. Copy or download it once more."
    part = "The archive is a part of one, or damaged. Copy or download it once more."
    assert found == {
        "half.zip": missing,
        "no-end.zip": missing,
        "no-zip.zip": "It is no zip archive.",
        "empty.zip": "It is no zip archive.",
        "tail.zip": part,
        "gone.zip": "The archive cannot be read: no such file or directory.",
    }
    assert trials(database) == 0


def test_a_damaged_directory_ends_with_a_sentence_after_what_was_whole(database: Database, tmp_path: Path) -> None:
    path = make(tmp_path / "all.zip", records(5))
    whole = bytearray(path.read_bytes())
    at = whole.rfind(numbered(4).encode()) - 3 - 46
    whole[at : at + 2] = b"XX"
    path.write_bytes(whole)

    outcomes = imported(database, path)

    assert counts(outcomes) == {"new": 3, "refused": 1}
    assert refusals(outcomes) == {"all.zip": "The archive's list of files is damaged after 3 of them."}


@pytest.mark.slow
def test_more_entries_than_old_archives_can_have_are_read(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(66_000):
            archive.writestr(f"{number}.json", b"")

    found = ZipArchive(path)

    assert found.entries == 66_000
    assert sum(len(group) for batch in of_archive(found, 0) for group in batch.groups) == 66_000
    assert [batch.position for batch in of_archive(found, 65_999)] == [66_000]


def test_bytes_before_an_archive_are_passed_over(database: Database, tmp_path: Path) -> None:
    path = make(tmp_path / "all.zip", records(2))
    path.write_bytes(b"#!/bin/sh\n" + path.read_bytes())

    assert counts(imported(database, path)) == {"new": 2}


def test_an_entry_of_a_large_archive_has_its_numbers_in_a_field_of_its_own(tmp_path: Path) -> None:
    content = record(1)
    path = tmp_path / "large.zip"
    with zipfile.ZipFile(path, "w") as archive, archive.open(zipfile.ZipInfo("a.json"), "w", force_zip64=True) as entry:
        entry.write(content)
    whole = path.read_bytes()
    at = whole.rfind(b"a.json") - 46
    head = bytearray(whole[at : at + 46])
    struct.pack_into("<LL", head, 20, 0xFFFFFFFF, 0xFFFFFFFF)
    field = struct.pack("<HHQQ", 1, 16, len(content), len(content))
    struct.pack_into("<H", head, 30, len(field))
    directory = bytes(head) + b"a.json" + field
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(directory), at, 0)
    path.write_bytes(whole[:at] + directory + end)

    (entry_read,) = ZipArchive(path)

    assert (entry_read.size, entry_read.crc) == (len(content), zlib.crc32(content))
    assert entry_read.read(1000 * 1000) == content


def test_an_archive_that_goes_away_is_a_sentence(tmp_path: Path) -> None:
    path = make(tmp_path / "all.zip", records(1))
    (entry,) = ZipArchive(path)
    path.unlink()

    with pytest.raises(UnreadableRecord, match="cannot be read: no such file"):
        entry.read(1000 * 1000)
