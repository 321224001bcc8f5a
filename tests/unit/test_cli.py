"""The command line: what it says, what it leaves, and how it ends."""

from pathlib import Path

import pytest
from sqlalchemy import text

from annotate import schema
from annotate.accounts import passwords
from annotate.database import Database
from tests.cast import PASSWORD
from tests.command import Command, free_port


@pytest.fixture
def annotate(tmp_path: Path) -> Command:
    return Command(tmp_path / "a folder" / "data")


def test_it_tells_what_it_can(annotate: Command) -> None:
    told = annotate("--help")
    assert told.exit_code == 0
    for command in ("serve", "db", "user", "trials", "backup", "restore", "check-data"):
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


# --- user add ---------------------------------------------------------------------------------------------------------


def test_it_adds_a_person_who_can_sign_in(annotate: Command) -> None:
    ended = annotate(
        "user", "add", " Alice@Example.org", "--name", "Alice Author", "--password-stdin", typed=f"{PASSWORD}\n"
    )
    assert (ended.exit_code, ended.output) == (0, "alice@example.org can sign in now.\n")
    found = annotate.credentials("alice@example.org")
    assert found
    assert passwords.matches(found.password_hash, PASSWORD)


def test_it_asks_for_the_password_twice_and_shows_it_never(annotate: Command) -> None:
    ended = annotate("user", "add", "alice@example.org", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert ended.exit_code == 0
    assert PASSWORD not in ended.output
    assert annotate.credentials("alice@example.org")


def test_a_password_from_standard_input_is_taken_to_the_letter(annotate: Command) -> None:
    spaced = "  fifteen characters and blanks \U0001f9ea  "
    annotate("user", "add", "alice@example.org", "--password-stdin", typed=f"{spaced}\r\n")
    found = annotate.credentials("alice@example.org")
    assert found
    assert passwords.matches(found.password_hash, spaced)


@pytest.mark.parametrize(
    ("email", "name", "password", "sentence", "code"),
    [
        ("alice", "Alice", PASSWORD, "Enter an e-mail address", 2),
        ("alice@example.org", " ", PASSWORD, "Enter the name", 1),
        ("alice@example.org", "Alice", "", "too short", 1),
        ("alice@example.org", "Alice", "password1", "guessed", 1),
        ("alice@example.org", "Alice", "p" * 257, "at most 256", 1),
        ("alice@example.org", "Alice", b"\xff\xfe reading at noon", "UTF-8", 1),
    ],
)
def test_it_refuses_what_the_page_refuses(
    annotate: Command, email: str, name: str, password: str | bytes, sentence: str, code: int
) -> None:
    ended = annotate("user", "add", email, "--name", name, "--password-stdin", typed=password)
    assert ended.exit_code == code
    assert sentence in ended.output
    assert "Traceback" not in ended.output
    annotate("db", "upgrade")
    assert annotate.credentials("alice@example.org") is None


def test_it_adds_nobody_twice(annotate: Command) -> None:
    annotate("user", "add", "alice@example.org", "--password-stdin", typed=PASSWORD)
    ended = annotate("user", "add", "ALICE@example.org", "--password-stdin", typed="another good password")
    assert ended.exit_code == 1
    assert "already" in ended.output
    found = annotate.credentials("alice@example.org")
    assert found
    assert passwords.matches(found.password_hash, PASSWORD)


def test_accounts_that_are_due_are_deleted(annotate: Command) -> None:
    annotate("user", "add", "alice@example.org", "--password-stdin", typed=PASSWORD + "\n")
    assert annotate("user", "sweep").output == "0 accounts deleted.\n"
    assert annotate("trash", "sweep").output == "0 notes deleted for good.\n"
    database = Database(annotate.database_url)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE accounts SET deactivated_at = created_at, deletion_due_at = created_at"))
    database.engine.dispose()
    assert annotate("user", "sweep").output == "1 account deleted.\n"
    assert annotate.credentials("alice@example.org") is None


def test_an_account_is_locked_and_unlocked(annotate: Command) -> None:
    annotate("user", "add", "alice@example.org", "--password-stdin", typed=PASSWORD + "\n")
    assert annotate("user", "lock", "Alice@example.org").output == "Alice@example.org is locked.\n"
    assert "is locked already" in annotate("user", "lock", "alice@example.org").output
    assert annotate("user", "unlock", "alice@example.org").output == "alice@example.org can sign in again.\n"
    for words, sentence in (("unlock", "is not locked"), ("lock", "no account")):
        ended = annotate("user", words, f"{'alice' if words == 'unlock' else 'nobody'}@example.org")
        assert ended.exit_code == 1
        assert sentence in ended.output
        assert "Traceback" not in ended.output
