"""Refusing mail that other people cause, by the address that such a mail holds."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from annotate import clock
from annotate.database import Database
from tests.enquiring import IN_BOSTON, OFFICE, options, path, write
from tests.forging import forged
from tests.mailing import mails
from tests.rungs import refuse_other_methods
from tests.web_pages import token

VIEWS = ("GET participation.refusal", "POST participation.refuse_mail", "POST participation.accept_mail")


def test_works__a_contact_that_wants_no_messages_gets_none(alice: FlaskClient, app: Flask, database: Database) -> None:
    write(alice)
    (mail,) = mails(database, OFFICE)
    address = mail.unsubscribe.removeprefix("https://notes.example.org")
    assert address in mail.body
    program = app.test_client()
    assert "Stop these messages?" in program.get(address).text
    assert list(options(alice.get(path(end="/new")).text)) == ["Study Office", IN_BOSTON], "a look changes nothing"
    stopped = program.post(address, data={"List-Unsubscribe": "One-Click"})
    assert "You get no more messages" in stopped.text
    assert program.post(address).status_code == 200, "once more changes nothing"
    assert list(options(alice.get(path(end="/new")).text)) == [IN_BOSTON]
    page = program.get(address).text
    assert program.post(f"{address}/withdrawal", data={"csrf_token": token(page)}).status_code == 303
    assert list(options(alice.get(path(end="/new")).text)) == ["Study Office", IN_BOSTON]


def test_works__a_refusal_can_be_undone_as_a_slip_and_not_as_a_decision(
    alice: FlaskClient, app: Flask, database: Database
) -> None:
    """The address stands in answers that quote the message: whoever gets one must not open the mailbox again."""
    write(alice)
    address = mails(database, OFFICE)[0].unsubscribe.removeprefix("https://notes.example.org")
    stranger = app.test_client()
    stranger.post(address)
    sent = {"csrf_token": token(stranger.get(address).text)}
    with time_machine.travel(clock.now() + timedelta(hours=1, minutes=1)):
        assert "Get messages again" not in stranger.get(address).text
        refused = stranger.post(f"{address}/withdrawal", data=sent)
        assert refused.status_code == 410
        assert "decided a while ago" in refused.text
    assert "Study Office" not in options(alice.get(path(end="/new")).text)


@pytest.mark.parametrize("token", ["x", "a%00b", "%FF", "x" * 5_000, "'; --"])
def test_validates__what_is_no_token_leads_nowhere(client: FlaskClient, token: str) -> None:
    for answer in (
        client.get(f"/mail-refusals/{token}"),
        client.post(f"/mail-refusals/{token}"),
        client.post(f"/mail-refusals/{token}/withdrawal"),
    ):
        assert answer.status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_whose__another_address_is_nothing(
    alice: FlaskClient, client: FlaskClient, database: Database, method: str
) -> None:
    write(alice)
    address = mails(database, OFFICE)[0].unsubscribe.removeprefix("https://notes.example.org")
    ask = getattr(client, method)
    assert ask(forged(address)).status_code == ask("/mail-refusals/x").status_code == 404
    assert "Study Office" in options(alice.get(path(end="/new")).text)


def test_method__nothing_else_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)
