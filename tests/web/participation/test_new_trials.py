"""Mail about trials that began to recruit: once a week at most, counts and links, for what was asked for."""

import io
import json
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_string
from email.policy import default
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.models import Account
from annotate.database import Database
from annotate.jobs.job import Job
from annotate.mail.delivery import post_of
from annotate.mail.models import Mail
from annotate.mail.sending import send_due
from annotate.participation.jobs import jobs_of
from annotate.participation.volunteers.actions import erase_address
from annotate.participation.volunteers.letters import MOST_LINKS
from annotate.participation.volunteers.models import Volunteer
from annotate.participation.volunteers.queries import NewTrials
from annotate.personal_data.actions import delete_due
from annotate.settings import Settings
from tests.cast import Cast
from tests.enquiring import confirm
from tests.mailing import mail_server, mails
from tests.studies import numbered
from tests.volunteering import EMAIL, confirmed, keep_trials, link_in, volunteers

HERE = "https://notes.example.org"
WEEK = timedelta(days=7, minutes=1)


@pytest.fixture(autouse=True)
def _trials(database: Database) -> None:
    with database.transaction() as session:
        keep_trials(session, 1)


@pytest.fixture
def job(mailing_settings: Settings) -> Job:
    return next(job for job in jobs_of(mailing_settings) if job.name == "volunteers")


@pytest.fixture
def began() -> datetime:
    """The moment at which somebody signs up."""
    return clock.now()


def later(database: Database, job: Job, began: datetime, *numbers: int, days: int = 3, **said: Any) -> list[Mail]:  # noqa: ANN401 - any JSON value
    """Let trials come in some days later, and a week pass; give the letters about them."""
    with time_machine.travel(began + timedelta(days=days)), database.transaction() as session:
        keep_trials(session, *numbers, **said)
    with time_machine.travel(began + WEEK):
        job.work(database)
    return [mail for mail in mails(database, EMAIL) if "looking for participants" in mail.subject]


def test_it_tells_of_trials_that_came_in_since(
    client: FlaskClient, database: Database, job: Job, began: datetime
) -> None:
    own = confirmed(client, database)
    (mail,) = later(database, job, began, 2, 3)
    assert mail.subject == "2 trials looking for participants"
    assert "Melanoma: 2 trials" in mail.body
    assert f"{HERE}/trials/{numbered(2)}\n" in mail.body
    assert numbered(1) not in mail.body, "it was here before"
    page = link_in(mail, "/volunteers/")
    assert page.split(".")[0] == own.split(".")[0]
    with time_machine.travel(began + WEEK):
        assert client.get(page).status_code == 200
        assert client.post(mail.unsubscribe.removeprefix(HERE)).status_code == 200
    assert volunteers(database) == []


def test_it_goes_out_with_one_click_to_end_it(
    client: FlaskClient, database: Database, job: Job, began: datetime, mailing_settings: Settings
) -> None:
    confirmed(client, database)
    later(database, job, began, 2)
    with mail_server() as server, time_machine.travel(began + WEEK + timedelta(minutes=1)):
        send_due(database, post_of(replace(mailing_settings, smtp_url=f"smtp+plain://127.0.0.1:{server.port}")))
    sent = [message_from_string(text, policy=default) for _, text in server.sent]
    (letter,) = [each for each in sent if "looking for participants" in each["Subject"]]
    assert letter["To"] == EMAIL
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Unsubscribe"].startswith(f"<{HERE}/volunteers/")
    assert letter["List-Unsubscribe"].endswith("/unsubscription>")


def test_once_a_week_and_never_twice(client: FlaskClient, database: Database, job: Job, began: datetime) -> None:
    confirmed(client, database)
    assert later(database, job, began, 2)
    with time_machine.travel(began + timedelta(days=8)):
        with database.transaction() as session:
            keep_trials(session, 3)
        assert job.work(database) == ""
    with time_machine.travel(began + timedelta(days=15)):
        assert job.work(database) == "1 letter queued, 0 sign-ups deleted"
        assert job.work(database) == ""
    with time_machine.travel(began + timedelta(days=40)):
        assert job.work(database) == "", "nothing new, no letter"
    (_, second) = [mail for mail in mails(database, EMAIL) if "looking" in mail.subject]
    assert numbered(3) in second.body
    assert numbered(2) not in second.body


def test_what_comes_in_while_it_is_written_is_told_the_next_time(
    client: FlaskClient, database: Database, job: Job, began: datetime
) -> None:
    confirmed(client, database)
    with time_machine.travel(began + WEEK):
        with database.transaction() as session:
            keep_trials(session, 2)
        assert job.work(database) == ""
    with time_machine.travel(began + 2 * WEEK):
        assert job.work(database) == "1 letter queued, 0 sign-ups deleted"


def test_a_trial_that_begins_to_recruit_is_new_and_one_that_goes_on_is_not(
    client: FlaskClient, database: Database, job: Job, began: datetime
) -> None:
    with database.transaction() as session:
        keep_trials(session, 2, status="NOT_YET_RECRUITING")
    confirmed(client, database)
    with time_machine.travel(began + timedelta(days=1)), database.transaction() as session:
        keep_trials(session, 1, summary="Reworded.", updated="2027-01-01")
    (mail,) = later(database, job, began, 2, updated="2027-01-01")
    assert numbered(2) in mail.body
    assert numbered(1) not in mail.body


