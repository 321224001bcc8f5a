"""The page of one's own account."""

from flask.testing import FlaskClient
from sqlalchemy import update

from annotate import clock
from annotate.accounts.models import Account
from annotate.database import Database
from tests.cast import Cast
from tests.rungs import refuse_other_methods

VIEWS = ("GET accounts.account",)


def test_works__it_shows_name_and_address_and_leads_on(cast: Cast) -> None:
    page = cast.client("alice").get("/account")
    assert page.status_code == 200
    assert "Alice" in page.text
    assert "alice@example.org" in page.text
    for way in ("/account/password", "/account/devices", "/sign-out"):
        assert f'"{way}"' in page.text.split("<main")[1]


def test_whose__everybody_sees_their_own(cast: Cast) -> None:
    cast.client("alice")
    page = cast.client("bob").get("/account")
    assert "bob@example.org" in page.text
    assert "alice" not in page.text.lower()


def test_whose__strangers_are_asked_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/account")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/account")


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_deactivated_account_is_signed_out_at_once(cast: Cast, database: Database) -> None:
    alice = cast.client("alice")
    with database.transaction() as session:
        session.execute(update(Account).values(deactivated_at=clock.now()))
    assert alice.get("/account").status_code == 303
