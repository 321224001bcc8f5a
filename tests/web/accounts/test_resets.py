"""A new password by mail."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate import clock
from annotate.accounts.credentials.password import hashing
from annotate.accounts.mail_limits import MAILS
from annotate.accounts.models import Account
from annotate.accounts.tokens import LIFETIMES, MailPurpose
from annotate.database import Database
from annotate.shares.tokens import Link, Tokens
from tests import bad_input
from tests.cast import PASSWORD, Cast
from tests.mailing import mails, path_in, rows_asked
from tests.rungs import refuse_other_methods

VIEWS = (
    "GET accounts.ask_for_reset",
    "POST accounts.ask_for_reset",
    "GET accounts.reset_sent",
    "GET accounts.reset",
    "POST accounts.reset",
)

ALICE = "alice@example.org"
NEW = "quite another password"


@pytest.fixture(autouse=True)
def _alice(cast: Cast) -> None:
    with time_machine.travel(clock.now() - timedelta(hours=2)):
        cast.viewer("alice")


@pytest.fixture
def path(client: FlaskClient, database: Database) -> str:
    client.post("/password-reset", data={"email": ALICE})
    return path_in(mails(database, ALICE)[-1])


@pytest.fixture
def stored(database: Database) -> Callable[[], str]:
    def read() -> str:
        with database.reader() as session:
            return session.scalars(select(Account.password_hash).where(Account.email == ALICE)).one() or ""

    return read


def sign_in(client: FlaskClient, password: str) -> int:
    return client.post("/sign-in", data={"email": ALICE, "password": password}).status_code


def test_works__asking_sends_a_link(client: FlaskClient, database: Database) -> None:
    answer = client.post("/password-reset", data={"email": " Alice@Example.org"})
    assert (answer.status_code, answer.location) == (303, "/password-reset/sent")
    (mail,) = mails(database)
    assert (mail.recipient, mail.subject) == (ALICE, "Set a new password for annotate")
    assert mail.expires_at is not None
    assert "one hour" in client.get("/password-reset/sent").text


def test_works__the_link_sets_the_password_and_signs_every_device_out(
    client: FlaskClient, cast: Cast, path: str, stored: Callable[[], str], database: Database
) -> None:
    alice = cast.client("alice")
    assert alice.get("/account").status_code == 200
    assert ALICE in client.get(path).text
    answer = client.post(path, data={"password": NEW})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert hashing.matches(stored(), NEW)
    assert alice.get("/account").status_code == 303
    assert sign_in(client, PASSWORD) == 422
    assert sign_in(client, NEW) == 303
    assert "Confirmed" in client.get("/account").text
    assert mails(database)[-1].subject == "Your password for annotate was changed"


def test_validates__a_weak_password_leaves_the_link_good(
    client: FlaskClient, path: str, stored: Callable[[], str]
) -> None:
    before = stored()
    page = client.post(path, data={"password": "12345678"})
    assert page.status_code == 422
    assert "too easy to guess" in page.text
    assert stored() == before
    assert client.get(path).status_code == 200


def test_validates__nothing_bad_breaks_it(
    client: FlaskClient, path: str, stored: Callable[[], str], database: Database
) -> None:
    before = stored()
    for wrong, body in bad_input.bodies(["password"]).items():
        if wrong not in {"lone surrogates", "no utf-8"}:  # read as percent signs and letters, which may be a password
            assert 400 <= client.post(path, **body).status_code < 500, wrong
    assert stored() == before
    bad_input.refused(client, "/password-reset", {"email": ALICE}, lambda: len(mails(database)))


def test_whose__tokens_of_other_purposes_open_nothing(
    client: FlaskClient, app: Flask, path: str, cast: Cast, database: Database
) -> None:
    token = path.rpartition("/")[2]
    for other in ("email-confirmations", "sign-ups", "s"):
        assert client.get(f"/{other}/{token}").status_code == 404
    cast.client("alice").post("/account/email/confirmations")
    address = path_in(mails(database)[-1]).rpartition("/")[2]
    tokens: Tokens = app.extensions["annotate.share_tokens"]
    for forged in (address, tokens.link(Link("x", 1)), token[:-1], token.upper(), "x"):
        assert client.get(f"/password-resets/{forged}").status_code in {404, 410}
        assert client.post(f"/password-resets/{forged}", data={"password": NEW}).status_code in {404, 410}
    assert sign_in(client, PASSWORD) == 303


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_where_mail_is_not_sent_the_page_says_so(client: FlaskClient, mailing: FlaskClient) -> None:
    for page in ("/password-reset", "/password-reset/sent"):
        assert "sends no mail" in client.get(page).text
        assert "sends no mail" not in mailing.get(page).text


def test_known_and_unknown_addresses_get_the_same_answer(client: FlaskClient, database: Database) -> None:
    answers = [client.post("/password-reset", data={"email": email}) for email in (ALICE, "nobody@example.org")]
    known, unknown = [(answer.status_code, answer.text, sorted(answer.headers.keys())) for answer in answers]
    assert known == unknown
    assert mails(database, "nobody@example.org") == []


def test_a_mail_that_is_not_sent_costs_as_much(
    client: FlaskClient, cast: Cast, database: Database, queries: list[str]
) -> None:
    cast.viewer("alice")
    cost: list[list[str]] = []
    for email in ("alice@example.org", "nobody@example.org"):
        queries.clear()
        client.post("/password-reset", data={"email": email})
        cost.append(rows_asked(queries))
    assert sum("INTO mail" in words for words in cost[0]) == 2, "the link and the mail"
    assert cost[0] == cost[1]
    assert [mail.recipient for mail in mails(database)] == ["alice@example.org"]


def test_what_strangers_ask_for_keeps_no_mail_from_the_owner(client: FlaskClient, database: Database) -> None:
    strangers, owner = ({"REMOTE_ADDR": address} for address in ("198.51.100.7", "203.0.113.9"))
    for _ in range(7):
        asked = client.post("/password-reset", data={"email": ALICE}, environ_overrides=strangers)
        assert asked.location == "/password-reset/sent"
    assert len(mails(database)) == 5
    client.post("/password-reset", data={"email": ALICE}, environ_overrides=owner)
    assert len(mails(database)) == 6
    with time_machine.travel(clock.now() + timedelta(hours=1, minutes=1)):
        client.post("/password-reset", data={"email": ALICE}, environ_overrides=strangers)
    assert len(mails(database)) == 7


def test_many_networks_do_not_flood_a_mailbox_and_leave_a_link_that_is_good(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.accounts.mail_limits.MAILS", replace(MAILS, most=3))
    for last in range(5):
        client.post("/password-reset", data={"email": ALICE}, environ_overrides={"REMOTE_ADDR": f"198.51.{last}.7"})
    assert len(mails(database)) == 3
    assert MAILS.block <= LIFETIMES[MailPurpose.RESET], "what was mailed last is good as long as no more is mailed"
    with time_machine.travel(clock.now() + MAILS.block - timedelta(minutes=1)):
        assert client.get(path_in(mails(database)[-1])).status_code == 200


def test_who_asks_from_a_network_of_the_account_is_counted_apart_from_strangers(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.accounts.mail_limits.MAILS", replace(MAILS, most=3))
    for last in range(5):
        client.post("/password-reset", data={"email": ALICE}, environ_overrides={"REMOTE_ADDR": f"198.51.{last}.7"})
    assert len(mails(database)) == 3
    for sent in (4, 5, 6, 6):
        client.post("/password-reset", data={"email": ALICE}, environ_overrides={"REMOTE_ADDR": "127.0.0.9"})
        assert len(mails(database)) == sent


def test_a_link_is_good_once(client: FlaskClient, path: str) -> None:
    client.post(path, data={"password": NEW})
    assert client.get(path).status_code == 410
    assert client.post(path, data={"password": "yet another password"}).status_code == 410
    assert sign_in(client, NEW) == 303


def test_of_four_at_once_one_wins(app: Flask, path: str, stored: Callable[[], str]) -> None:
    def reset(number: int) -> int:
        return app.test_client().post(path, data={"password": f"the password number {number}"}).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(reset, range(4)))
    assert sorted(answers) == [303, 410, 410, 410]
    assert hashing.matches(stored(), f"the password number {answers.index(303)}")


def test_it_lives_for_an_hour_by_its_row_and_its_signature(client: FlaskClient, path: str, database: Database) -> None:
    with time_machine.travel(clock.now() + timedelta(minutes=59)):
        assert client.get(path).status_code == 200
    with time_machine.travel(clock.now() + timedelta(hours=1, seconds=1)):
        assert client.get(path).status_code == 410
        assert client.post(path, data={"password": NEW}).status_code == 410
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE mailed_links SET expires_at = created_at")
    assert client.get(path).status_code == 410


def test_another_password_kills_it(client: FlaskClient, cast: Cast, path: str) -> None:
    cast.client("alice").post("/account/password", data={"current": PASSWORD, "password": NEW})
    assert client.get(path).status_code == 410
    assert client.post(path, data={"password": "yet another password"}).status_code == 410


def test_a_newer_sign_in_kills_it(client: FlaskClient, path: str) -> None:
    assert sign_in(client, PASSWORD) == 303
    assert client.post(path, data={"password": NEW}).status_code == 410


def test_links_lead_to_no_host_that_a_request_chose(client: FlaskClient, database: Database) -> None:
    client.post("/password-reset", data={"email": ALICE}, headers={"Host": "evil.example"})
    assert "evil" not in mails(database)[-1].body


@pytest.mark.parametrize("wrong", bad_input.TEXTS)
def test_no_text_in_a_field_breaks_it(client: FlaskClient, wrong: str) -> None:
    answer = client.post("/password-reset", data={"email": bad_input.TEXTS[wrong]})
    assert answer.status_code == 422
    assert not re.search("Set-Cookie: x", str(answer.headers))
