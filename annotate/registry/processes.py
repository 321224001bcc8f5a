"""Reading batches in several processes, while this one stores what they have read; the order stays."""

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait

from annotate.errors import Unavailable
from annotate.registry.batching import Batch
from annotate.registry.reading import CurrentDigests, ReadRecord, read_group

AHEAD = 2
"""Batches for each process that are read before they can be stored; more would only take memory."""

MOST = 8
"""Most processes that read: one stores, and it cannot store for more."""
WORTHWHILE = 500
"""Files or entries from which other processes are started; starting takes each of them about a second."""

Reads = list[ReadRecord]


def processes_for(items: int) -> int:
    """Return how many processes are to read so many items: one for each core, none if they would hardly pay for starting."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MOST) if cores > 1 and items >= WORTHWHILE else 0


def read_here(batches: Iterable[tuple[Batch, CurrentDigests]]) -> Iterator[tuple[Batch, Reads]]:
    """Read batch after batch in this process."""
    for batch, known in batches:
        yield batch, read_batch(batch, known)


def read_in_processes(batches: Iterable[tuple[Batch, CurrentDigests]], processes: int) -> Iterator[tuple[Batch, Reads]]:
    """Read batches in other processes, and yield them in their order; raises Unavailable when one of those is killed."""
    waiting: deque[tuple[Batch, Future[Reads]]] = deque()
    context = multiprocessing.get_context("spawn")  # a forked one would share this process's connections
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin) as pool:
        try:
            for batch, known in batches:
                waiting.append((batch, pool.submit(_read_apart, batch, known)))
                if len(waiting) > AHEAD * processes:
                    first, read = waiting.popleft()
                    yield first, read.result()
            while waiting:
                first, read = waiting.popleft()
                yield first, read.result()
        except BrokenProcessPool as error:
            raise Unavailable(
                "A process that reads records was ended from outside, perhaps for want of memory. Everything before is stored: "
                "run the command once more, and it goes on from there."
            ) from error
        finally:
            for _, read in waiting:
                read.cancel()


def read_batch(batch: Batch, known: CurrentDigests) -> Reads:
    """Read a batch's groups, one after the other."""
    return [record for group in batch.groups for record in read_group(group, known)]


def _read_apart(batch: Batch, known: CurrentDigests) -> Reads:
    reads = read_batch(batch, known)
    gc.collect()
    return reads


def _begin() -> None:
    """Leave Ctrl-C to the process that stores, end when it is killed, and collect garbage only between batches."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.disable()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
