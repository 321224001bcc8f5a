"""Leases: one worker has a job, keeps it by heartbeats, and loses it by their absence alone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, text, update

from annotate import clock
from annotate.database import Database
from annotate.jobs import actions, queries
from annotate.jobs.actions import Claim
from annotate.jobs.fencing import FencedDatabase, LeaseLost
from annotate.jobs.job import Job
from annotate.jobs.models import LEASE, JobLease, JobRun
from annotate.mail.actions import Letter, queue
from annotate.mail.models import Mail
from annotate.mail.sending import send_due
from tests.at_once import all_at_once
from tests.databases import postgres_only

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
JOB = Job("dusting", HOUR, lambda _: "")


@pytest.fixture
def midday() -> Iterator[time_machine.Traveller]:
    """Midday, until a test goes on."""
    with time_machine.travel("2026-10-30T12:00:00+00:00", tick=False) as traveller:
        yield traveller


def claim(database: Database, worker: str = "a/1") -> Claim | None:
    with database.transaction() as session:
        return actions.claim(session, JOB, worker)


def claimed(database: Database, worker: str = "a/1") -> Claim:
    made = claim(database, worker)
    assert made
    return made


def finish(database: Database, made: Claim, words: str = "") -> bool:
    with database.transaction() as session:
        return actions.finish(session, made, words)


def fail(database: Database, made: Claim, kind: str = "ZeroDivisionError") -> bool:
    with database.transaction() as session:
        return actions.fail(session, made, kind)


def renew(database: Database, made: Claim) -> None:
    with database.transaction() as session:
        actions.renew(session, [made.token])


def lease(database: Database) -> JobLease:
    with database.reader() as session:
        return queries.all_leases(session)[JOB.name]


def runs(database: Database) -> list[tuple[str, str, str]]:
    with database.reader() as session:
        return [(run.claimed_by, run.outcome, run.words) for run in queries.latest_runs(session, 100)]


def test_of_workers_at_the_same_moment_one_gets_the_job(database: Database) -> None:
    made = all_at_once([lambda: claim(database)] * 6)
    assert sum(each is not None for each in made) == 1


def test_a_job_is_due_again_when_its_pause_is_over(database: Database, midday: time_machine.Traveller) -> None:
    assert finish(database, claimed(database))
    midday.shift(HOUR - SECOND)
    assert claim(database) is None
    midday.shift(SECOND)
    assert claim(database)


def test_a_lease_that_ran_out_is_taken_over_and_the_run_was_lost(
    database: Database, midday: time_machine.Traveller
) -> None:
    first = claimed(database)
    midday.shift(LEASE - SECOND)
    assert claim(database, "b/2") is None
    midday.shift(SECOND)
    second = claimed(database, "b/2")
    assert runs(database) == [("a/1", "lost", "")]
    assert not finish(database, first, "all of it")
    assert not fail(database, first)
    assert lease(database).token == second.token, "the wrong token releases nothing"
    assert finish(database, second, "the rest")
    assert ("b/2", "done", "the rest") in runs(database)


def test_heartbeats_keep_a_lease(database: Database, midday: time_machine.Traveller) -> None:
    made = claimed(database)
    for _ in range(5):
        midday.shift(LEASE - SECOND)
        renew(database, made)
        assert claim(database, "b/2") is None
    midday.shift(2 * LEASE)
    renew(database, made)
    assert claim(database, "b/2") is None, "nobody had taken it over"
    assert finish(database, made)


def test_a_heartbeat_does_not_bring_back_what_was_lost(database: Database, midday: time_machine.Traveller) -> None:
    made = claimed(database)
    midday.shift(LEASE)
    other = claimed(database, "b/2")
    until = lease(database).expires_at
    midday.shift(SECOND)
    renew(database, made)
    assert (lease(database).token, lease(database).expires_at) == (other.token, until)


def test_after_failures_a_job_is_tried_again_sooner_and_ever_later(
    database: Database, midday: time_machine.Traveller
) -> None:
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        assert fail(database, claimed(database))
        assert lease(database).due_at == clock.now() + minutes * MINUTE
        midday.shift(minutes * MINUTE)
    assert runs(database) == [("a/1", "failed", "ZeroDivisionError")], "what fails always alike is told once"
    assert finish(database, claimed(database))
    assert lease(database).due_at == clock.now() + HOUR
    midday.shift(HOUR)
    assert fail(database, claimed(database))
    assert lease(database).due_at == clock.now() + MINUTE, "it begins anew"


def test_a_pause_after_a_failure_is_never_longer_than_between_runs() -> None:
    assert actions.pause(3 * SECOND, 1) == 3 * SECOND
    assert actions.pause(HOUR, 10_000) == HOUR
    assert actions.pause(timedelta(days=3650), 10_000) < timedelta(days=3650)


def test_a_run_that_found_nothing_to_do_is_known_as_the_last_one_alone(
    database: Database, midday: time_machine.Traveller
) -> None:
    made = claimed(database)
    midday.shift(2 * SECOND)
    assert finish(database, made)
    last = lease(database)
    assert (last.last_outcome, last.last_words) == ("done", "")
    assert last.last_started_at
    assert last.last_ended_at == last.last_started_at + 2 * SECOND
    assert runs(database) == []


def test_a_letter_that_went_out_is_noted_though_the_job_is_another_s_by_now(database: Database) -> None:
    """It was this sender's by a claim of its own: else it would be sent once more."""
    made = claimed(database)
    with database.transaction() as session:
        mail_id = queue(session, to="alice@example.org", subject="Hello", body="Words").id

    class Slow:
        def deliver(self, letter: Letter) -> None:
            with database.transaction() as session:
                actions.hand_over(session, made)
            assert letter.id == mail_id

    with pytest.raises(LeaseLost):
        send_due(FencedDatabase(database, made), Slow())
    with database.reader() as session:
        assert session.get_one(Mail, mail_id).sent_at is not None


