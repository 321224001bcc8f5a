"""The sign-up for mail about trials: it mails strangers one question at most, and tells nobody who has signed up."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate import throttle
from annotate.core.names import email_digest
from annotate.database import Database
from annotate.participation.actions import refuse_mail
from annotate.participation.volunteers import limits
from tests.at_once import at_once
from tests.mailing import mails, rows_asked
from tests.volunteering import EMAIL, confirmed, keep_trials, link_in, sign_up, volunteers


@pytest.fixture(autouse=True)
def _trials(database: Database) -> None:
    with database.transaction() as session:
        keep_trials(session, 1)


def test_a_stranger_gets_one_question_whoever_asks_how_often(client: FlaskClient, database: Database) -> None:
    for number in range(1, 9):
        assert sign_up(client, net=f"192.0.2.{number}").status_code == 303
    assert len(mails(database, EMAIL)) == 1
    assert len(volunteers(database)) == 1


def test_who_has_signed_up_is_told_by_mail_alone(client: FlaskClient, database: Database) -> None:
    own = confirmed(client, database)
    asked = sign_up(client, net="192.0.2.2", age="99")
    assert (asked.status_code, asked.location) == (303, "/volunteers/asked")
    (_, told) = mails(database, EMAIL)
    assert "It is signed up already" in told.body
    assert link_in(told, "/volunteers/")
    (row,) = volunteers(database)
    assert row.age is None, "a stranger changes nothing"
    assert client.get(own).status_code == 200
    for number in range(3, 7):
        sign_up(client, net=f"192.0.2.{number}")
    assert len(mails(database, EMAIL)) == 2


def test_every_address_gets_the_same_answer_by_the_same_work(
    client: FlaskClient, database: Database, queries: list[str]
) -> None:
    confirmed(client, database)
    refusing = "refusing@example.org"
    with database.transaction() as session:
        refuse_mail(session, email_digest(refusing))

    def asked(email: str) -> tuple[int, str, bytes, list[str]]:
        queries.clear()
        answer = sign_up(client, email, net="192.0.2.2")
        return answer.status_code, answer.location, answer.data, [words.split(" ")[0] for words in rows_asked(queries)]

    told = [asked(email) for email in ("unknown@example.org", EMAIL, refusing)]
    assert told[0][:3] == told[1][:3] == told[2][:3]
    assert told[0][3] == told[2][3]
    assert abs(len(told[0][3]) - len(told[1][3])) <= 1
    assert mails(database, refusing) == []
    again = [asked(email) for email in ("unknown@example.org", EMAIL, refusing)]
    assert again[0] == again[1] == again[2]


@pytest.mark.parametrize("wrong", [{"country": "Nowhereland"}, {"age": "x"}, {"conditions": []}])
def test_what_is_wrong_is_said_of_every_address_alike(client: FlaskClient, wrong: dict[str, Any]) -> None:
    """Else the answer would tell whether somebody has just signed an address up."""
    before = sign_up(client, net="192.0.2.2", **wrong)
    assert sign_up(client).status_code == 303
    after = sign_up(client, net="192.0.2.2", **wrong)
    assert before.status_code == after.status_code == 422


def test_a_network_and_all_networks_are_bounded(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [sign_up(client, f"n{number}@example.org").status_code for number in range(limits.NET.most + 2)]
    assert told == [303] * limits.NET.most + [429] * 2
    refused = sign_up(client, "more@example.org")
    assert "Many people signed up from your network today." in refused.text
    assert 'value="more@example.org"' in refused.text
    bounded = limits.INSTANCE.__class__("volunteers in tests", 2, limits.NET.window, limits.NET.block, "{wait}")
    monkeypatch.setattr(limits, "INSTANCE", bounded)
    told = [sign_up(client, f"m{number}@example.org", net=f"198.51.100.{number}").status_code for number in range(4)]
    assert told == [303, 303, 429, 429]
    assert len(mails(database)) == limits.NET.most + 2


def test_sign_ups_at_once_send_one_question(app: Flask, client: FlaskClient, database: Database) -> None:
    send: Callable[[FlaskClient], int] = lambda browser: sign_up(browser).status_code  # noqa: E731 - a line is enough
    assert set(at_once(app, client, send, 6)) == {303}
    assert len(mails(database, EMAIL)) == 1
    assert len(volunteers(database)) == 1


def test_a_mailbox_that_wants_no_questions_gets_none(client: FlaskClient, database: Database, app: Flask) -> None:
    sign_up(client)
    (asked,) = mails(database, EMAIL)
    assert asked.unsubscribe in asked.body
    refused = app.test_client().post(link_in(asked, "/mail-refusals/"), data={"List-Unsubscribe": "One-Click"})
    assert refused.status_code == 200
    with database.transaction() as session:
        throttle.clear(session, limits.MAILBOX, email_digest(EMAIL))
    assert sign_up(client, net="192.0.2.2").status_code == 303
    assert len(mails(database, EMAIL)) == 1


def test_what_was_asked_for_with_another_s_address_is_what_they_see_before_they_confirm(
    client: FlaskClient, database: Database
) -> None:
    sign_up(client, age="7")
    link = link_in(mails(database, EMAIL)[0], "/volunteers/confirmations/")
    assert "for people of 7 years" in client.get(link).text
