"""How the processes of ``annotate serve`` stop: each takes its first signal at a moment that suits it, and ends what it has begun.

The server's own handlers take a lock that the main thread may hold when a signal interrupts it, and a second signal waits
for ever for the first. So a web process is born with both signals blocked, and a thread of its own waits for them.

A connection that the kernel has made and the server has not taken is cut when the server ends, with the request in it. So
nobody can connect any more some time before; whoever tries is told to try elsewhere as soon as nobody listens.
"""

import ctypes
import os
import signal
import socket
import stat
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""What asks a process to stop: Ctrl-C, and everybody else."""

_LOOKING_SECONDS = 1.0
_INSTALLING_SECONDS = 0.01
_TAKING_SECONDS = 0.05
_MOST_LOOKS = 40

_ATTACH_FILTER = 26  # SO_ATTACH_FILTER (socket(7)), which Python does not name
_DROP_ALL = struct.pack("HBBI", 0x06, 0, 0, 0)  # one instruction of the packet filter: BPF_RET | BPF_K, 0 bytes
_INFO_BYTES = 104
_WAITING = 24  # where tcpi_unacked stands in tcp_info: of a listening socket, connections that nobody has taken


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
    with suppress(OSError), ExitStack() as doors:  # elsewhere than on Linux it ends without
        turn_away([doors.enter_context(door) for door in _listening()])
    handler(signal.SIGTERM, None)


def turn_away(doors: Sequence[socket.socket]) -> None:
    """Let nobody connect to these any more, and wait until all who did before are taken, with what they have sent.

    Whoever tries hears nothing, tries again after a second, and is refused as soon as nobody listens. Raises OSError where
    the kernel cannot do it: elsewhere than on Linux.
    """
    drop = ctypes.create_string_buffer(_DROP_ALL, len(_DROP_ALL))
    for door in doors:
        door.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, struct.pack("HP", 1, ctypes.addressof(drop)))
    for _ in range(_MOST_LOOKS):
        time.sleep(_TAKING_SECONDS)
        if not any(_waiting(door) for door in doors):
            break
    time.sleep(_TAKING_SECONDS)


def _listening() -> Iterator[socket.socket]:
    """Give the sockets on which this process waits for connections, each by another number."""
    numbers = [int(each.name) for each in Path("/proc/self/fd").iterdir()]
    for number in [each for each in numbers if _is_socket(each)]:
        door = socket.socket(fileno=os.dup(number))
        if door.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            yield door
        else:
            door.close()


def _is_socket(number: int) -> bool:
    try:
        return stat.S_ISSOCK(os.fstat(number).st_mode)
    except OSError:  # closed meanwhile, as the list of them is
        return False


def _waiting(door: socket.socket) -> int:
    told = door.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_BYTES)
    (waiting,) = struct.unpack_from("I", told, _WAITING)
    return int(waiting)


def _block() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)


def _unblock() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
