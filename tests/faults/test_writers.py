"""F1: processes that read, change and write the same rows, over and over: none fails, and no change is lost."""

import multiprocessing
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, select

from annotate.database import Database, opened
from tests.databases import new_url
from tests.faults.conftest import FULL

WRITERS, TIMES = (8, 400) if FULL else (4, 25)
ROWS = 50
COUNTED = Table("counted", MetaData(), Column("id", Integer, primary_key=True), Column("n", Integer, nullable=False))


def write(url: str, seed: int, failures: object) -> None:
    """Count up one row after the other, by what was read before."""
    failed, chosen = 0, random.Random(seed)  # noqa: S311 - which row comes next is nobody's secret
    with opened(url) as database:
        for _ in range(TIMES):
            try:
                count_up(database, chosen.randrange(ROWS))
            except Exception:  # noqa: BLE001 - whatever it is, it must not happen
                failed += 1
    failures.put(failed)  # type: ignore[attr-defined]  # multiprocessing.Queue has no public type


def count_up(database: Database, row: int) -> None:
    with database.transaction() as session:
        found = session.execute(select(COUNTED.c.n).where(COUNTED.c.id == row).with_for_update()).scalar_one()
        session.execute(COUNTED.update().where(COUNTED.c.id == row).values(n=found + 1))


@pytest.mark.slow
def test_writers_at_once_lose_nothing(tmp_path: Path, tell: Callable[..., None]) -> None:
    url = new_url(tmp_path)
    with opened(url) as database, database.transaction() as session:
        COUNTED.create(session.connection())
        session.execute(COUNTED.insert(), [{"id": row, "n": 0} for row in range(ROWS)])
    context = multiprocessing.get_context("fork")
    failures = context.Queue()
    writers = [context.Process(target=write, args=(url, seed, failures)) for seed in range(WRITERS)]
    began = time.monotonic()
    for writer in writers:
        writer.start()
    failed = sum(failures.get(timeout=300) for _ in writers)
    seconds = time.monotonic() - began
    for writer in writers:
        writer.join(60)
    with opened(url) as database, database.reader() as session:
        total = session.execute(select(func.sum(COUNTED.c.n))).scalar_one()
    assert (failed, total) == (0, WRITERS * TIMES)
    tell(writers=WRITERS, each=TIMES, failed=failed, lost=WRITERS * TIMES - total, seconds=round(seconds, 1))
