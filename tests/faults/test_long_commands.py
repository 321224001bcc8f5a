"""F3, F15: commands that are killed at some moment leave something whole, and do their work when asked again."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotate import schema
from annotate.app import create_app
from annotate.database import opened
from annotate.settings import Settings
from annotate.upkeep import backups
from tests.command import Command
from tests.databases import sqlite_only
from tests.faults.filling import digest_of_notes, fill
from tests.faults.writing import at_work, held_against, people
from tests.serving import Server
from tests.studies import numbered, study

pytestmark = sqlite_only

KILLS = 8
NOTES = 20_000
RECORDS = 300
BACKUPS = 4
LONGEST_START = 0.6  # seconds until a command has imported what it needs, at least


def killed(annotate: Command, *words: str) -> bool:
    """Run a command, and end it as a crash would at some moment; tell whether it was still at work."""
    process = subprocess.Popen(
        [Path(sys.executable).with_name("annotate"), *words],
        env=os.environ | annotate.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(timeout=random.uniform(LONGEST_START, 2.2))  # noqa: S311 - a moment that nobody chose
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=20)
        return True
    return False


def done(annotate: Command, *words: str) -> str:
    ended = annotate(*words)
    assert ended.exit_code == 0, ended.output
    return ended.output


def notes_in(data: Path) -> int:
    with closing(sqlite3.connect(data / "annotate.sqlite3")) as connection:
        count: int = connection.execute("SELECT count(*) FROM notes").fetchone()[0]
        return count


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder at the first schema."""
    annotate = Command(tmp_path_factory.mktemp("old") / "data")
    annotate("db", "current")
    with opened(annotate.database_url) as database:
        schema.upgrade(database, "0001")
        fill(database, NOTES)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return annotate.data


@pytest.fixture
def annotate(tmp_path: Path, old: Path) -> Command:
    """The command over a copy of it."""
    return Command(Path(shutil.copytree(old, tmp_path / "data")))


def test_a_migration_that_is_killed_goes_on_or_begins_anew(
    annotate: Command, old: Path, tell: Callable[..., None]
) -> None:
    ended = 0
    with opened(annotate.database_url) as database:
        before = digest_of_notes(database)
    for _ in range(KILLS):
        shutil.copyfile(old / "annotate.sqlite3", annotate.data / "annotate.sqlite3")
        ended += killed(annotate, "db", "upgrade")
        done(annotate, "db", "upgrade")
        with opened(annotate.database_url) as database:
            assert schema.current(database) == schema.newest()
            assert digest_of_notes(database) == before
        for side in backups.sides(annotate.data / "annotate.sqlite3"):
            side.unlink(missing_ok=True)
    tell(runs=KILLS, killed_at_work=ended, lost=0)


def test_an_import_that_is_killed_is_done_by_the_next(tmp_path: Path, tell: Callable[..., None]) -> None:
    records, ended = tmp_path / "records", 0
    records.mkdir()
    for number in range(RECORDS):
        (records / f"{numbered(number)}.json").write_text(json.dumps(study(numbered(number))), "utf-8")
    for run in range(KILLS // 2):
        annotate = Command(tmp_path / str(run))
        done(annotate, "db", "upgrade")
        ended += killed(annotate, "trials", "import", str(records))
        done(annotate, "trials", "import", str(records))
        done(annotate, "check-data")
        with closing(sqlite3.connect(annotate.data / "annotate.sqlite3")) as connection:
            assert connection.execute("SELECT count(*) FROM trials").fetchone() == (RECORDS,)
    tell(runs=KILLS // 2, killed_at_work=ended, records=RECORDS, lost=0)


def test_a_backup_that_is_killed_is_whole_or_not_there(
    annotate: Command, tmp_path: Path, tell: Callable[..., None]
) -> None:
    done(annotate, "db", "upgrade")
    ended = there = 0
    for run in range(KILLS):
        target = tmp_path / f"{run}.backup"
        ended += killed(annotate, "backup", str(target))
        if target.exists():
            there += 1
            assert backups.check(target).notes == NOTES
        done(annotate, "backup", str(target), "--replace")
    tell(runs=KILLS, killed_at_work=ended, there=there, damaged=0)


def test_a_restore_that_is_killed_leaves_one_of_the_two(
    annotate: Command, tmp_path: Path, tell: Callable[..., None]
) -> None:
    done(annotate, "db", "upgrade")
    backup = tmp_path / "a.backup"
    done(annotate, "backup", str(backup))
    with closing(sqlite3.connect(annotate.data / "annotate.sqlite3")) as connection:
        connection.execute("DELETE FROM notes WHERE rowid % 2")
        connection.commit()
    fewer, ended = notes_in(annotate.data), 0
    for run in range(KILLS):
        copy = Command(Path(shutil.copytree(annotate.data, tmp_path / str(run))))
        ended += killed(copy, "restore", str(backup), "--yes")
        assert notes_in(copy.data) in {NOTES, fewer}
        done(copy, "restore", str(backup), "--yes")
        assert notes_in(copy.data) == NOTES
        backups.check(copy.data / "annotate.sqlite3")
        shutil.rmtree(copy.data)
    tell(runs=KILLS, killed_at_work=ended, neither=0)


def test_backups_under_load_hold_what_was_acknowledged_before(tmp_path: Path, tell: Callable[..., None]) -> None:
    with Server(tmp_path / "data") as server:
        settings = Settings.from_environ(server.environ)
        annotate = Command(server.data)
        annotate.environ |= server.environ
        with opened(settings.database_url) as database:
            writers = people(server, create_app(settings, database), database, 6, sharing=2)
        made = []
        with at_work(writers):
            for run in range(BACKUPS):
                time.sleep(1)
                acknowledged = sum(len(writer.ledger.notes) for writer in writers)
                began = time.monotonic()
                done(annotate, "backup", str(tmp_path / f"{run}.backup"))
                made.append((acknowledged, round(time.monotonic() - began, 2)))
        with opened(settings.database_url) as database:
            kept = held_against(database, writers)
    assert (kept.lost, kept.twice, kept.half) == (0, 0, 0)
    restoring = []
    for run, (acknowledged, _) in enumerate(made):
        began = time.monotonic()
        done(annotate, "restore", str(tmp_path / f"{run}.backup"), "--yes")
        restoring.append(round(time.monotonic() - began, 2))
        assert notes_in(server.data) >= acknowledged
        done(annotate, "check-data")
    tell(backups=BACKUPS, longest_backup_s=max(took for _, took in made), longest_restore_s=max(restoring), damaged=0)
