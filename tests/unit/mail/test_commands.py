"""``annotate mail``."""

from pathlib import Path

import pytest

from annotate import clock
from annotate.database import Database, opened
from annotate.mail import actions
from annotate.mail.models import Mail
from tests.command import Command


@pytest.fixture
def annotate(tmp_path: Path) -> Command:
    command = Command(tmp_path / "data")
    command("db", "upgrade")
    return command


def queue(database: Database, **values: object) -> str:
    with database.transaction() as session:
        mail = actions.queue(session, to="alice@example.org", subject="Hello", body="Words to keep")
        for name, value in values.items():
            setattr(mail, name, value)
        return mail.id


def test_send_writes_what_is_due_to_the_folder(annotate: Command) -> None:
    with opened(annotate.database_url) as database:
        queue(database)
    assert annotate("mail", "send").output == f"1 message written to {annotate.data / 'mail'}, 0 failed.\n"
    assert annotate("mail", "send").output.startswith("0 messages written")
    assert len(list((annotate.data / "mail").iterdir())) == 1
    assert annotate("mail", "list").output == ""


def test_list_shows_what_waits_and_what_was_given_up_but_no_words(annotate: Command) -> None:
    with opened(annotate.database_url) as database:
        queue(database)
        given_up: dict[str, object] = {"given_up_at": clock.now(), "due_at": None, "tries": 8, "trouble": "550 no"}
        dead = queue(database, id="-0m5jjYBjK_IZeHqOWj7zg", **given_up)  # one of 64 begins like an option
    told = annotate("mail", "list").output
    assert "waiting  Hello" in told
    assert f"{dead}  " in told
    assert "given up after 8 tries" in told
    assert "550 no" in told
    assert "Words" not in told
    assert annotate("mail", "retry", dead).exit_code == 0
    assert annotate("mail", "retry", dead).exit_code == 1
    with opened(annotate.database_url) as database, database.reader() as session:
        assert session.get_one(Mail, dead).due_at is not None
