"""The list of devices, and its two ways of signing out."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from annotate import clock
from annotate.accounts.actions import MOST_SIGN_INS
from annotate.accounts.models import SignIn
from annotate.database import Database, new_id
from tests import bad_input
from tests.cast import PASSWORD, Cast
from tests.rungs import refuse_other_methods
from tests.web_pages import without_tokens

VIEWS = ("GET accounts.devices", "POST accounts.end_device", "POST accounts.end_other_devices")

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:151.0) Gecko/20100101 Firefox/151.0"


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


@pytest.fixture
def telephone(app: Flask, alice: FlaskClient) -> FlaskClient:
    return signed_in(app, user_agent=FIREFOX, address="203.0.113.77")


def signed_in(app: Flask, user_agent: str = "", address: str = "127.0.0.1") -> FlaskClient:
    client = app.test_client()
    answer = client.post(
        "/sign-in",
        data={"email": "alice@example.org", "password": PASSWORD},
        headers={"User-Agent": user_agent},
        environ_base={"REMOTE_ADDR": address},
    )
    assert answer.status_code == 303
    return client


def endings(page: str) -> Sequence[str]:
    return re.findall(r'action="(/account/devices/[^"]+/ending)"', page)


def test_works__it_lists_this_device_first_and_masks_networks(alice: FlaskClient, telephone: FlaskClient) -> None:
    page = telephone.get("/account/devices").text
    assert page.index("This device") < page.index("A browser that does not tell its name")
    assert "Firefox on Windows" in page
    assert "203.0.113.0/24" in page
    assert "203.0.113.77" not in page
    assert "127.0.0.0/24" in page
    assert len(endings(page)) == 3


def test_works__it_signs_one_device_out(alice: FlaskClient, telephone: FlaskClient) -> None:
    one = next(way for way in endings(alice.get("/account/devices").text) if "others" not in way)
    ways = [way for way in endings(alice.get("/account/devices").text) if "others" not in way]
    assert one == ways[0]
    answer = alice.post(ways[1])
    assert (answer.status_code, answer.location) == (303, "/account/devices")
    assert telephone.get("/account").status_code == 303
    assert alice.get("/account").status_code == 200
    assert alice.post(ways[1]).status_code == 303


def test_works__it_signs_all_others_out(alice: FlaskClient, telephone: FlaskClient, cast: Cast) -> None:
    bob = cast.client("bob")
    answer = telephone.post("/account/devices/others/ending")
    assert (answer.status_code, answer.location) == (303, "/account/devices")
    assert telephone.get("/account").status_code == 200
    assert alice.get("/account").status_code == 303
    assert bob.get("/account").status_code == 200
    assert len(endings(telephone.get("/account/devices").text)) == 1


@pytest.mark.parametrize("sign_in_id", ["x", "0", "%00", "%ED%A0%80", "a" * 5000, "..", "' OR 1=1 --"])
def test_validates__no_id_breaks_it(alice: FlaskClient, sign_in_id: str) -> None:
    assert 400 <= alice.post(f"/account/devices/{sign_in_id}/ending").status_code < 500
    assert alice.get("/account").status_code == 200


def test_validates__no_body_breaks_it(alice: FlaskClient) -> None:
    for body in bad_input.bodies(["x"]).values():
        assert alice.post("/account/devices/others/ending", **body).status_code < 500


def test_whose__it_lists_one_s_own_alone(alice: FlaskClient, cast: Cast) -> None:
    page = cast.client("bob").get("/account/devices").text
    assert len(endings(page)) == 1
    assert cast.viewer("alice").sign_in_id not in page


def test_whose__others_devices_are_as_missing_as_unknown_ones(alice: FlaskClient, cast: Cast) -> None:
    bob = cast.client("bob")
    theirs = bob.post(f"/account/devices/{cast.viewer('alice').sign_in_id}/ending")
    missing = bob.post(f"/account/devices/{new_id()}/ending")
    assert theirs.status_code == missing.status_code == 404
    assert without_tokens(theirs.text) == without_tokens(missing.text)
    assert alice.get("/account").status_code == 200


def test_whose__strangers_are_asked_to_sign_in(client: FlaskClient, cast: Cast) -> None:
    row = cast.viewer("alice").sign_in_id
    assert client.get("/account/devices").location == "/sign-in?next=/account/devices"
    assert client.post(f"/account/devices/{row}/ending").status_code == 401
    assert client.post("/account/devices/others/ending").status_code == 401


def test_method__a_link_cannot_do_it(alice: FlaskClient, telephone: FlaskClient) -> None:
    for way in endings(alice.get("/account/devices").text):
        assert alice.get(way).status_code == 405
    assert telephone.get("/account").status_code == 200


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_user_agent_s_markup_is_no_markup(app: Flask, alice: FlaskClient) -> None:
    page = signed_in(app, user_agent="<script>Firefox/1</script>" * 100).get("/account/devices")
    assert page.status_code == 200
    assert "<script>Firefox" not in page.text


def test_it_signs_this_device_out(alice: FlaskClient, telephone: FlaskClient, cast: Cast) -> None:
    answer = alice.post(f"/account/devices/{cast.viewer('alice').sign_in_id}/ending")
    assert (answer.status_code, answer.location) == (303, "/")
    assert alice.get("/account").status_code == 303
    assert telephone.get("/account").status_code == 200


def test_the_account_is_held_before_its_sign_ins(telephone: FlaskClient, queries: list[str]) -> None:
    """As by everybody who ends many of them, so that none waits for another one's rows crosswise."""
    telephone.post("/account/devices/others/ending")
    ending = next(number for number, statement in enumerate(queries) if "SET ended_at=" in statement)
    held = queries[ending - 1]
    assert "FROM accounts" in held
    assert "sign_ins" not in held


