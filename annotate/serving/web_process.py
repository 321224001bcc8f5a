"""Start one web process: its application, its signals, its limits."""

import ctypes
import gc
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from annotate.serving import connections, signals

CONNECTIONS = 2048
"""Connections that one web process keeps open at once, most of them idle."""

CONNECTIONS_OF_NETWORK = CONNECTIONS // 8
"""How many of those one client network keeps when half of them are taken, where no proxy stands in front."""

_M_MMAP_THRESHOLD = -3  # from malloc.h
_LARGE_BYTES = 4 * 1024 * 1024


def begin(
    application: Callable[[], Callable[..., Any]], let_go: Callable[[], None] | None, guarded: int | None
) -> Callable[..., Any]:
    """Make this process's application, and limit the connections to the port ``guarded``, if one is named.

    ``let_go`` closes what the fork inherited from its parent.
    """
    _give_back_memory()
    signals.stop_web_process()
    if let_go:
        let_go()
    if guarded:
        connections.guard(guarded, places=CONNECTIONS, share=CONNECTIONS_OF_NETWORK)
    made = application()
    # What a process is made of stays: looking through all of it for what is not needed any more would stop every request.
    gc.collect()
    gc.freeze()
    return made


def _give_back_memory() -> None:
    """Have large blocks given back to the machine when they are freed, where the C library is glibc.

    Each hash fills 19 or 64 MiB. Left alone, glibc keeps such blocks for the thread that freed them, of which there are many.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
