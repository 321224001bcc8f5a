"""The revision that brings taking part: mails that wait stay as they are, up and down, with data on both sides."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from annotate import clock, schema
from annotate.database import Database, UtcDateTime, opened
from annotate.mail import actions as mail
from annotate.mail.delivery import NotDelivered
from annotate.mail.sending import Round, send_due
from annotate.participation.actions import refuse_mail
from annotate.participation.queries import has_refused
from annotate.participation.volunteers.models import Volunteer, VolunteerCondition
from annotate.resources import MIGRATIONS
from tests.databases import new_url
from tests.mailing import mails

TAKING_PART = "0026"
BEFORE = str(ScriptDirectory(str(MIGRATIONS)).get_revision(TAKING_PART).down_revision)

_MAIL = text(
    "INSERT INTO mails (id, recipient, subject, body, unsubscribe, created_at, due_at, tries, trouble) "
    "VALUES ('a-mail', 'alice@example.org', 'Hello', 'Words', '', :at, :at, 0, '')"
)


class Taking:
    """Takes every message over."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []

    def deliver(self, letter: mail.Letter) -> None:
        if letter.reply_to:
            raise NotDelivered("nobody wrote it")
        self.taken.append((letter.subject, letter.body))


@pytest.fixture
def before(tmp_path: Path) -> Iterator[Database]:
    """A database as it was before, with a mail that waits."""
    with opened(new_url(tmp_path)) as database:
        schema.upgrade(database, BEFORE)
        with database.engine.begin() as connection:
            at = UtcDateTime().process_bind_param(clock.now(), connection.dialect)
            connection.execute(_MAIL, {"at": at})
        yield database


def test_mails_that_wait_go_out_after_an_upgrade(before: Database) -> None:
    schema.upgrade(before)
    (waiting,) = mails(before)
    assert (waiting.reply_to, waiting.cause) == ("", "")
    post = Taking()
    assert send_due(before, post) == Round(sent=1)
    assert post.taken == [("Hello", "Words")]


def test_it_can_be_taken_back_and_brought_again_with_data(before: Database) -> None:
    schema.upgrade(before, TAKING_PART)
    at = clock.now()
    with before.transaction() as session:
        refuse_mail(session, "a digest")
        asked = [VolunteerCondition(key="gout", name="Gout")]
        session.add(
            Volunteer(email="dana@example.org", country="", created_at=at, told_until=at, due_at=at, conditions=asked)
        )
    schema.downgrade(before, BEFORE)
    with before.engine.connect() as connection:
        assert connection.scalar(text("SELECT body FROM mails")) == "Words"
    schema.upgrade(before)
    with before.reader() as session:
        assert not has_refused(session, "a digest")
    assert [waiting.subject for waiting in mails(before)] == ["Hello"]
