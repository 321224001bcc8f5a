"""Signing out."""

from flask.testing import FlaskClient
from sqlalchemy import select

from annotate.accounts.models import SignIn
from annotate.database import Database
from tests import bad_input
from tests.cast import Cast
from tests.rungs import refuse_other_methods

VIEWS = ("POST accounts.sign_out",)


def test_works__it_ends_the_row_and_the_session(cast: Cast, database: Database) -> None:
    alice = cast.client("alice")
    answer = alice.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/")
    with database.reader() as session:
        assert session.scalars(select(SignIn.ended_at)).one() is not None
    assert alice.get("/account").status_code == 303


def test_validates__no_body_breaks_it(client: FlaskClient) -> None:
    for body in bad_input.bodies(["next"]).values():
        assert client.post("/sign-out", **body).status_code < 500


def test_whose__others_stay_signed_in(cast: Cast) -> None:
    bob = cast.client("bob")
    cast.client("alice").post("/sign-out")
    assert bob.get("/account").status_code == 200


def test_method__a_link_cannot_do_it(cast: Cast) -> None:
    answer = cast.client("alice").get("/sign-out")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert cast.client("alice").get("/account").status_code == 200


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_copied_cookie_is_worth_nothing_afterwards(cast: Cast, client: FlaskClient) -> None:
    alice = cast.client("alice")
    cookie = alice.get_cookie("session")
    assert cookie
    alice.post("/sign-out")
    client.set_cookie("session", cookie.value)
    assert client.get("/account").status_code == 303
    assert client.post("/account/devices/others/ending").status_code == 401


def test_the_way_back_shows_nothing_and_drafts_stay(cast: Cast) -> None:
    assert cast.client("alice").post("/sign-out").headers["Clear-Site-Data"] == '"cache"'


def test_who_is_signed_out_already_may_do_it_again(client: FlaskClient) -> None:
    assert client.post("/sign-out").status_code == 303
