"""The page that changes the name."""

import pytest
from flask.testing import FlaskClient

from tests import bad_input
from tests.cast import Cast
from tests.rungs import refuse_other_methods

VIEWS = ("GET accounts.name", "POST accounts.name")


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


def test_works__it_changes_the_name(alice: FlaskClient) -> None:
    assert 'value="Alice"' in alice.get("/account/name").text
    answer = alice.post("/account/name", data={"name": "  Alice   B. Author "})
    assert (answer.status_code, answer.location) == (303, "/account")
    assert "Alice B. Author" in alice.get("/account").text


def test_validates__what_is_wrong_stands_beside_the_field(alice: FlaskClient) -> None:
    page = alice.post("/account/name", data={"name": "n" * 81})
    assert page.status_code == 422
    assert "at most 80" in page.text.split('id="name-error"')[1]


def test_validates__nothing_bad_breaks_it(alice: FlaskClient) -> None:
    for wrong, body in bad_input.bodies(["name"]).items():
        answer = alice.post("/account/name", **body)
        # What is no UTF-8 is read with signs in its place, and a name may hold those.
        assert 400 <= answer.status_code < 500 or wrong in {"lone surrogates", "no utf-8"}, (wrong, answer.status)


def test_whose__strangers_are_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/account/name").location == "/sign-in?next=/account/name"
    assert client.post("/account/name", data={"name": "X"}).status_code == 401


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


@pytest.mark.parametrize("wrong", bad_input.TEXTS)
def test_no_text_breaks_it(alice: FlaskClient, wrong: str) -> None:
    assert alice.post("/account/name", data={"name": bad_input.TEXTS[wrong]}).status_code in {303, 422}
    assert alice.get("/account").status_code == 200
