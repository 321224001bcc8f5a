"""How the processes of ``annotate serve`` stop: each takes its first signal at a moment that suits it, and ends what it has begun.

The server's own handlers take a lock that the main thread may hold when a signal interrupts it, and a second signal waits
for ever for the first. So a web process is born with both signals blocked, and a thread of its own waits for them.
"""

import os
import signal
import threading
import time
from collections.abc import Callable

SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""What asks a process to stop: Ctrl-C, and everybody else."""

_LOOKING_SECONDS = 1.0
_INSTALLING_SECONDS = 0.01


def fork_deaf() -> None:
    """Have every process forked from now on begin with both signals blocked, and this one hear them again."""
    os.register_at_fork(before=_block, after_in_parent=_unblock)


def stop_on_signal() -> None:
    """Pass the first signal of a web process on to the server's own handler, once that stands; the next ones are spent.

    A process whose parent has died counts as told to stop.
    """
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)  # a fork has its parent's handlers, which know nothing of it
    threading.Thread(target=_pass_on, args=(os.getppid(),), name="stopping", daemon=True).start()


def in_two_steps(first: Callable[[], None], second: Callable[[], None], seconds: float) -> None:
    """Have the parent do the ``first`` at its first signal; the ``second`` at the next one, or so many seconds later."""
    told = 0

    def handle(*_: object) -> None:
        nonlocal told
        told += 1
        if told > 1:
            second()
            return
        first()
        later = threading.Timer(seconds, second)
        later.daemon = True
        later.start()

    for number in SIGNALS:
        signal.signal(number, handle)


def _pass_on(parent: int) -> None:
    while signal.sigtimedwait(SIGNALS, _LOOKING_SECONDS) is None and os.getppid() == parent:
        pass
    while not callable(handler := signal.getsignal(signal.SIGTERM)):
        time.sleep(_INSTALLING_SECONDS)
    handler(signal.SIGTERM, None)


def _block() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)


def _unblock() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
