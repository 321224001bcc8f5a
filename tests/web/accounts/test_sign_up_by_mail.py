"""Signing up where mail is sent: nobody learns who has an account, and only who reads the mail and knows the password gets one."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select

from annotate import clock
from annotate.accounts.mail_limits import MAILS, MAILS_NET
from annotate.accounts.models import Account, SignUp
from annotate.accounts.tokens import LIFETIMES, MailPurpose
from annotate.database import Database
from tests import bad_input
from tests.cast import Cast
from tests.mailing import mails, path_in, rows_asked
from tests.rungs import refuse_other_methods
from tests.web_pages import without_tokens

VIEWS = (
    "GET accounts.sign_up_sent",
    "GET accounts.finish_sign_up",
    "POST accounts.finish_sign_up",
    "GET accounts.sign_up_anew",
    "POST accounts.sign_up_anew",
)

STRANGERS = {"password": "a password of the stranger's"}
GOOD = {"name": "Alice Author", "email": "alice@example.org", "password": "four words that belong apart"}


def link(mailing: FlaskClient, database: Database, **changed: str) -> str:
    answer = mailing.post("/sign-up", data=GOOD | changed)
    assert (answer.status_code, answer.location) == (303, "/sign-up/sent")
    return path_in(mails(database)[-1])


def accounts(database: Database) -> int:
    with database.reader() as session:
        return session.scalar(select(func.count()).select_from(Account)) or 0


def test_works__the_link_in_the_mail_makes_the_account(mailing: FlaskClient, database: Database) -> None:
    path = link(mailing, database)
    assert accounts(database) == 0
    assert "Check your mail" in mailing.get("/sign-up/sent").text
    assert GOOD["email"] in mailing.get(path).text
    assert accounts(database) == 0, "a link that is only opened changes nothing"
    answer = mailing.post(path, data={"password": GOOD["password"]})
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Confirmed" in mailing.get("/account").text


def test_validates__a_weak_password_is_refused_for_both_alike(mailing: FlaskClient, cast: Cast) -> None:
    cast.viewer("alice")
    answers = [
        mailing.post("/sign-up", data=GOOD | {"email": email, "password": "12345678"})
        for email in ("alice@example.org", "wrong@example.org")
    ]
    shown = [without_tokens(answer.text).replace("alice@", "wrong@") for answer in answers]
    assert shown[0] == shown[1]
    assert [answer.status_code for answer in answers] == [422, 422]


def test_validates__nothing_bad_breaks_it(mailing: FlaskClient, database: Database) -> None:
    path = link(mailing, database)
    bodies = bad_input.bodies(["password"])
    for wrong in ("lone surrogates", "broken multipart", "json objects", "json depths"):
        assert 400 <= mailing.post(path, **bodies[wrong]).status_code < 500, wrong
    assert accounts(database) == 0


def test_whose__whoever_signs_up_with_another_s_address_gets_nothing_by_it(
    mailing: FlaskClient, database: Database
) -> None:
    strangers = link(mailing, database, **STRANGERS)
    own = link(mailing, database)
    assert mailing.post(strangers, data={"password": GOOD["password"]}).status_code == 422
    assert mailing.post(own, data={"password": GOOD["password"]}).status_code == 303
    assert mailing.post(strangers, data=STRANGERS).status_code == 410
    assert accounts(database) == 1


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00", "%ED%A0%80", "a" * 5000])
def test_whose__no_token_breaks_it(mailing: FlaskClient, token: str) -> None:
    for answer in (mailing.get(f"/sign-ups/{token}"), mailing.post(f"/sign-ups/{token}", data={"password": "x"})):
        assert answer.status_code == 404


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_the_browser_that_asked_goes_on_to_where_one_was(mailing: FlaskClient, database: Database) -> None:
    """The place stood in the link: words of whoever asked, mailed to any address."""
    asked = mailing.post("/sign-up", data=GOOD | {"next": "/trials?q=Call-this-number"})
    assert asked.location == "/sign-up/sent"
    (mail,) = mails(database)
    assert "Call" not in mail.body
    path = path_in(mail)
    stranger = mailing.application.test_client()
    assert "Call" not in stranger.get(f"{path}?next=/trials").text
    assert mailing.post(path, data={"password": GOOD["password"]}).location == "/trials?q=Call-this-number"


def test_another_browser_begins_at_the_start(mailing: FlaskClient, database: Database) -> None:
    path = link(mailing, database, next="/trials/NCT04561557")
    other = mailing.application.test_client()
    sent = {"password": GOOD["password"], "next": "/trials/NCT04561557"}
    assert other.post(path, data=sent).location == "/"


def test_what_strangers_asked_for_lets_the_owner_of_the_mailbox_in(mailing: FlaskClient, database: Database) -> None:
    """Strangers of many networks can keep more mails from an address: those that it got are as good as its owner's own."""
    for network in range(MAILS.most // MAILS_NET.most):
        for _ in range(MAILS_NET.most):
            sender = {"REMOTE_ADDR": f"198.51.{network}.7"}
            mailing.post("/sign-up", data=GOOD | STRANGERS | {"name": "A stranger"}, environ_overrides=sender)
    mailing.post("/sign-up", data=GOOD, environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    assert len(mails(database)) == MAILS.most
    assert MAILS.block <= LIFETIMES[MailPurpose.SIGN_UP], "the last one is good as long as no more is mailed"
    owner = mailing.application.test_client()
    path = path_in(mails(database)[-1])
    anew = re.search(r'href="(/sign-ups/[^"]+/new-password)"', owner.get(path).text)
    assert anew
    assert "A stranger" not in owner.get(anew[1]).text
    assert accounts(database) == 0
    weak = owner.post(anew[1], data={"name": "Alice", "password": "12345678"})
    assert weak.status_code == 422
    assert owner.post(anew[1], data={"name": "Alice", "password": GOOD["password"]}).location == "/"
    assert "Confirmed" in owner.get("/account").text
    with database.reader() as session:
        assert session.scalars(select(Account.name)).one() == "Alice"
    assert owner.post(anew[1], data={"name": "Alice", "password": GOOD["password"]}).status_code == 410
    sign_in = {"email": GOOD["email"], **STRANGERS}
    assert mailing.application.test_client().post("/sign-in", data=sign_in).status_code == 422


def test_an_address_that_is_taken_gets_the_same_answer_and_another_mail(
    mailing: FlaskClient, database: Database, cast: Cast
) -> None:
    cast.viewer("alice")
    answers = [
        mailing.post("/sign-up", data=GOOD | {"email": email}) for email in ("alice@example.org", "new@example.org")
    ]
    known, new = [(answer.status_code, answer.text, sorted(answer.headers.keys())) for answer in answers]
    assert known == new
    (told,), (asked,) = mails(database, "alice@example.org"), mails(database, "new@example.org")
    assert told.subject == "You have an account on annotate already"
    assert path_in(told) == "/password-reset"
    assert asked.subject == "Finish signing up to annotate"
    assert accounts(database) == 1


def test_an_address_that_is_taken_costs_as_much(
    mailing: FlaskClient, database: Database, cast: Cast, queries: list[str]
) -> None:
    cast.viewer("alice")
    cost: list[list[str]] = []
    for email in ("alice@example.org", "new@example.org"):
        queries.clear()
        mailing.post("/sign-up", data=GOOD | {"email": email})
        cost.append(rows_asked(queries))
    assert cost[0] == cost[1]
    with database.reader() as session:
        assert session.scalars(select(SignUp.email)).all() == ["new@example.org"]


def test_the_password_cannot_be_guessed_by_who_reads_the_mail(mailing: FlaskClient, database: Database) -> None:
    path = link(mailing, database)
    for _ in range(10):
        assert mailing.post(path, data={"password": "wrong"}).status_code == 422
    assert mailing.post(path, data={"password": GOOD["password"]}).status_code == 429


def test_a_link_is_good_once(mailing: FlaskClient, database: Database) -> None:
    path = link(mailing, database)
    mailing.post(path, data={"password": GOOD["password"]})
    assert mailing.get(path).status_code == 410
    assert mailing.post(path, data={"password": GOOD["password"]}).status_code == 410


def test_of_two_at_once_one_makes_the_account(mailing: FlaskClient, database: Database) -> None:
    path = link(mailing, database)
    browsers = [mailing.application.test_client() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda one: one.post(path, data={"password": GOOD["password"]}).status_code, browsers))
    assert sorted(answers) == [303, 410, 410, 410]
    assert accounts(database) == 1


def test_a_link_is_good_for_a_day(mailing: FlaskClient, database: Database) -> None:
    path = link(mailing, database)
    with time_machine.travel(clock.now() + timedelta(hours=23, minutes=59)):
        assert mailing.get(path).status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=1, seconds=1)):
        assert mailing.get(path).status_code == 410


def test_what_strangers_ask_for_keeps_no_mail_from_the_owner(mailing: FlaskClient, database: Database) -> None:
    for _ in range(7):
        assert mailing.post("/sign-up", data=GOOD).location == "/sign-up/sent"
    assert len(mails(database)) == 5
    mailing.post("/sign-up", data=GOOD, environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    assert len(mails(database)) == 6


def test_links_lead_to_the_host_that_settings_name(mailing: FlaskClient, database: Database) -> None:
    mailing.post("/sign-up", data=GOOD, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    (mail,) = mails(database)
    assert "https://notes.example.org/sign-ups/" in mail.body
    assert "evil" not in mail.body
