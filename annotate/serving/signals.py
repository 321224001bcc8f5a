"""How the processes of ``annotate serve`` stop: at the first signal they end what they have begun, at the second they are cut.

The server's own handlers take a lock that the main thread may hold when a signal interrupts it, and a second signal waits
for ever for the first. So a web process is born with both signals blocked, and a thread of its own waits for them.
"""

import os
import signal
import threading
import time
from collections.abc import Callable

from annotate.serving.draining import drain

SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""What asks a process to stop: Ctrl-C, and everybody else."""

_LOOKING_SECONDS = 1.0
_INSTALLING_SECONDS = 0.01


def block_in_forks() -> None:
    """Have every process forked from now on begin with both signals blocked; this one still takes them."""
    os.register_at_fork(
        before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS),
        after_in_parent=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS),
    )


def stop_web_process() -> None:
    """Pass the first signal of a web process on to the server's own handler, once that is installed; ignore the next ones.

    A process whose parent has died counts as told to stop.
    """
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)  # a fork has its parent's handlers, which know nothing of it
    threading.Thread(target=_pass_on, args=(os.getppid(),), name="stopping", daemon=True).start()


def _pass_on(parent: int) -> None:
    while signal.sigtimedwait(SIGNALS, _LOOKING_SECONDS) is None and os.getppid() == parent:
        pass
    while not callable(handler := signal.getsignal(signal.SIGTERM)):
        time.sleep(_INSTALLING_SECONDS)
    drain()
    handler(signal.SIGTERM, None)


def stop_parent(stop: Callable[[], None], cut: Callable[[], None], seconds: float) -> None:
    """Have the parent call ``stop`` at its first signal, and ``cut`` at the next one or so many ``seconds`` later."""
    asked = False

    def handle(*_: object) -> None:
        nonlocal asked
        if asked:
            cut()
            return
        asked = True
        stop()
        later = threading.Timer(seconds, cut)
        later.daemon = True
        later.start()

    for number in SIGNALS:
        signal.signal(number, handle)
