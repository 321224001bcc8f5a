"""``annotate jobs`` and ``annotate worker``."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from annotate import clock
from annotate.database import opened
from annotate.jobs import actions
from annotate.jobs.models import LEASE
from annotate.mail.actions import queue
from annotate.schedule import jobs_of
from annotate.settings import Settings
from tests.command import Command
from tests.serving import Server
from tests.waiting import eventually

MOMENT = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"


@pytest.fixture
def annotate(tmp_path: Path) -> Command:
    command = Command(tmp_path / "data")
    command("db", "upgrade")
    return command


@pytest.fixture
def start(annotate: Command) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Start ``annotate worker`` in a process of its own; none is left behind."""
    started: list[subprocess.Popen[str]] = []

    def starting() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("annotate"), "worker"],
            env=os.environ | annotate.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield starting
    for process in started:
        if process.poll() is None:
            process.kill()
            process.communicate()


def listed(annotate: Command, *words: str) -> dict[str, str]:
    """Give the lines of the list by the job's name."""
    told = annotate("jobs", *words)
    assert told.exit_code == 0, told.output
    return {line.split()[0]: line for line in told.output.splitlines()}


def test_an_instance_that_never_ran_has_jobs_that_are_due(annotate: Command) -> None:
    lines = listed(annotate)
    names = [job.name for job in jobs_of(Settings.from_environ(annotate.environ))]
    assert list(lines) == ["job", *names]
    assert re.fullmatch(r"mail +3 s +never +when there is something to do", lines["mail"])
    assert re.fullmatch(r"trash +1 hour +never +due", lines["trash"])
    assert annotate("jobs", "--runs", "5").output.split() == ["ended", "job", "took", "outcome", "worker", "did"]


def test_each_job_says_how_its_last_run_ended_and_what_it_is_at(annotate: Command) -> None:
    jobs = {job.name: job for job in jobs_of(Settings.from_environ(annotate.environ))}
    with opened(annotate.database_url) as database, database.transaction() as session:
        made = {name: actions.claim(session, jobs[name], "host/7") for name in ("trash", "links", "quota", "wal")}
        trash, links, quota, wal = made.values()
        assert trash
        assert links
        assert quota
        assert wal
        assert actions.finish(session, trash, "2 notes deleted")
        assert actions.fail(session, links, "ZeroDivisionError")
        actions.renew(session, [wal.token], timedelta(0))
    lines = listed(annotate)
    assert re.fullmatch(rf"trash +1 hour +{MOMENT} +0\.\d s +done +{MOMENT} +2 notes deleted", lines["trash"])
    assert re.fullmatch(rf"links +1 hour +{MOMENT} +0\.\d s +failed +{MOMENT} +ZeroDivisionError", lines["links"])
    assert re.fullmatch(rf"quota +1 hour +never +running since {MOMENT} by host/7", lines["quota"])
    assert re.fullmatch(r"wal +6 hours +never +lost by host/7, due", lines["wal"])
    runs = annotate("jobs", "--runs", "5").output.splitlines()[1:]
    assert {re.sub(rf"{MOMENT}|  +|0\.\d s", " ", run).split(maxsplit=3)[-1] for run in runs} == {
        "2 notes deleted",
        "ZeroDivisionError",
    }
    assert len(annotate("jobs", "--runs", "1").output.splitlines()) == 2


def test_an_unprepared_database_is_one_clear_line(tmp_path: Path) -> None:
    annotate = Command(tmp_path / "data")
    for command in ("jobs", "worker"):
        ended = annotate(command)
        assert ended.exit_code == 1
        assert len(ended.output.splitlines()) == 1
        assert "annotate db upgrade" in ended.output


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_runs_what_is_due_and_stops_when_it_is_told_to(
    annotate: Command, start: Callable[[], subprocess.Popen[str]], number: signal.Signals
) -> None:
    with opened(annotate.database_url) as database, database.transaction() as session:
        queue(session, to="alice@example.org", subject="Hello", body="Words")
    process = start()

    def ran() -> bool:
        assert process.poll() is None, process.communicate()
        lines = listed(annotate)
        return "1 message sent, 0 failed" in lines["mail"] and all("done" in lines[name] for name in ("trash", "wal"))

    eventually(ran, "all that was due")
    process.send_signal(number)
    said, logged = process.communicate(timeout=60)
    assert process.returncode == 0
    assert re.fullmatch(r"Running \d+ jobs as \S+/\d+\. Ctrl-C stops\.\nStopped\.\n", said)
    assert '"did": "1 message sent, 0 failed"' in logged
    assert "alice" not in logged
    assert not any("running since" in line for line in listed(annotate).values()), "every lease was released"


@pytest.mark.slow
def test_web_processes_run_jobs(tmp_path: Path) -> None:
    annotate = Command(tmp_path / "data")
    with Server(annotate.data, database_url=annotate.environ.get("ANNOTATE_DATABASE_URL", "")) as server:
        eventually(lambda: all("done" in listed(annotate)[name] for name in ("trash", "wal")), "all that was due")
        assert server.stop() == 0


@pytest.mark.slow
def test_a_web_process_that_stops_hands_over_what_it_is_at(tmp_path: Path) -> None:
    annotate = Command(tmp_path / "data")
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        server = Server(
            annotate.data,
            database_url=annotate.environ.get("ANNOTATE_DATABASE_URL", ""),
            ANNOTATE_SMTP_URL=f"smtp+plain://127.0.0.1:{silent.getsockname()[1]}",
            ANNOTATE_MAIL_FROM="annotate <notes@example.org>",
            ANNOTATE_BASE_URL="https://notes.example.org",
        )
        with server:
            with opened(annotate.database_url) as database, database.transaction() as session:
                queue(session, to="alice@example.org", subject="Hello", body="Words")
            with closing(silent.accept()[0]):  # it waits for a word
                assert "running since" in listed(annotate)["mail"]
                assert server.stop() == 0
    assert re.fullmatch(
        rf"mail +3 s +{MOMENT} +\d+\.\d s +lost +when there is something to do", listed(annotate)["mail"]
    )


def test_a_lease_of_a_killed_worker_is_told_as_lost_when_it_is_over(annotate: Command) -> None:
    jobs = {job.name: job for job in jobs_of(Settings.from_environ(annotate.environ))}
    with opened(annotate.database_url) as database:
        with database.transaction() as session:
            first = actions.claim(session, jobs["wal"], "host/7")
            assert first
            actions.renew(session, [first.token], -LEASE)
        with database.transaction() as session:
            assert actions.claim(session, jobs["wal"], "host/8")
    (run,) = annotate("jobs", "--runs", "5").output.splitlines()[1:]
    assert re.fullmatch(rf"{MOMENT}  wal  0\.\d s  lost     host/7", run)
    assert clock.now().strftime("%Y") in run
