"""A Redis server of the tests' own, with nothing on the disk: it goes when the block ends."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.command import free_port


class RedisServer:
    """One server on a port of its own, which can be paused and killed."""

    def __init__(self, program: str) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._program = program

    def start(self) -> None:
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen([self._program, *words], stdout=subprocess.DEVNULL)
        for _ in range(1000):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                if connection.recv(16).startswith(b"+PONG"):
                    return
            time.sleep(0.01)
        raise AssertionError("Redis did not answer")

    def pause(self) -> None:
        """Let it answer nothing, while it takes every connection."""
        self._process.send_signal(signal.SIGSTOP)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(timeout=20)


def find_program() -> str | None:
    """Give the server's program; with CI=true, as root, Debian's package is asked for."""
    found = shutil.which("redis-server")
    if found is None and os.environ.get("CI") == "true" and os.geteuid() == 0 and (apt := shutil.which("apt-get")):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update"], ["install", "--yes", "--no-install-recommends", "redis-server"]):
            subprocess.run([apt, "--quiet", *words], check=False, env=quiet, stdout=subprocess.DEVNULL)
        found = shutil.which("redis-server")
    return found


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """Run one; a test skips where there is none, and fails with CI=true."""
    program = find_program()
    if program is None:
        assert os.environ.get("CI") != "true", "no Redis server was found"
        pytest.skip("no Redis server was found; on Debian and Ubuntu: apt-get install redis-server")
    server = RedisServer(program)
    server.start()
    try:
        yield server
    finally:
        server.kill()
