"""The revision that holds mails of locked accounts: up, down and up with mails that wait, were sent, and are held."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from annotate import clock, schema
from annotate.database import Database, UtcDateTime, opened
from annotate.mail.models import Mail
from annotate.mail.queries import is_any_due
from annotate.resources import MIGRATIONS
from tests.databases import new_url

HOLDING = "0028"
BEFORE = str(ScriptDirectory(str(MIGRATIONS)).get_revision(HOLDING).down_revision)

_ACCOUNTS = """
    INSERT INTO accounts (id, email, name, kind, failures, stored, created_at, locked_at)
    VALUES ('alice', 'alice@example.org', 'Alice', 'person', 0, 0, :at, NULL),
           ('bob', 'bob@example.org', 'Bob', 'person', 0, 0, :at, :at)
"""
_TRIAL = """
    INSERT INTO trials (id, registry_id, current_number, created_at, updated_at)
    VALUES ('a-trial', 'NCT00000001', 1, :at, :at)
"""
_MAIL = """
    INSERT INTO mails (id, recipient, subject, body, unsubscribe, reply_to, cause, created_at, due_at, sent_at, tries, trouble)
    VALUES (:id, :to, 'Hello', 'Words', '', '', :cause, :at, :due, :sent, 0, '')
"""
_ENQUIRY = """
    INSERT INTO enquiries (id, account_id, trial_id, mail_id, contact_name, contact_email, message, client_key, created_at)
    VALUES (:id, :account, 'a-trial', :mail, '', '', '', :key, :at)
"""
_MAILS: tuple[tuple[str, str, str, bool], ...] = (
    ("of-alice", "study@example.org", "enquiry", False),
    ("of-bob", "study@example.org", "enquiry", False),
    ("copy-of-bob", "bob@example.org", "enquiry", False),
    ("sent-of-bob", "study@example.org", "enquiry", True),
    ("to-bob", "bob@example.org", "", False),
)


@pytest.fixture
def before(tmp_path: Path) -> Iterator[Database]:
    """A database as it was before, with messages to studies of two people, one of whom is locked."""
    with opened(new_url(tmp_path)) as database:
        schema.upgrade(database, BEFORE)
        with database.engine.begin() as connection:
            at = UtcDateTime().process_bind_param(clock.now(), connection.dialect)

            def execute(statement: str, **values: Any) -> None:  # noqa: ANN401 - values of any column
                connection.execute(text(statement), {"at": at, **values})

            execute(_ACCOUNTS)
            execute(_TRIAL)
            for mail_id, to, cause, is_sent in _MAILS:
                execute(
                    _MAIL, id=mail_id, to=to, cause=cause, due=None if is_sent else at, sent=at if is_sent else None
                )
            for mail_id in ("of-alice", "of-bob", "sent-of-bob"):
                execute(_ENQUIRY, id=mail_id, account=mail_id.rpartition("-")[2], mail=mail_id, key=mail_id)
        yield database


def _held(database: Database) -> dict[str, tuple[str | None, bool]]:
    """Give the account of each mail, and whether it is held."""
    with database.reader() as session:
        rows = session.execute(select(Mail.id, Mail.account_id, Mail.held_at.is_not(None)))
        return {mail_id: (account_id, held) for mail_id, account_id, held in rows}


def test_what_waits_of_a_locked_account_is_held_after_an_upgrade(before: Database) -> None:
    schema.upgrade(before)
    assert _held(before) == {
        "of-alice": ("alice", False),
        "of-bob": ("bob", True),
        "copy-of-bob": ("bob", True),
        "sent-of-bob": ("bob", False),
        "to-bob": (None, False),
    }


def test_it_can_be_taken_back_and_brought_again_and_sends_nothing_that_is_held(before: Database) -> None:
    schema.upgrade(before)
    schema.downgrade(before, BEFORE)
    with before.engine.connect() as connection:
        due = connection.scalars(text("SELECT id FROM mails WHERE due_at IS NOT NULL ORDER BY id")).all()
        lost = connection.scalars(
            text("SELECT id FROM mails WHERE given_up_at IS NOT NULL AND body = 'Words' ORDER BY id")
        )
        assert (due, lost.all()) == (["of-alice", "to-bob"], ["copy-of-bob", "of-bob"])
    schema.upgrade(before)
    assert _held(before)["of-bob"] == ("bob", True)
    with before.reader() as session:
        assert is_any_due(session)
