"""Messages to studies: how many there may be, who wants none, and how long they are stored."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import update

from annotate import clock
from annotate.accounts.models import Account
from annotate.database import Database
from annotate.mail.models import Mail
from annotate.participation import jobs, limits, retention
from annotate.personal_data.actions import delete_due
from annotate.settings import Settings
from tests.cast import Cast
from tests.enquiring import (
    IN_BOSTON,
    confirm,
    keep_open_study,
    sent,
    shown,
    write,
)
from tests.mailing import mails
from tests.studies import numbered


def test_three_a_day_and_one_for_each_study_a_week(alice: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        for number in range(1, 5):
            keep_open_study(session, numbered(number))
    assert write(alice).status_code == 303
    again = shown(alice)
    assert again.status_code == 429
    assert "once a week" in again.text
    assert "May I take part" in again.text
    assert [write(alice, numbered(number)).status_code for number in (1, 2)] == [303, 303]
    fourth = shown(alice, numbered(3))
    assert fourth.status_code == 429
    assert "three studies" in fourth.text
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1)):
        assert write(alice, numbered(3)).status_code == 303
        assert shown(alice).status_code == 429
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1)):
        assert write(alice).status_code == 303


def test_after_a_month_everything_of_it_is_deleted(
    alice: FlaskClient, database: Database, mailing_settings: Settings
) -> None:
    write(alice)
    with database.transaction() as session:
        session.execute(update(Mail).values(due_at=None, given_up_at=clock.now()))
    job = next(job for job in jobs.jobs_of(mailing_settings) if job.name == "enquiries")
    assert job.work(database) == ""
    with time_machine.travel(clock.now() + retention.RETENTION + timedelta(minutes=1)):
        assert job.work(database) == "1 enquiry deleted"
        assert job.work(database) == ""
    assert sent(database) == 0
    assert mails(database) == [], "what could not be sent holds the words, too"


def test_limits_of_a_network_and_of_a_contact(cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.transaction() as session:
        for number in range(1, 4):
            keep_open_study(session, numbered(number))
    for name in ("alice", "bob", "charlie"):
        confirm(database, cast.viewer(name))
    monkeypatch.setattr(limits, "CONTACT", replace(limits.CONTACT, most=2))
    assert [write(cast.client(name), numbered(1)).status_code for name in ("alice", "bob")] == [303, 303]
    flooded = shown(cast.client("charlie"), numbered(2))
    assert flooded.status_code == 429
    assert "several people" in flooded.text
    assert write(cast.client("charlie"), numbered(2), contact=IN_BOSTON).status_code == 303
    monkeypatch.setattr(limits, "CONTACT", replace(limits.CONTACT, most=99, scope="a contact in tests"))
    monkeypatch.setattr(limits, "NET", replace(limits.NET, most=1, scope="a network in tests"))
    assert write(cast.client("alice"), numbered(2)).status_code == 303
    assert shown(cast.client("bob"), numbered(2)).status_code == 429


def test_a_leaver_s_messages_go_with_them(alice: FlaskClient, cast: Cast, database: Database) -> None:
    write(alice)
    with database.transaction() as session:
        gone = update(Account).where(Account.id == cast.viewer("alice").id)
        session.execute(gone.values(deactivated_at=clock.now(), deletion_due_at=clock.now()))
    assert delete_due(database) == 1
    assert sent(database) == 0
    assert mails(database) == []
