"""The page that changes the password."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate.accounts.credentials.password import hashing
from annotate.accounts.models import Account
from annotate.database import Database
from tests import bad_input
from tests.cast import PASSWORD, Cast
from tests.mailing import mails
from tests.rungs import refuse_other_methods

VIEWS = ("GET accounts.password", "POST accounts.password")

ANOTHER = "quite another password"
GOOD = {"current": PASSWORD, "password": ANOTHER}


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


@pytest.fixture
def stored(database: Database) -> Callable[[], str]:
    def read() -> str:
        with database.reader() as session:
            return (
                session.scalars(select(Account.password_hash).where(Account.email == "alice@example.org")).one() or ""
            )

    return read


def test_works__it_shows_the_form(alice: FlaskClient) -> None:
    page = alice.get("/account/password")
    assert page.status_code == 200
    assert 'autocomplete="current-password"' in page.text
    assert 'autocomplete="new-password"' in page.text


def test_works__it_changes_the_password(alice: FlaskClient, app: Flask, stored: Callable[[], str]) -> None:
    answer = alice.post("/account/password", data=GOOD)
    assert (answer.status_code, answer.location) == (303, "/account")
    assert hashing.matches(stored(), ANOTHER)
    assert alice.get("/account").status_code == 200
    wrong = app.test_client().post("/sign-in", data={"email": "alice@example.org", "password": PASSWORD})
    assert wrong.status_code == 422
    right = app.test_client().post("/sign-in", data={"email": "alice@example.org", "password": ANOTHER})
    assert right.status_code == 303


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        (GOOD | {"current": ANOTHER}, "current", "not your current password"),
        (GOOD | {"current": ""}, "current", "not your current password"),
        (GOOD | {"current": f"{PASSWORD} "}, "current", "not your current password"),
        (GOOD | {"password": ""}, "password", "too short"),
        (GOOD | {"password": "12345678"}, "password", "too easy to guess"),
        (GOOD | {"password": "alice@example.org"}, "password", "own name or address"),
        (GOOD | {"password": "p" * 257}, "password", "at most 256"),
        (GOOD | {"password": PASSWORD}, "password", "already"),
    ],
)
def test_validates__what_is_wrong_stands_beside_its_field(
    alice: FlaskClient, stored: Callable[[], str], sent: dict[str, str], field: str, sentence: str
) -> None:
    before = stored()
    page = alice.post("/account/password", data=sent)
    assert page.status_code == 422
    assert sentence in page.text.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert stored() == before


def test_validates__nothing_bad_changes_or_breaks_it(alice: FlaskClient, stored: Callable[[], str]) -> None:
    bad_input.refused(alice, "/account/password", GOOD, stored)


def test_whose__strangers_are_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/account/password").location == "/sign-in?next=/account/password"
    assert client.post("/account/password", data=GOOD).status_code == 401


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_every_other_device_is_signed_out(alice: FlaskClient, app: Flask, cast: Cast) -> None:
    telephone = app.test_client()
    telephone.post("/sign-in", data={"email": "alice@example.org", "password": PASSWORD})
    bob = cast.client("bob")
    assert telephone.get("/account").status_code == 200
    alice.post("/account/password", data=GOOD)
    assert telephone.get("/account").status_code == 303
    assert telephone.post("/account/devices/others/ending").status_code == 401
    assert alice.get("/account").status_code == 200
    assert bob.get("/account").status_code == 200


def test_a_copied_cookie_of_this_device_dies_as_well(alice: FlaskClient, client: FlaskClient) -> None:
    cookie = alice.get_cookie("session")
    assert cookie
    alice.post("/account/password", data=GOOD)
    client.set_cookie("session", cookie.value)
    assert client.get("/account").status_code == 303


def test_both_wrong_fields_are_named(alice: FlaskClient) -> None:
    page = alice.post("/account/password", data={"current": "wrong", "password": "short"})
    assert 'href="#current"' in page.text
    assert 'href="#password"' in page.text


@pytest.mark.parametrize("field", GOOD)
@pytest.mark.parametrize("wrong", bad_input.TEXTS)
def test_no_text_in_a_field_breaks_it(alice: FlaskClient, field: str, wrong: str) -> None:
    answer = alice.post("/account/password", data=GOOD | {field: bad_input.TEXTS[wrong]})
    assert answer.status_code in ({303, 422} if field == "password" else {422})


def test_guessing_the_present_password_ends(alice: FlaskClient) -> None:
    for _ in range(10):
        assert alice.post("/account/password", data=GOOD | {"current": "wrong"}).status_code == 422
    assert alice.post("/account/password", data=GOOD).status_code == 429


def test_the_present_password_is_not_told_by_a_link(alice: FlaskClient) -> None:
    assert PASSWORD not in alice.get(f"/account/password?current={PASSWORD}").text


def test_its_owner_is_told_by_mail(alice: FlaskClient, database: Database) -> None:
    alice.post("/account/password", data=GOOD)
    (mail,) = mails(database, "alice@example.org")
    assert mail.subject == "Your password for annotate was changed"
    assert PASSWORD not in mail.body
    assert ANOTHER not in mail.body


def test_wrong_tries_here_and_at_the_sign_in_count_as_one(alice: FlaskClient, client: FlaskClient) -> None:
    for _ in range(5):
        alice.post("/account/password", data=GOOD | {"current": "wrong"})
        client.post("/sign-in", data={"email": "alice@example.org", "password": "wrong"})
    assert alice.post("/account/password", data=GOOD).status_code == 429
