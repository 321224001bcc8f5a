"""``annotate serve``: it starts soon, says where it is, and stops at once."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.command import Command, free_port


@pytest.fixture
def annotate(tmp_path: Path) -> Command:
    return Command(tmp_path / "a folder" / "data")


class Server:
    """``annotate serve --prepare`` in a process of its own."""

    def __init__(self, annotate: Command, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [Path(sys.executable).with_name("annotate"), "serve", "--prepare", "--port", str(port)],
            # One web process: when it answers, nothing is still being imported that Ctrl-C could cut short.
            env={**os.environ, **annotate.environ, "ANNOTATE_WORKERS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=10) as answer:  # noqa: S310 - our own address
            body: bytes = answer.read()
            return body.decode()

    def wait(self) -> None:
        """Wait until it answers."""
        while time.monotonic() - self.began < 60:
            with suppress(OSError):
                self.get("/healthz")
                return
            assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.02)
        raise AssertionError("it did not answer within a minute")

    def stop(self, number: signal.Signals = signal.SIGTERM, *, all_at_once: bool = False) -> tuple[str, str]:
        """Signal the process, or like a terminal, all that it has started as well."""
        if all_at_once:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        said, complained = self.process.communicate(timeout=60)
        assert "are cut" not in said + complained, "a web process had to be killed"
        return said, complained


@pytest.fixture
def start(annotate: Command) -> Iterator[Callable[[], Server]]:
    """Start servers over one data folder, and leave none behind."""
    started: list[Server] = []

    def starting() -> Server:
        started.append(Server(annotate, free_port()))
        return started[-1]

    yield starting
    for server in started:
        if server.process.poll() is None:
            server.stop()


@pytest.mark.slow
def test_it_prepares_a_first_start_serves_and_stops_gracefully(start: Callable[[], Server], annotate: Command) -> None:
    """By either signal, sent to the process alone or, as a terminal does, to all that it has started."""
    ways = [(signal.SIGTERM, False), (signal.SIGTERM, True), (signal.SIGINT, False), (signal.SIGINT, True)]
    for place, (number, all_at_once) in enumerate(ways):
        server = start()
        server.wait()
        assert "Sign in" in server.get("/sign-in")
        said, complained = server.stop(number, all_at_once=all_at_once)
        assert server.process.returncode == 0, said
        assert complained == ""
        lines = said.splitlines()
        assert ("Added 12 sample records." in lines) == (place == 0), "a later start has nothing to prepare"
        assert f"annotate is running at {server.address}" in lines
        assert any("sign up" in line for line in lines)
        assert any(str(annotate.data) in line for line in lines)
        assert lines[-1] == "Stopped."
        assert (annotate.data.stat().st_mode & 0o777) == 0o700
        assert {path.stat().st_mode & 0o777 for path in annotate.data.iterdir()} == {0o600}


@pytest.mark.slow
def test_two_first_starts_at_once_prepare_one_database(start: Callable[[], Server]) -> None:
    both = [start(), start()]
    for one in both:
        one.wait()
    said = "".join(one.stop()[0] for one in both)
    assert said.count("Added 12 sample records.") == 1
    assert [one.process.returncode for one in both] == [0, 0]


def test_a_port_in_use_is_one_clear_line_and_prepares_nothing(annotate: Command) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = annotate("serve", "--prepare", "--port", str(port))
    assert ended.exit_code == 1
    assert len(ended.output.splitlines()) == 1
    assert f"Port {port}" in ended.output
    assert "in use" in ended.output
    assert "--port" in ended.output
    assert "base" in annotate("db", "current").output


def test_an_unknown_host_is_one_clear_line(annotate: Command) -> None:
    ended = annotate("serve", "--host", "no-such-host.invalid")
    assert ended.exit_code == 1
    assert ended.output.startswith("Error: There is no address named no-such-host.invalid")


def test_an_unprepared_database_is_not_served(annotate: Command) -> None:
    ended = annotate("serve", "--port", str(free_port()))
    assert ended.exit_code == 1
    assert "annotate db upgrade" in ended.output