@pytest.mark.parametrize(
    "said",
    [
        {"status": "NOT_YET_RECRUITING"},
        {"status": "COMPLETED"},
        {"sample": True},
        {"conditions": ["Gout"]},
        {"places": [{"country": "France"}]},
    ],
)
def test_of_other_trials_nothing_is_told(
    client: FlaskClient, database: Database, job: Job, began: datetime, said: dict[str, Any]
) -> None:
    confirmed(client, database, country="South Korea", age="17")
    assert later(database, job, began, 2, **said) == []


def test_age_and_country_count_as_records_state_them(
    client: FlaskClient, database: Database, job: Job, began: datetime
) -> None:
    confirmed(client, database, country="South Korea", age="40")
    with database.transaction() as session:
        keep_trials(session, 4)
    places = [{"country": "Korea, Republic of"}, {"country": "France"}]
    (mail,) = later(database, job, began, 2, places=places)
    assert numbered(2) in mail.body
    (row,) = volunteers(database)
    with time_machine.travel(row.due_at):
        with database.transaction() as session:
            session.execute(update(type(row)).values(age=90))
        assert [each.id for each in later(database, job, clock.now(), 3, places=places)] == [mail.id]


def test_a_wider_heading_is_told_of_narrower_ones(
    client: FlaskClient, database: Database, job: Job, began: datetime
) -> None:
    with database.transaction() as session:
        keep_trials(session, 5, conditions=["Skin cancer"], terms=["Skin Neoplasms"])
    confirmed(client, database, conditions=["skin-neoplasms"])
    (mail,) = later(database, job, began, 2, conditions=["Nodular melanoma"], ancestors=["Skin Neoplasms"])
    assert "Skin Neoplasms: 1 trial" in mail.body


def test_many_trials_are_counted_and_the_first_ones_linked(
    client: FlaskClient, database: Database, job: Job, began: datetime
) -> None:
    confirmed(client, database)
    (mail,) = later(database, job, began, *range(2, MOST_LINKS + 5))
    assert mail.subject == f"{MOST_LINKS + 3} trials looking for participants"
    assert mail.body.count("/trials/NCT") == MOST_LINKS
    assert f"{HERE}/conditions/melanoma" in mail.body


def test_who_has_left_is_not_told(client: FlaskClient, database: Database, job: Job, began: datetime) -> None:
    own = confirmed(client, database)
    client.post(f"{own}/unsubscription")
    assert later(database, job, began, 2) == []


def test_a_letter_that_cannot_be_written_waits_and_holds_up_nobody(
    client: FlaskClient, database: Database, job: Job, began: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotate.participation.volunteers import letters  # noqa: PLC0415 - changed for this test alone

    confirmed(client, database)
    confirmed(client, database, "erin@example.org")
    written = letters.tell_new_trials

    def fail(session: Any, volunteer: Any, *rest: Any) -> None:  # noqa: ANN401 - as the letter has it
        if volunteer.email == EMAIL:
            raise ZeroDivisionError
        written(session, volunteer, *rest)

    monkeypatch.setattr(letters, "tell_new_trials", fail)
    assert later(database, job, began, 2) == []
    assert [mail.subject for mail in mails(database, "erin@example.org")][-1] == "1 trial looking for participants"
    monkeypatch.undo()
    with time_machine.travel(began + WEEK + timedelta(hours=2)):
        assert job.work(database) == "1 letter queued, 0 sign-ups deleted"


def test_somebody_who_goes_while_their_letter_fails_holds_up_nobody(
    client: FlaskClient, database: Database, job: Job, began: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotate.participation.volunteers import queries  # noqa: PLC0415 - changed for this test alone

    confirmed(client, database)
    confirmed(client, database, "erin@example.org")
    look_up = queries.new_trials

    def leave(session: Session, volunteer: Volunteer, until: datetime) -> tuple[NewTrials, ...]:
        if volunteer.email != EMAIL:
            return look_up(session, volunteer, until)
        with database.transaction() as leaving:
            erase_address(leaving, EMAIL)
        raise ZeroDivisionError

    monkeypatch.setattr(queries, "new_trials", leave)
    later(database, job, began, 2)
    assert [mail.subject for mail in mails(database, "erin@example.org")][-1] == "1 trial looking for participants"


def volunteer_in(client: FlaskClient) -> list[dict[str, object]]:
    """Give what the archive of an account says of its sign-up."""
    archive = ZipFile(io.BytesIO(client.get("/account/archive").get_data()))
    found: list[dict[str, object]] = json.loads(archive.read("volunteer.json"))
    return found


def test_an_account_that_goes_takes_the_sign_up_of_its_confirmed_address_along(
    client: FlaskClient, cast: Cast, database: Database
) -> None:
    alice = cast.viewer("alice")
    confirmed(client, database, alice.email)
    confirmed(client, database, cast.viewer("bob").email)
    confirm(database, alice)
    (own,) = volunteer_in(cast.client("alice"))
    assert own["email"] == alice.email
    assert volunteer_in(cast.client("bob")) == [], "an address that he never confirmed may be another's"
    with database.transaction() as session:
        gone = update(Account).where(Account.email.in_([alice.email, cast.viewer("bob").email]))
        session.execute(gone.values(deactivated_at=clock.now(), deletion_due_at=clock.now()))
    assert delete_due(database) == 2
    assert [row.email for row in volunteers(database)] == [cast.viewer("bob").email], "his account never confirmed it"