def test_runs_are_kept_for_a_while(database: Database, midday: time_machine.Traveller) -> None:
    for words in ("the first", "the second"):
        assert finish(database, claimed(database), words)
        midday.shift(HOUR)
    midday.shift(actions.RETENTION - 2 * HOUR)
    with database.transaction() as session:
        assert actions.forget_old_runs(session) == 1
    assert [words for *_, words in runs(database)] == ["the second"]


@pytest.mark.parametrize("back", [HOUR, timedelta(days=4000)])
def test_a_clock_that_was_set_back_stops_no_job(
    database: Database, midday: time_machine.Traveller, back: timedelta
) -> None:
    assert finish(database, claimed(database))
    midday.shift(-back - LEASE - SECOND)
    made = claimed(database)
    midday.shift(-back)
    renew(database, made)
    midday.shift(LEASE - SECOND)
    assert claim(database, "b/2") is None, "its worker lives"
    midday.shift(-back)
    assert claim(database, "b/2"), "its worker was not heard of since"


def test_a_clock_that_is_a_little_behind_runs_nothing_early(database: Database, midday: time_machine.Traveller) -> None:
    assert finish(database, claimed(database))
    midday.shift(-LEASE)
    assert claim(database) is None
    midday.shift(LEASE + HOUR)
    made = claimed(database)
    midday.shift(-LEASE)
    assert claim(database, "b/2") is None
    assert finish(database, made)


# --- fencing ----------------------------------------------------------------------------------------------------------


def write(database: Database, *, patient: bool = True) -> None:
    with database.transaction(patient=patient) as session:
        session.add(
            JobRun(job="x", claimed_by="x", started_at=clock.now(), ended_at=clock.now(), outcome="done", words="x")
        )


@pytest.mark.parametrize("patient", [True, False])
def test_whoever_has_lost_the_lease_writes_nothing(
    database: Database, midday: time_machine.Traveller, *, patient: bool
) -> None:
    fenced = FencedDatabase(database, claimed(database))
    write(fenced, patient=patient)
    midday.shift(2 * LEASE)
    write(fenced, patient=patient)  # nobody has taken it over
    claimed(database, "b/2")
    before = runs(database)
    with pytest.raises(LeaseLost):
        write(fenced, patient=patient)
    assert runs(database) == before
    write(database)
    assert len(runs(database)) == len(before) + 1, "the database itself is as it was"


def test_a_job_that_ended_is_nobody_s(database: Database) -> None:
    made = claimed(database)
    assert finish(database, made)
    with pytest.raises(LeaseLost):
        write(FencedDatabase(database, made))


@postgres_only
def test_nobody_takes_over_while_the_worker_writes_and_its_heart_beats_on(database: Database) -> None:
    made = claimed(database)
    with FencedDatabase(database, made).transaction():
        with database.transaction() as session:
            session.execute(update(JobLease).values(expires_at=clock.now() - SECOND))
        assert claim(database, "b/2") is None
        with database.transaction() as session:
            session.execute(text("SET LOCAL lock_timeout = 1"))
            actions.renew(session, [made.token])
            actions.hand_over(session, made)
        assert claim(database, "b/2") is None
    assert claim(database, "b/2")


def test_a_run_that_is_handed_over_is_anybody_s_at_once(database: Database) -> None:
    first = claimed(database)
    with database.transaction() as session:
        actions.hand_over(session, first)
    assert runs(database) == [("a/1", "lost", "")]
    second = claimed(database, "b/2")
    with database.transaction() as session:
        actions.hand_over(session, first)
    assert lease(database).token == second.token, "by its own worker alone"


def test_leases_and_runs_are_forgotten_as_a_whole(database: Database) -> None:
    assert finish(database, claimed(database), "all of it")
    with database.transaction() as session:
        actions.forget_all(session)
    with database.reader() as session:
        assert not session.scalars(select(JobLease)).all()
        assert not session.scalars(select(JobRun)).all()
    assert claim(database), "it is due at once"
