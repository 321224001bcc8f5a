"""The command line: what it says, what it leaves, and how it ends."""

from pathlib import Path

import pytest
from sqlalchemy import text

from annotate import cli, schema
from annotate.database import Database
from annotate.jobs.worker import Worker
from annotate.settings import Settings
from tests.command import Command, free_port


@pytest.fixture
def annotate(tmp_path: Path) -> Command:
    return Command(tmp_path / "a folder" / "data")


def test_it_tells_what_it_can(annotate: Command) -> None:
    told = annotate("--help")
    assert told.exit_code == 0
    for command in ("serve", "worker", "jobs", "db", "user", "trials", "backup", "restore", "check-data"):
        assert command in told.output
    assert not annotate.data.exists()


def test_wrong_words_end_with_2(annotate: Command) -> None:
    for words in (
        ["frobnicate"],
        ["serve", "--port", "x"],
        ["serve", "--port", "0"],
        ["serve", "--port", "65536"],
        ["user", "add"],
    ):
        ended = annotate(*words)
        assert ended.exit_code == 2
        assert "Error: " in ended.output


def test_wrong_settings_are_one_clear_line(annotate: Command) -> None:
    for words in (["serve"], ["db", "upgrade"], ["user", "add", "alice@example.org"]):
        ended = annotate(*words, ANNOTATE_WORKERS="many")
        assert ended.exit_code == 1
        assert ended.output.splitlines() == ["Error: ANNOTATE_WORKERS is 'many'; it must be a number of at least 1."]


@pytest.mark.parametrize("url", ["nonsense", "nosuch://x", "sqlite:////no/such/folder/x.sqlite3"])
def test_a_database_that_is_not_there_is_one_clear_line(annotate: Command, url: str) -> None:
    ended = annotate("db", "upgrade", ANNOTATE_DATABASE_URL=url)
    assert ended.exit_code == 1
    assert len(ended.output.splitlines()) == 1
    assert ended.output.startswith("Error: ")


@pytest.mark.parametrize(("who", "begun"), [("web", 1), ("worker", 0)])
def test_web_processes_run_jobs_unless_workers_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, who: str, begun: int
) -> None:
    begins: list[Worker] = []

    def begin(worker: Worker) -> None:
        begins.append(worker)

    monkeypatch.setattr(Worker, "begin", begin)
    cli._application(Settings.from_environ({"ANNOTATE_DATA": str(tmp_path), "ANNOTATE_JOBS": who}), "")  # noqa: SLF001 - what each web process does first
    assert len(begins) == begun


# --- db ---------------------------------------------------------------------------------------------------------------


def test_the_schema_goes_up_and_down_and_up(annotate: Command) -> None:
    newest = schema.newest()
    assert annotate("db", "current").output == f"base (the newest is {newest})\n"
    assert annotate("db", "upgrade").output == f"The schema is at {newest}.\n"
    assert annotate("db", "upgrade").output == f"The schema is at {newest} already.\n"
    assert annotate("db", "current").output == f"{newest} (newest)\n"
    down = annotate("db", "downgrade", "base", "--yes")
    assert down.output == "The schema is at base.\n"
    assert annotate("db", "upgrade").exit_code == 0


def test_going_back_asks_first(annotate: Command) -> None:
    annotate("db", "upgrade")
    assert annotate("db", "downgrade", "base", typed="n\n").exit_code == 1
    assert "newest" in annotate("db", "current").output


def test_an_unknown_revision_is_one_clear_line(annotate: Command) -> None:
    annotate("db", "upgrade")
    ended = annotate("db", "downgrade", "nosuch", "--yes")
    assert ended.exit_code == 1
    assert "nosuch" in ended.output
    assert "newest" in annotate("db", "current").output


def test_a_later_release_s_database_is_left_alone(annotate: Command) -> None:
    annotate("db", "upgrade")
    database = Database(annotate.database_url)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    database.engine.dispose()
    for words in (["db", "upgrade"], ["serve", "--prepare", "--port", str(free_port())]):
        ended = annotate(*words)
        assert ended.exit_code == 1
        assert "newer release" in ended.output
