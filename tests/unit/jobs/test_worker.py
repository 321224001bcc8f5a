"""The worker: what is due is run, beside each other; what goes wrong in one run ends neither the others nor the next."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from structlog.typing import EventDict

from annotate.database import Database
from annotate.jobs import actions, queries
from annotate.jobs.actions import Claim
from annotate.jobs.job import Job
from annotate.jobs.models import JobLease
from annotate.jobs.worker import Worker
from tests.unit.jobs.begun import Begin, lease, outcome
from tests.waiting import PATIENCE, eventually

HOUR = timedelta(hours=1)


class Asking:
    """Says whether anything waits, and counts how often it was asked."""

    answer, times = False, 0

    def __call__(self, _: Session) -> bool:
        self.times += 1
        return self.answer


def test_each_job_is_run_with_a_database_of_its_own_lease(database: Database, begin: Begin) -> None:
    def work(fenced: Database) -> str:
        with fenced.transaction() as session:
            return ", ".join(name for name, each in queries.all_leases(session).items() if each.token)

    begin(Job("dusting", HOUR, work), Job("airing", HOUR, lambda _: ""))
    eventually(lambda: {outcome(database, name) for name in ("dusting", "airing")} == {"done"}, "both done")
    found = lease(database, "dusting")
    assert found
    assert "dusting" in found.last_words


def test_a_long_run_keeps_no_other_job_waiting(database: Database, begin: Begin) -> None:
    other = threading.Event()

    def long(_: Database) -> str:
        assert other.wait(PATIENCE)
        return ""

    def short(_: Database) -> str:
        other.set()
        return ""

    begin(Job("long", HOUR, long), Job("short", HOUR, short))
    eventually(lambda: outcome(database, "long") == "done", "done, after the other one")


def test_an_idle_job_writes_nothing_and_a_waiting_one_runs(database: Database, queries: list[str]) -> None:
    asking = Asking()
    worker = Worker(database, [Job("mail", timedelta(0), lambda _: "a letter", waits=asking)])
    for _ in range(3):
        assert worker.look()
    assert asking.times == 3
    assert {statement.split()[0] for statement in queries} <= {"SELECT", "BEGIN"}
    assert lease(database, "mail") is None
    asking.answer = True
    assert worker.look()
    eventually(lambda: outcome(database, "mail") == "done", "done")


def test_whether_something_waits_is_asked_as_often_as_the_job_says(database: Database) -> None:
    asking = Asking()
    worker = Worker(database, [Job("mail", HOUR, lambda _: "", waits=asking)])
    for _ in range(3):
        assert worker.look()
    assert asking.times == 1


def test_after_a_failure_what_waits_is_asked_for_as_soon_as_the_job_is_due(
    database: Database, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "FIRST_PAUSE", timedelta(0))
    asking = Asking()
    asking.answer = True
    failures = [ZeroDivisionError()]

    def work(_: Database) -> str:
        if failures:
            raise failures.pop()
        return "at last"

    begin(Job("mail", HOUR, work, waits=asking))
    eventually(lambda: outcome(database, "mail") == "done", "tried again, long before an hour")


def test_a_run_that_fails_is_named_without_its_words_and_comes_again(
    database: Database, begin: Begin, logged: list[EventDict]
) -> None:
    tried: list[str] = []

    def work(_: Database) -> str:
        tried.append(threading.current_thread().name)
        if len(tried) < 3:
            raise ZeroDivisionError("the words of somebody")
        return "at last"

    begin(Job("dusting", timedelta(0), work))
    eventually(lambda: outcome(database, "dusting") == "done", "done")
    assert tried[:3] == ["dusting"] * 3
    with database.reader() as session:
        kept = {(run.outcome, run.words) for run in queries.latest_runs(session, 9)}
    assert kept >= {("failed", "ZeroDivisionError"), ("done", "at last")}
    failed = [each for each in logged if each["event"] == "job failed"]
    assert [(each["job"], each["kind"]) for each in failed] == [("dusting", "ZeroDivisionError")] * 2


def test_what_cannot_be_asked_stops_no_other_job(database: Database, logged: list[EventDict]) -> None:
    def broken(_: Session) -> bool:
        raise ZeroDivisionError

    worker = Worker(database, [Job("broken", HOUR, lambda _: "", waits=broken), Job("whole", HOUR, lambda _: "")])
    assert not worker.look()
    eventually(lambda: outcome(database, "whole") == "done", "done")
    assert [(each["event"], each["job"]) for each in logged] == [("job not begun", "broken")]


def test_a_database_out_of_reach_is_asked_again(
    database: Database, monkeypatch: pytest.MonkeyPatch, begin: Begin, logged: list[EventDict]
) -> None:
    real, failures = queries.all_leases, [OperationalError("SELECT", None, Exception("away"))] * 3

    def read(session: Session) -> dict[str, JobLease]:
        if failures:
            raise failures.pop()
        return real(session)

    monkeypatch.setattr(queries, "all_leases", read)
    begin(Job("dusting", HOUR, lambda _: ""))
    eventually(lambda: not failures, "asked again")
    eventually(lambda: outcome(database, "dusting") == "done", "done")
    assert [each["event"] for each in logged] == ["jobs not read"] * 3


def test_an_end_that_the_database_did_not_take_is_written_later(
    database: Database, monkeypatch: pytest.MonkeyPatch, begin: Begin
) -> None:
    real, failures = actions.finish, [OperationalError("UPDATE", None, Exception("busy"))] * 3
    done: list[int] = []

    def work(_: Database) -> str:
        done.append(1)
        return "done"

    def finish(session: Session, made: Claim, words: str) -> bool:
        if failures:
            raise failures.pop()
        return real(session, made, words)

    monkeypatch.setattr(actions, "finish", finish)
    begin(Job("dusting", HOUR, work))
    eventually(lambda: outcome(database, "dusting") == "done", "written down")
    assert done == [1], "once"


def test_a_run_longer_than_its_lease_keeps_the_job(database: Database, begin: Begin) -> None:
    lasting = timedelta(seconds=0.5)

    def work(_: Database) -> str:
        found = lease(database, "dusting")
        assert found
        assert found.claimed_at
        until = found.claimed_at + 2 * lasting
        eventually(lambda: (now := lease(database, "dusting")) and now.expires_at and now.expires_at > until, "renewed")
        return "a long time"

    begin(Job("dusting", HOUR, work), lease=lasting)
    eventually(lambda: outcome(database, "dusting"), "an end")
    assert outcome(database, "dusting") == "done"
