"""Backups and restores as the tests do them: by the command."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from annotate.jobs import actions, queries
from annotate.jobs.job import Job
from tests.instances import Instance


def back_up(instance: Instance, target: Path) -> Path:
    ended = instance.annotate("backup", str(target))
    assert ended.exit_code == 0, ended.output
    return target


def restore(instance: Instance, backup: Path, *words: str) -> str:
    ended = instance.annotate("restore", str(backup), "--yes", *words)
    assert ended.exit_code == 0, ended.output
    return ended.output


def hold_lease(instance: Instance) -> None:
    """Let a worker claim a job, and leave it with its lease."""
    with instance.database() as database, database.transaction() as session:
        assert actions.claim(session, Job("trash", timedelta(hours=1), lambda _: ""), "host/7")


def leases(instance: Instance) -> int:
    """Count the jobs that anybody was ever at."""
    with instance.database() as database, database.reader() as session:
        return len(queries.all_leases(session))


def place(instance: Instance) -> Path:
    return instance.annotate.data / "annotate.sqlite3"


def notes(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        count: int = connection.execute("SELECT count(*) FROM notes").fetchone()[0]
        return count


def damage(path: Path) -> None:
    """Write over every other page of a file."""
    with path.open("r+b") as file:
        for page in range(2, path.stat().st_size // 4096, 2):
            file.seek(page * 4096)
            file.write(b"\xff" * 200)
