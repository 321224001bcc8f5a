"""Another address, and confirming one."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate import clock
from annotate.accounts.mail_limits import MAILS
from annotate.accounts.models import Account, MailedLink
from annotate.database import Database
from tests import bad_input
from tests.cast import PASSWORD, Cast
from tests.mailing import mails, path_in, rows_asked
from tests.rungs import refuse_other_methods

VIEWS = (
    "GET accounts.email",
    "POST accounts.email",
    "POST accounts.confirm_email",
    "GET accounts.address",
    "POST accounts.address",
)

OLD, NEW = "alice@example.org", "alice@elsewhere.example"
LATER = timedelta(minutes=31)


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


def emails(database: Database) -> list[str]:
    with database.reader() as session:
        return list(session.scalars(select(Account.email).order_by(Account.email)))


def ask(client: FlaskClient, database: Database) -> str:
    answer = client.post("/account/email", data={"email": NEW})
    assert (answer.status_code, answer.location) == (303, "/account")
    return path_in(mails(database, NEW)[-1])


def test_works__a_new_address_takes_effect_when_it_is_confirmed(
    alice: FlaskClient, client: FlaskClient, database: Database
) -> None:
    path = ask(alice, database)
    assert emails(database) == [OLD]
    assert client.get(path).status_code == 200
    assert emails(database) == [OLD], "a link that is only opened changes nothing"
    assert client.post(path).status_code == 303
    assert emails(database) == [NEW]
    assert NEW in alice.get("/account").text
    assert client.post("/sign-in", data={"email": NEW, "password": PASSWORD}).status_code == 303


@pytest.mark.parametrize("wrong", bad_input.TEXTS)
def test_validates__no_text_in_a_field_breaks_it(alice: FlaskClient, database: Database, wrong: str) -> None:
    page = alice.post("/account/email", data={"email": bad_input.TEXTS[wrong]})
    assert page.status_code == 422
    assert mails(database) == []


def test_validates__nothing_bad_breaks_it(alice: FlaskClient, database: Database) -> None:
    bad_input.refused(alice, "/account/email", {"email": NEW, "current": ""}, lambda: len(mails(database)))


def test_whose__strangers_are_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/account/email").location == "/sign-in?next=/account/email"
    assert client.post("/account/email", data={"email": NEW}).status_code == 401
    assert client.post("/account/email/confirmations").status_code == 401


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_the_old_address_is_told_of_both_steps(alice: FlaskClient, client: FlaskClient, database: Database) -> None:
    path = ask(alice, database)
    client.post(path)
    assert [mail.subject for mail in mails(database, OLD)] == [
        "Your address on annotate will change",
        "Your address on annotate has changed",
    ]
    assert all(NEW not in mail.body for mail in mails(database, OLD))


def test_after_half_an_hour_the_password_is_asked_for(alice: FlaskClient, database: Database) -> None:
    assert 'name="current"' not in alice.get("/account/email").text
    with time_machine.travel(clock.now() + LATER):
        assert 'name="current"' in alice.get("/account/email").text
        page = alice.post("/account/email", data={"email": NEW})
        assert page.status_code == 422
        assert f'value="{NEW}"' in page.text
        assert alice.post("/account/email", data={"email": NEW, "current": "wrong"}).status_code == 422
        assert mails(database) == []
        assert alice.post("/account/email", data={"email": NEW, "current": PASSWORD}).status_code == 303
        assert 'name="current"' not in alice.get("/account/email").text
    assert len(mails(database, NEW)) == 1


def test_a_taken_address_gets_the_same_answer_and_another_mail(
    alice: FlaskClient, cast: Cast, database: Database
) -> None:
    cast.viewer("bob")
    answers = [alice.post("/account/email", data={"email": email}) for email in ("bob@example.org", NEW)]
    assert len({(answer.status_code, answer.location, answer.text) for answer in answers}) == 1
    assert mails(database, "bob@example.org")[0].subject == "You have an account on annotate already"


def test_a_taken_address_costs_as_much(alice: FlaskClient, cast: Cast, database: Database, queries: list[str]) -> None:
    cast.viewer("bob")
    cost: list[list[str]] = []
    for email in ("bob@example.org", NEW):
        queries.clear()
        alice.post("/account/email", data={"email": email})
        cost.append(rows_asked(queries))
    assert cost[0] == cost[1]
    with database.reader() as session:
        assert session.scalars(select(MailedLink.email)).all() == [NEW]


def test_an_address_that_was_taken_meanwhile_is_refused(alice: FlaskClient, database: Database) -> None:
    path = ask(alice, database)
    with database.transaction() as session:
        session.add(Account(email=NEW, name="Other", created_at=clock.now()))
    assert alice.post(path).status_code == 409
    assert OLD in emails(database)


def test_the_present_address_can_be_confirmed(alice: FlaskClient, client: FlaskClient, database: Database) -> None:
    assert "Not confirmed" in alice.get("/account").text
    assert alice.post("/account/email/confirmations").status_code == 303
    client.post(path_in(mails(database)[-1]))
    assert "Not confirmed" not in alice.get("/account").text
    assert [mail.subject for mail in mails(database)] == ["Confirm your address for annotate"]


def test_a_link_is_good_once_and_for_a_day(alice: FlaskClient, database: Database) -> None:
    path = ask(alice, database)
    with time_machine.travel(clock.now() + timedelta(days=1, seconds=1)):
        assert alice.get(path).status_code == 410
    assert alice.post(path).status_code == 303
    assert alice.get(path).status_code == 410
    assert alice.post(path).status_code == 410


def test_a_new_address_ends_links_that_went_to_the_old_one(
    alice: FlaskClient, client: FlaskClient, database: Database
) -> None:
    client.post("/password-reset", data={"email": OLD})
    reset = path_in(mails(database, OLD)[-1])
    client.post(ask(alice, database))
    assert client.get(reset).status_code == 410


def test_five_mails_an_hour(alice: FlaskClient, database: Database) -> None:
    for number in range(7):
        alice.post("/account/email", data={"email": f"a{number}@elsewhere.example"})
    assert sum(mail.subject == "Confirm your address for annotate" for mail in mails(database)) == 5
    assert len(mails(database, OLD)) == 5, "where no link goes out, there is nothing to tell"


def test_what_strangers_ask_for_keeps_no_owner_from_confirming(
    alice: FlaskClient, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.accounts.mail_limits.MAILS", replace(MAILS, most=2))
    bob = cast.client("bob")
    for network in range(3):
        bob.post("/account/email", data={"email": OLD}, environ_overrides={"REMOTE_ADDR": f"198.51.{network}.7"})
    assert len(mails(database, OLD)) == 2
    alice.post("/account/email/confirmations")
    assert mails(database, OLD)[-1].subject == "Confirm your address for annotate"