def test_idle_devices_are_gone(app: Flask, alice: FlaskClient) -> None:
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert len(endings(signed_in(app).get("/account/devices").text)) == 1


def test_one_more_device_than_allowed_ends_the_one_used_longest_ago(app: Flask, alice: FlaskClient) -> None:
    last = [signed_in(app) for _ in range(MOST_SIGN_INS)][-1]
    assert alice.get("/account").status_code == 303
    assert len(endings(last.get("/account/devices").text)) == MOST_SIGN_INS + 1


def test_the_number_of_queries_is_fixed(app: Flask, alice: FlaskClient, queries: list[str]) -> None:
    def asked() -> int:
        queries.clear()
        alice.get("/account/devices")
        return len(queries)

    few = asked()
    for _ in range(10):
        signed_in(app)
    assert asked() == few <= 5


def test_the_last_use_is_written_down_every_five_minutes(alice: FlaskClient, database: Database) -> None:
    def last_seen() -> object:
        with database.reader() as session:
            return session.scalars(select(SignIn.last_seen_at)).one()

    began = last_seen()
    with time_machine.travel(clock.now() + timedelta(minutes=4)):
        alice.get("/account")
        assert last_seen() == began
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        alice.get("/account")
        assert last_seen() != began


def test_reading_waits_for_no_writer(alice: FlaskClient, database: Database) -> None:
    waits: list[str] = []

    def record(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        waits.append(statement)

    with database.transaction() as session:
        session.execute(select(SignIn))
        event.listen(database.engine, "before_cursor_execute", record)
        with time_machine.travel(clock.now() + timedelta(minutes=6)):
            began = clock.now()
            assert alice.get("/account").status_code == 200
            assert clock.now() - began < timedelta(seconds=2)
        event.remove(database.engine, "before_cursor_execute", record)
    if database.engine.dialect.name != "sqlite":
        return  # there, writers of different rows do not wait for each other
    assert "BEGIN IMMEDIATE" in waits
    with database.transaction() as session:
        assert session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 5000
