"""Strangers of many networks spend everything that an account's limits give: its owner gets in all the same."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from annotate import clock
from annotate.accounts.credentials.password.guessing import MOST_IN_A_LIFE
from annotate.accounts.mail_limits import MAILS
from annotate.database import Database
from annotate.mail.models import Mail
from tests.cast import PASSWORD, Cast
from tests.mailing import mails, path_in

ALICE = "alice@example.org"
NEW = "quite another password"
NETWORKS = 12
WRONG = {"email": ALICE, "password": "x"}
KNOWN, NEW_NETWORK = "127.0.0.1", "203.0.113.9"
"""Where Alice was signed in, and where she is for the first time."""


def post(client: FlaskClient, path: str, address: str, **sent: str) -> int:
    return client.post(path, data=sent, environ_overrides={"REMOTE_ADDR": address}).status_code


@pytest.fixture
def asked(app: Flask, cast: Cast, database: Database) -> list[Mail]:
    """Spend every wrong password of Alice's account, and every mail that strangers may ask for; give those mails."""
    with time_machine.travel(clock.now() - timedelta(minutes=5)):
        cast.viewer("alice")
    stranger = app.test_client()
    networks = [f"198.51.{number}.7" for number in range(NETWORKS)]
    wrong = [post(stranger, "/sign-in", net, **WRONG) for net in networks for _ in range(9)]
    assert set(wrong) == {422}
    assert len(wrong) > MOST_IN_A_LIFE
    for net in networks:
        assert {post(stranger, "/password-reset", net, email=ALICE) for _ in range(5)} == {303}
    sent = [mail for mail in mails(database, ALICE) if mail.subject == "Set a new password for annotate"]
    assert len(sent) == MAILS.most < 5 * NETWORKS
    return sent


@pytest.mark.slow
def test_the_owner_gets_in_from_where_they_were_before(app: Flask, asked: list[Mail], database: Database) -> None:
    assert post(app.test_client(), "/password-reset", KNOWN, email=ALICE) == 303
    assert len(mails(database, ALICE)) > len(asked) + 1, "a mail of their own, beside the one that says what happened"
    assert post(app.test_client(), "/sign-in", KNOWN, email=ALICE, password=PASSWORD) == 303


@pytest.mark.slow
def test_the_owner_gets_in_from_a_new_network_by_the_mail_that_is_there(app: Flask, asked: list[Mail]) -> None:
    owner = app.test_client()
    assert post(owner, "/sign-in", NEW_NETWORK, email=ALICE, password=PASSWORD) == 422
    assert post(owner, "/password-reset", NEW_NETWORK, email=ALICE) == 303
    assert post(owner, path_in(asked[-1]), NEW_NETWORK, password=NEW) == 303
    assert post(owner, "/sign-in", NEW_NETWORK, email=ALICE, password=NEW) == 303
