"""Every job of an instance: it has a name for itself, and does its feature's work."""

from datetime import timedelta

import pytest
import time_machine

from annotate import clock, erasures, throttle
from annotate.accounts.models import Account, AccountKind
from annotate.database import Database, new_id
from annotate.jobs.job import Job
from annotate.jobs.models import JobRun
from annotate.mail.actions import queue
from annotate.notes.anchors import placing
from annotate.notes.models import Note
from annotate.personal_data.stored import CLOSE
from annotate.schedule import jobs_of
from annotate.settings import Settings
from tests.cast import Cast
from tests.mailing import mails
from tests.sharing import share, write_note
from tests.texts import SECTIONS, keep_trial, keep_version

YEARS = timedelta(days=800)


@pytest.fixture
def jobs(settings: Settings) -> dict[str, Job]:
    return {job.name: job for job in jobs_of(settings)}


def waits(job: Job, database: Database) -> bool:
    with database.reader() as session:
        return job.waits is None or job.waits(session)


def test_each_has_its_name_for_itself(settings: Settings) -> None:
    names = [job.name for job in jobs_of(settings)]
    assert len(set(names)) == len(names)


def test_on_an_empty_database_there_is_nothing_to_do(jobs: dict[str, Job], database: Database) -> None:
    assert {job.name: job.work(database) for job in jobs.values()} == dict.fromkeys(jobs, "")
    assert [job.name for job in jobs.values() if not waits(job, database)] == [
        "mail",
        "placing",
        "expiring",
        "labels",
        "following",
        "notifications",
        "enquiries",
        "volunteers",
        "index",
        "note-index",
        "rounds",
        "deletion",
        "exports",
        "rereading",
    ]


def test_what_is_often_due_waits_for_something_to_do(jobs: dict[str, Job]) -> None:
    """An idle instance must write nothing every few seconds."""
    assert [job.name for job in jobs.values() if job.every < timedelta(hours=1) and job.waits is None] == []


def done(jobs: dict[str, Job], database: Database, name: str) -> str:
    """Do a job for which something waits, and find nothing more afterwards; give what it said."""
    assert waits(jobs[name], database)
    words = jobs[name].work(database)
    assert jobs[name].work(database) == ""
    return words


def test_mail_is_sent(jobs: dict[str, Job], database: Database) -> None:
    with database.transaction() as session:
        queue(session, to="alice@example.org", subject="Hello", body="Words")
    assert done(jobs, database, "mail") == "1 message sent, 0 failed"


def test_notes_are_placed(jobs: dict[str, Job], database: Database, cast: Cast) -> None:
    alice = cast.viewer("alice")
    with database.transaction() as session:
        trial = keep_trial(session)
        write_note(session, alice, trial, words="240 mg")
        placing.place_notes(session, keep_version(session, trial, SECTIONS, 2), 0)
    assert done(jobs, database, "placing") == "1 note placed"


def test_what_is_over_is_deleted(jobs: dict[str, Job], database: Database, cast: Cast) -> None:
    limit = throttle.Limit("tests", 5, timedelta(minutes=1), timedelta(minutes=1), "")
    alice = cast.viewer("alice")
    share(database, alice)
    with database.transaction() as session:
        throttle.count(session, limit, "x", clock.now())
        erasures.record(session, new_id())
        note = write_note(session, alice, keep_trial(session, registry_id="NCT00000001"))
        session.get_one(Note, note.id).deleted_at = clock.now()
        session.add(
            JobRun(job="x", claimed_by="x", started_at=clock.now(), ended_at=clock.now(), outcome="done", words="x")
        )
        at = clock.now()
        left = Account(
            email="x", name="Bob", kind=AccountKind.PERSON, created_at=at, deactivated_at=at, deletion_due_at=at
        )
        session.add(left)
    assert done(jobs, database, "deletion") == "1 account deleted"
    with time_machine.travel(clock.now() + YEARS):
        assert done(jobs, database, "credentials") == "1 sign-in, 0 mailed links, 0 access tokens deleted"
        assert done(jobs, database, "links") == "1 event, 0 unlocks deleted"
        assert done(jobs, database, "trash") == "1 note deleted"
        assert done(jobs, database, "counters") == "1 counter deleted"
        assert done(jobs, database, "runs") == "1 run deleted"
    with time_machine.travel(clock.now() + 2 * YEARS):
        assert done(jobs, database, "erasures") == "3 ids deleted", "of the account and the note as well"


def test_nearly_full_accounts_are_counted(jobs: dict[str, Job], database: Database, cast: Cast) -> None:
    alice = cast.viewer("alice")
    with database.transaction() as session:
        session.get_one(Account, alice.id).stored = CLOSE + 1
    assert done(jobs, database, "quota") == "1 account counted"


def test_owners_are_told_of_links_that_expire_and_mailed(jobs: dict[str, Job], database: Database, cast: Cast) -> None:
    share(database, cast.viewer("alice"))
    with time_machine.travel(clock.now() + timedelta(days=6, hours=12), tick=False):
        assert done(jobs, database, "expiring") == "1 owner told of a link that expires"
        assert done(jobs, database, "notifications") == "1 letter queued"
    (mail,) = mails(database)
    assert "http://localhost:8000/account/notifications" in mail.body, "no setting names another address"


def test_old_activity_is_deleted(jobs: dict[str, Job], database: Database, cast: Cast) -> None:
    cast.viewer("alice")
    with time_machine.travel(clock.now() + YEARS, tick=False):
        assert done(jobs, database, "activity").endswith("deleted")
