"""Linux only: the sockets that this process has open, by the number of their file, and what the kernel knows of each."""

import errno
import os
import socket
import stat
import struct

_INFO_BYTES = 104


def open_files() -> list[int]:
    """Give the numbers of the files that this process has open; raises OSError elsewhere than on Linux."""
    return [int(number) for number in os.listdir("/proc/self/fd")]  # noqa: PTH208 - numbers, which are no paths


def handle_of(number: int) -> socket.socket:
    """Give a second handle of an open socket; raises OSError if the file is none, or closed by now.

    Of another file no second handle is made, for it would have to be closed. Whoever closes any handle of a file gives up all
    the locks that the process has on it (POSIX.1, ``close``), and SQLite's are such: another process then wrote into the
    same log, and what both had committed was lost (https://www.sqlite.org/howtocorrupt.html, section 2.2).
    """
    if not _is_socket(number):
        raise OSError(errno.ENOTSOCK, "no socket")
    copy = os.dup(number)
    if not _is_socket(
        copy
    ):  # the number became another file's in between: its handle stays open, as long as the process
        raise OSError(errno.ENOTSOCK, "no socket any more")
    return socket.socket(fileno=copy)


def _is_socket(number: int) -> bool:
    return stat.S_ISSOCK(os.fstat(number).st_mode)


def tcp_info(of: socket.socket, place: int) -> int:
    """Give the number that ``struct tcp_info`` (linux/tcp.h) has at this place, in bytes from its beginning."""
    info = of.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_BYTES)
    (value,) = struct.unpack_from("I", info, place)
    return int(value)
