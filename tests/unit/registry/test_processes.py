"""Reading in other processes: the same outcomes in the same order, and a sentence when one is killed."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from annotate.errors import Unavailable
from annotate.registry import processes
from annotate.registry.batching import Batch, of_files
from annotate.registry.processes import processes_for, read_here, read_in_processes
from annotate.registry.reading import CurrentDigests, ReadRecord
from annotate.trials.preparing import PreparedVersion
from tests.studies import numbered, study
from tests.unit.registry.studies import as_bytes

RECORDS = 450


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"{numbered(number)}.json" for number in range(RECORDS)]
    for number, path in enumerate(made):
        path.write_bytes(as_bytes(study(numbered(number))) if number % 10 else b"[]")
    return made


def sent(files: list[Path]) -> Iterator[tuple[Batch, CurrentDigests]]:
    return ((batch, {}) for batch in of_files(files))


def named(read: Iterator[tuple[Batch, list[ReadRecord]]]) -> list[tuple[str, str]]:
    return [(record.path.name, record.digest) for _, records in read for record in records]


@pytest.mark.slow
def test_other_processes_read_the_same_in_the_same_order(files: list[Path]) -> None:
    assert named(read_in_processes(sent(files), 2)) == named(read_here(sent(files)))


def test_a_killed_process_is_a_sentence(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    reading = read_in_processes(sent(files), 1)
    started: list[int] = []
    submit = ProcessPoolExecutor.submit

    def kill(pool: ProcessPoolExecutor, *words: Any) -> Future[Any]:  # noqa: ANN401 - handed through
        future: Future[Any] = submit(pool, *words)
        for pid in pool._processes:  # noqa: SLF001 - the pool tells nobody which processes it has
            started.append(pid)
            with suppress(ProcessLookupError):  # killed after an earlier batch, and looked for by the pool meanwhile
                os.kill(pid, signal.SIGKILL)
        return future

    monkeypatch.setattr(ProcessPoolExecutor, "submit", kill)
    with pytest.raises(Unavailable, match="run the command once more"):
        list(reading)
    assert started


def test_few_files_are_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    assert processes_for(processes.WORTHWHILE - 1) == 0
    assert processes_for(processes.WORTHWHILE) == 2
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    assert processes_for(10**6) == 0


def test_what_is_read_elsewhere_is_small(files: list[Path]) -> None:
    _, records = next(read_here(sent(files)))
    (whole,) = (each.content for each in records[1:2])
    assert isinstance(whole, PreparedVersion)
    assert len(whole.text) + len(whole.document) + len(whole.facts) + len(whole.raw) < 3000
