"""Small work that comes round again, beside the requests of a web process."""

import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """Work that is done every so often. Several processes do it side by side: it must claim what it works on."""

    name: str
    every: timedelta
    work: Callable[[], object]


def begin(chores: Sequence[Chore]) -> list[threading.Thread]:
    """Do each chore in a thread of its own, now and then again and again, until the process ends."""
    threads = [threading.Thread(target=_go_round, args=(chore,), name=chore.name, daemon=True) for chore in chores]
    for thread in threads:
        thread.start()
    return threads


def _go_round(chore: Chore) -> None:
    # Signals are the main thread's: one that lands here would not wake it.
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    pause = threading.Event()
    while True:
        do(chore)
        pause.wait(chore.every.total_seconds())


def do(chore: Chore) -> None:
    """Do a chore once; what goes wrong is logged, and the next round comes all the same."""
    try:
        chore.work()
    except Exception as error:
        log.exception("chore failed", chore=chore.name, kind=type(error).__name__)
