"""``annotate user`` and ``annotate token``: who can sign in, and what scripts on the machine show."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select, text

from annotate.accounts.access_tokens import MOST_LIVE, find_access
from annotate.accounts.credentials.password import hashing
from annotate.app import create_app
from annotate.core.scopes import Scope
from annotate.database import Database, opened
from annotate.mail.models import Mail
from annotate.settings import Settings
from tests.cast import PASSWORD
from tests.command import Command

ALICE = "alice@example.org"


@pytest.fixture
def annotate(tmp_path: Path) -> Command:
    return Command(tmp_path / "a folder" / "data")


@pytest.fixture
def alice(annotate: Command) -> Command:
    """The command of an instance on which Alice has an account."""
    annotate("user", "add", ALICE, "--name", "Alice", "--password-stdin", typed=PASSWORD + "\n")
    return annotate


def test_it_adds_a_person_who_can_sign_in(annotate: Command) -> None:
    ended = annotate(
        "user", "add", " Alice@Example.org", "--name", "Alice Author", "--password-stdin", typed=f"{PASSWORD}\n"
    )
    assert (ended.exit_code, ended.output) == (0, "alice@example.org can sign in now.\n")
    found = annotate.stored_password("alice@example.org")
    assert found
    assert hashing.matches(found.password_hash, PASSWORD)


def test_it_asks_for_the_password_twice_and_shows_it_never(annotate: Command) -> None:
    ended = annotate("user", "add", "alice@example.org", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert ended.exit_code == 0
    assert PASSWORD not in ended.output
    assert annotate.stored_password("alice@example.org")


def test_a_password_from_standard_input_is_taken_to_the_letter(annotate: Command) -> None:
    spaced = "  fifteen characters and blanks \U0001f9ea  "
    annotate("user", "add", "alice@example.org", "--password-stdin", typed=f"{spaced}\r\n")
    found = annotate.stored_password("alice@example.org")
    assert found
    assert hashing.matches(found.password_hash, spaced)


@pytest.mark.parametrize(
    ("email", "name", "password", "sentence", "code"),
    [
        ("alice", "Alice", PASSWORD, "Enter an e-mail address", 2),
        ("alice@example.org", " ", PASSWORD, "Enter the name", 1),
        ("alice@example.org", "Alice", "", "too short", 1),
        ("alice@example.org", "Alice", "password1", "too easy to guess", 1),
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
    assert annotate.stored_password("alice@example.org") is None


def test_it_adds_nobody_twice(annotate: Command) -> None:
    annotate("user", "add", "alice@example.org", "--password-stdin", typed=PASSWORD)
    ended = annotate("user", "add", "ALICE@example.org", "--password-stdin", typed="another good password")
    assert ended.exit_code == 1
    assert "already" in ended.output
    found = annotate.stored_password("alice@example.org")
    assert found
    assert hashing.matches(found.password_hash, PASSWORD)


def test_accounts_that_are_due_are_deleted(annotate: Command) -> None:
    annotate("user", "add", "alice@example.org", "--password-stdin", typed=PASSWORD + "\n")
    assert annotate("user", "sweep").output == "0 accounts deleted.\n"
    assert annotate("trash", "sweep").output == "0 notes deleted for good.\n0 withdrawn replies deleted for good.\n"
    database = Database(annotate.database_url)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE accounts SET deactivated_at = created_at, deletion_due_at = created_at"))
    database.engine.dispose()
    assert annotate("user", "sweep").output == "1 account deleted.\n"
    assert annotate.stored_password("alice@example.org") is None


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


def _added(annotate: Command, *options: str) -> str:
    ended = annotate("token", "add", "Alice@Example.org", "--name", "backup script", *options)
    assert ended.exit_code == 0, ended.output
    return ended.stdout.strip()


def test_a_token_is_printed_once_and_reads_as_its_account(alice: Command) -> None:
    ended = alice("token", "add", ALICE, "--name", "backup script", "--days", "7")
    token = ended.stdout.strip()
    assert re.fullmatch(r"annotate_[\w-]{43}", token), "alone on standard output, so that a script can take it"
    assert "Good until" in ended.stderr
    settings = Settings.from_environ(alice.environ)
    with opened(settings.database_url) as database:
        app = create_app(settings, database)
        answer = app.test_client().get("/api/labels", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.text
        with database.reader() as session:
            found = find_access(session, token)
            assert found
            assert found.bearer.viewer.email == ALICE
            assert "access token" in session.scalars(select(Mail.body)).one(), "its owner is told"
    assert token not in alice("token", "list", ALICE).output


def test_tokens_are_listed_and_revoked(alice: Command) -> None:
    assert alice("token", "list", ALICE).output.splitlines()[1:] == []
    token = _added(alice)
    _added(alice, "--days", "1")
    listed = [line.split(None, 3) for line in alice("token", "list", ALICE).output.splitlines()]
    assert listed[0] == ["id", "good", "until", "last used   allows      name"]
    assert [row[2:] for row in listed[1:]] == [["never", "read write  backup script"]] * 2
    assert {row[0] for row in listed[1:]} == {row[0] for row in listed[1:] if re.fullmatch(r"[\w-]{22}", row[0])}
    first = listed[-1][0]
    assert "no longer works" in alice("token", "revoke", ALICE, first).output
    assert first not in alice("token", "list", ALICE).output
    with opened(alice.database_url) as database, database.reader() as session:
        assert find_access(session, token) is None


def test_a_token_allows_what_it_was_made_for(alice: Command) -> None:
    tokens = [_added(alice, *options) for options in ((), ("--scope", "read"), ("--scope", "write"))]
    with opened(alice.database_url) as database, database.reader() as session:
        allowed = [access.bearer.scopes for access in (find_access(session, token) for token in tokens) if access]
    assert allowed == [{Scope.READ, Scope.WRITE}, {Scope.READ}, {Scope.READ, Scope.WRITE}]
    assert "Invalid value for '--scope'" in alice("token", "add", ALICE, "--name", "x", "--scope", "all").output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "nobody@example.org", "--name", "x"), "no account with this address"),
        (("add", ALICE, "--name", " "), "what it is for"),
        (("add", ALICE, "--name", "x", "--days", "0"), "1 to 365 days"),
        (("add", ALICE, "--name", "x", "--days", "366"), "1 to 365 days"),
        (("list", "nobody@example.org"), "no account with this address"),
        (("revoke", ALICE, "nothing"), "no access token with this id"),
    ],
)
def test_a_wrong_request_is_one_clear_line(alice: Command, words: tuple[str, ...], sentence: str) -> None:
    ended = alice("token", *words)
    assert ended.exit_code == 1
    assert sentence in ended.output
    assert len(ended.output.splitlines()) == 1


def test_nobody_gets_a_token_of_another_s_or_of_a_locked_account(alice: Command) -> None:
    _added(alice)
    token_id = alice("token", "list", ALICE).output.splitlines()[1].split()[0]
    alice("user", "add", "bob@example.org", "--password-stdin", typed=PASSWORD + "\n")
    assert alice("token", "revoke", "bob@example.org", token_id).exit_code == 1
    assert token_id in alice("token", "list", ALICE).output
    alice("user", "lock", ALICE)
    ended = alice("token", "add", ALICE, "--name", "x")
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert "locked" in ended.output


def test_there_are_never_too_many(alice: Command) -> None:
    for _ in range(MOST_LIVE):
        _added(alice)
    ended = alice("token", "add", ALICE, "--name", "one more")
    assert ended.exit_code == 1
    assert "the limit for one person" in ended.output
