"""Workers that stop, and runs that are lost: what was begun ends, or is another one's."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from structlog.typing import EventDict

from annotate.database import Database
from annotate.jobs import actions, queries
from annotate.jobs.job import Job
from annotate.jobs.worker import Worker
from tests.unit.jobs.begun import Begin, claimed, lease
from tests.waiting import PATIENCE, eventually

HOUR = timedelta(hours=1)


def test_a_run_that_was_lost_writes_nothing_and_says_so(database: Database, logged: list[EventDict]) -> None:
    def work(fenced: Database) -> str:
        with database.transaction() as session:
            row = queries.all_leases(session)["dusting"]
            row.token, row.claimed_by = "another one", "b/2"
        with fenced.transaction():
            raise AssertionError("it must not begin")

    job = Job("dusting", HOUR, work)
    worker = Worker(database, [job])
    worker.run(claimed(database, job, worker))
    found = lease(database, "dusting")
    assert found
    assert (found.token, found.last_outcome) == ("another one", None)
    assert [each["event"] for each in logged] == ["job lost"]


def test_its_own_run_is_never_doubled(database: Database, begin: Begin) -> None:
    """Not even when the lease has run out: the heartbeats did not get through, and the thread goes on."""
    begun: list[int] = []
    go, looked = threading.Event(), threading.Semaphore(0)

    def work(_: Database) -> str:
        begun.append(1)
        assert go.wait(PATIENCE)
        return ""

    def look(_: Database) -> str:
        looked.release()
        return ""

    worker = begin(Job("dusting", HOUR, work), Job("looking", timedelta(0), look))
    eventually(lambda: begun, "begun")
    with database.transaction() as session:
        row = queries.all_leases(session)["dusting"]
        assert row.claimed_at
        row.expires_at = row.claimed_at
    for _ in range(5):
        assert looked.acquire(timeout=PATIENCE)
    assert begun == [1]
    go.set()
    assert worker.stop(PATIENCE) == []


def test_a_worker_that_stops_lets_runs_end(database: Database, begin: Begin) -> None:
    begun, go = threading.Event(), threading.Event()

    def work(_: Database) -> str:
        begun.set()
        assert go.wait(PATIENCE)
        return "all of it"

    worker = begin(Job("dusting", HOUR, work))
    assert begun.wait(PATIENCE)
    with ThreadPoolExecutor(1) as beside:
        stopping = beside.submit(worker.stop, PATIENCE)
        go.set()
        assert stopping.result() == []
    found = lease(database, "dusting")
    assert found
    assert (found.token, found.last_outcome, found.last_words) == (None, "done", "all of it")


def test_a_worker_that_stops_begins_nothing(database: Database) -> None:
    worker = Worker(database, [Job("dusting", HOUR, lambda _: "")], pause=0.01)
    worker.begin()
    worker.stop(PATIENCE)
    with database.transaction() as session:
        actions.forget_all(session)
    assert worker.look()
    assert lease(database, "dusting") is None


def test_what_does_not_end_in_time_is_handed_over_and_writes_nothing_more(
    database: Database, begin: Begin, logged: list[EventDict]
) -> None:
    begun, go = threading.Event(), threading.Event()

    def work(fenced: Database) -> str:
        begun.set()
        assert go.wait(PATIENCE)
        with fenced.transaction():
            raise AssertionError("it must not begin")

    job = Job("dusting", HOUR, work)
    worker = begin(job)
    assert begun.wait(PATIENCE)
    assert worker.stop(0) == ["dusting"]
    found = lease(database, "dusting")
    assert found
    assert (found.token, found.last_outcome) == (None, "lost")
    assert claimed(database, job, worker).token, "at once"
    go.set()
    eventually(lambda: [each["event"] for each in logged] == ["job lost"], "the word that it was lost")
