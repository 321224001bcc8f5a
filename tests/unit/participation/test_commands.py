"""``annotate address``."""

from pathlib import Path

import pytest
from sqlalchemy import select

from annotate import clock
from annotate.core.names import email_digest
from annotate.database import opened
from annotate.participation.queries import has_refused
from annotate.participation.volunteers.models import Volunteer, VolunteerCondition
from tests.command import Command

EMAIL = "dana@example.org"


@pytest.fixture
def annotate(tmp_path: Path) -> Command:
    command = Command(tmp_path / "data")
    command("db", "upgrade")
    return command


def test_forget_deletes_what_somebody_signed_up_for(annotate: Command) -> None:
    at = clock.now()
    with opened(annotate.database_url) as database, database.transaction() as session:
        for email in (EMAIL, "other@example.org"):
            asked = [VolunteerCondition(key="gout", name="Gout")]
            session.add(Volunteer(email=email, country="", created_at=at, told_until=at, due_at=at, conditions=asked))
    assert annotate("address", "forget", "Dana@Example.org").exit_code == 0
    assert annotate("address", "forget", EMAIL).exit_code == 0
    with opened(annotate.database_url) as database, database.reader() as session:
        assert session.scalars(select(Volunteer.email)).all() == ["other@example.org"]


def test_refuse_and_accept(annotate: Command) -> None:
    for command, refused in (("refuse", True), ("refuse", True), ("accept", False), ("accept", False)):
        assert annotate("address", command, EMAIL).exit_code == 0
        with opened(annotate.database_url) as database, database.reader() as session:
            assert has_refused(session, email_digest(EMAIL)) is refused


@pytest.mark.parametrize("command", ["forget", "refuse", "accept"])
def test_what_is_no_address_ends_with_a_sentence(annotate: Command, command: str) -> None:
    ended = annotate("address", command, "nobody")
    assert ended.exit_code == 1
    assert "Enter an e-mail address" in ended.output
