"""``annotate trials sync`` and the job: what they say, and when they ask."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import Result

from annotate import clock
from annotate.database import Database, new_id, opened
from annotate.jobs.actions import claim
from annotate.jobs.fencing import FencedDatabase, LeaseLost
from annotate.jobs.job import Job
from annotate.registry import jobs
from annotate.registry.client import patient_client
from annotate.registry.errors import RegistryRefusal
from annotate.registry.sync import Sync
from annotate.schedule import jobs_of
from annotate.settings import Settings, WrongSettings
from tests.command import Command
from tests.registry import answers, stub_registry
from tests.registry_answers import PlayedRegistry
from tests.studies import keep_study, numbered, study
from tests.unit.registry.studies import as_bytes

A, B = numbered(1), numbered(2)
Run = Callable[..., Result]


@pytest.fixture
def annotate(tmp_path: Path) -> Command:
    return Command(tmp_path / "a data folder")


@pytest.fixture
def played() -> Iterator[PlayedRegistry]:
    with stub_registry() as registry:
        played = PlayedRegistry(registry)
        played.put(study(A, updated="2026-03-24", title="Another title"), study(B, updated="2026-03-24"))
        yield played


@pytest.fixture
def run(annotate: Command, played: PlayedRegistry, tmp_path: Path) -> Run:
    """``annotate trials`` over a data folder of its own that has a trial."""

    def trials(*words: str, **environ: str) -> Result:
        return annotate("trials", *words, ANNOTATE_REGISTRY_URL=played.stub.base_url, **environ)

    file = tmp_path / "record.json"
    file.write_bytes(as_bytes(study(A, updated="2026-03-20")))
    trials("import", str(file))
    return trials


def test_a_sync_says_what_came(run: Run) -> None:
    done = run("sync")

    assert done.exit_code == 0
    assert done.stdout == "0 new, 1 new version, 0 unchanged, 0 refused, 0 no longer there\n"
    assert done.stderr.splitlines() == [
        "The registry's data are of 2026-03-25T09:00:05.",
        "1 record read, 0 left.",
    ]
    assert "still those of 2026-03-25T09:00:05" in run("sync").stderr


def test_the_registry_is_told_who_asks(run: Run, played: PlayedRegistry) -> None:
    run("sync", ANNOTATE_REGISTRY_AGENT="margin/1", ANNOTATE_REGISTRY_CONTACT="notes@example.org")

    assert {each["User-Agent"] for each in played.stub.headers} == {"margin/1 (notes@example.org)"}


def test_new_trials_come_with_an_option_or_a_setting(run: Run, played: PlayedRegistry) -> None:
    run("sync")
    played.timestamp = "2026-03-26T09:00:05"
    played.put(study(numbered(3), updated="2026-03-26"), study(numbered(4), updated="2026-03-26"))

    assert run("sync", "--add").stdout.startswith("3 new, 0 new versions"), "the second one is not here yet either"
    played.timestamp = "2026-03-27T09:00:05"
    played.put(study(numbered(5), updated="2026-03-27"))
    everything = {"ANNOTATE_SYNC": "all", "ANNOTATE_REGISTRY_CONTACT": "notes@example.org"}
    assert run("sync", **everything).stdout.startswith("1 new, ")


def test_a_failure_ends_with_one_sentence_and_1(run: Run, played: PlayedRegistry) -> None:
    played.instead.append(("version", answers(b"{}")))

    done = run("sync")

    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1].startswith("Error: The registry's answer has another shape")
    assert run("sync").exit_code == 0


def test_refused_records_are_named(run: Run, played: PlayedRegistry) -> None:
    bad = study(A, updated="2026-03-24")
    bad["protocolSection"]["statusModule"] = 5
    played.put(bad)

    assert run("sync").stdout.splitlines()[0].startswith(f"refused  {A}: The part protocolSection.statusModule is not")


def test_a_wrong_day_is_a_sentence(run: Run) -> None:
    done = run("sync", "--since", "last week")
    assert (done.exit_code, done.stderr.strip()) == (1, "Error: A day is written like 2026-03-25.")


def test_what_the_registry_does_not_send_is_said(run: Run, played: PlayedRegistry) -> None:
    del played.records[A]

    assert run("sync").stdout.splitlines()[-1] == "The registry did not send 1 record; the next run asks once more."


def test_the_status_says_when_what_and_what_is_open(run: Run, played: PlayedRegistry) -> None:
    before = run("sync", "--status").stdout
    assert "Last run    never" in before
    assert "By itself   no (ANNOTATE_SYNC)" in before
    assert played.stub.asked == []

    run("sync")
    after = run("sync", "--status").stdout
    assert f"{played.stub.base_url}, data of 2026-03-25T09:00:05" in after
    assert "What came   0 new, 1 new version, 0 unchanged, 0 refused, 0 no longer there" in after
    assert "Open        nothing" in after
    assert ", done" in after


def test_the_status_says_what_stopped_it_and_where_it_is(run: Run, played: PlayedRegistry) -> None:
    played.instead.append(("filter.ids", answers(b"Forbidden", 403)))
    run("sync")
    by_itself = {"ANNOTATE_SYNC": "known", "ANNOTATE_REGISTRY_CONTACT": "notes@example.org"}

    told = run("sync", "--status", **by_itself).stdout

    assert "stopped: The registry refused the request for changed records (status 403)" in told
    assert "Open        1 record to read" in told
    assert "By itself   not since the registry refused us on" in told
    run("sync")
    assert "By itself   once a day" in run("sync", "--status", **by_itself).stdout


def test_a_run_under_way_is_shown(run: Run, annotate: Command, played: PlayedRegistry) -> None:
    run("sync")
    played.timestamp = "2026-03-26T09:00:05"
    with opened(annotate.database_url) as database:

        class Watched(Sync):
            def _read_pending(self) -> None:
                seen.append(run("sync", "--status").stdout)
                seen.append(run("sync").stderr)

        seen: list[str] = []
        settings = Settings(data=Path(), registry_url=played.stub.base_url)
        Watched(database, patient_client(database, settings), settings.registry_url).run()
    assert "under way since" in seen[0]
    assert "Error: Another sync is under way" in seen[1]


@pytest.fixture
def asking(settings: Settings, played: PlayedRegistry) -> Settings:
    return replace(settings, registry_url=played.stub.base_url, sync="known", registry_contact="notes@example.org")


def job_of(settings: Settings) -> Job:
    return next(job for job in jobs.jobs_of(settings) if job.name == "registry")


def may(job: Job, database: Database) -> bool:
    assert job.waits is not None
    with database.reader() as session:
        return job.waits(session)


def test_without_the_setting_nothing_asks_by_itself(settings: Settings) -> None:
    assert "registry" not in {job.name for job in jobs_of(settings)}


def test_the_job_brings_records_up_to_date(asking: Settings, database: Database, played: PlayedRegistry) -> None:
    with database.transaction() as session:
        keep_study(session, A, updated="2026-03-20")
    job = next(each for each in jobs_of(asking) if each.name == "registry")

    assert may(job, database)
    assert job.work(database) == "0 new, 1 new version, 0 unchanged, 0 refused, 0 no longer there"
    assert job.work(database) == "", "nothing new is nothing to tell"


def test_the_job_adds_new_trials_if_the_setting_says_so(
    asking: Settings, database: Database, played: PlayedRegistry
) -> None:
    job = job_of(replace(asking, sync="all"))
    job.work(database)
    played.timestamp = "2026-03-26T09:00:05"

    assert job.work(database).startswith("2 new")


def test_after_a_refusal_the_job_does_not_ask_until_somebody_did(
    asking: Settings, database: Database, played: PlayedRegistry
) -> None:
    job = job_of(asking)
    played.instead.append(("version", answers(b"Forbidden", 403)))
    with pytest.raises(RegistryRefusal):
        job.work(database)
    assert not may(job, database)
    with time_machine.travel(clock.now() + timedelta(days=30)):
        assert not may(job, database)

    Sync(database, patient_client(database, asking), asking.registry_url).run()
    assert may(job, database)


def test_a_worker_that_lost_the_job_writes_nothing_more(
    asking: Settings, database: Database, played: PlayedRegistry
) -> None:
    job = job_of(asking)
    with database.transaction() as session:
        claimed = claim(session, job, "a worker")
    assert claimed is not None
    fenced = FencedDatabase(database, replace(claimed, token=new_id()))
    with pytest.raises(LeaseLost):
        job.work(fenced)
    assert played.stub.asked == []


def test_who_asks_by_itself_has_to_say_who_it_is(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match="ANNOTATE_REGISTRY_CONTACT"):
        Settings.from_environ({"ANNOTATE_DATA": str(tmp_path), "ANNOTATE_SYNC": "known"})
    with pytest.raises(WrongSettings, match="'off' or 'known' or 'all'"):
        Settings.from_environ({"ANNOTATE_DATA": str(tmp_path), "ANNOTATE_SYNC": "sometimes"})


@pytest.mark.parametrize("words", ["a\r\nX-Evil: 1", "(me)", "Zoë", "a\\b", "a\0b"])
def test_what_cannot_stand_in_a_header_is_refused(tmp_path: Path, words: str) -> None:
    for name in ("ANNOTATE_REGISTRY_AGENT", "ANNOTATE_REGISTRY_CONTACT"):
        with pytest.raises(WrongSettings, match=name):
            Settings.from_environ({"ANNOTATE_DATA": str(tmp_path), name: words})


def test_a_pause_that_the_registry_wants_is_kept_by_the_job(
    asking: Settings, database: Database, played: PlayedRegistry
) -> None:
    played.instead.append(("version", answers(b"", 429, Retry_After="900")))
    for _ in range(2):
        with pytest.raises(Exception, match="try again"):
            job_of(asking).work(database)
    assert len(played.stub.asked) == 1
