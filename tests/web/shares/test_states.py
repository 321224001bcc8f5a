"""POST /shares/<id>/suspension, /resumption and /openings: what a link's owner can take back."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate import clock
from annotate.database import Database
from annotate.shares.models import Share
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, address, change_share, try_passcode, unlock

VIEWS = ("POST shares.suspend", "POST shares.resume", "POST shares.limit_openings")

CHANGES = {"suspension": {}, "resumption": {}, "openings": {"most_openings": "3"}}


def row(database: Database, shared: Shared) -> Share:
    with database.reader() as session:
        return session.get_one(Share, shared.id)


def test_works__a_suspended_link_opens_nothing_until_it_is_resumed(
    alice: FlaskClient, client: FlaskClient, app: Flask, shared: Shared
) -> None:
    unlock(client, app, shared)
    assert alice.post(f"/shares/{shared.id}/suspension").location == f"/shares/{shared.id}"
    assert client.get(f"/shared/{shared.id}").status_code == 410
    assert try_passcode(app.test_client(), app, shared).status_code == 410
    page = alice.get(f"/shares/{shared.id}").text
    assert "This link is suspended. Nobody can open it until you resume it" in page
    assert f"/shares/{shared.id}/suspension" not in page
    assert alice.post(f"/shares/{shared.id}/suspension").status_code == 303, "once more changes nothing"
    assert alice.post(f"/shares/{shared.id}/resumption").location == f"/shares/{shared.id}"
    assert client.get(f"/shared/{shared.id}").status_code == 200, "what was open is open again"
    assert try_passcode(app.test_client(), app, shared).status_code == 303
    words = alice.get(f"/shares/{shared.id}").text
    assert words.count("You suspended it") == words.count("You resumed it") == 1


def test_works__a_link_opens_as_often_as_its_owner_lets_it(
    alice: FlaskClient, client: FlaskClient, app: Flask, database: Database, shared: Shared
) -> None:
    assert alice.post(f"/shares/{shared.id}/openings", data={"most_openings": "2"}).status_code == 303
    unlock(client, app, shared)
    assert try_passcode(alice, app, shared).status_code == 303, "the owner's own looks do not count"
    unlock(app.test_client(), app, shared)
    assert try_passcode(app.test_client(), app, shared).status_code == 410
    assert app.test_client().get(address(app, shared.id)).status_code == 410
    assert client.get(f"/shared/{shared.id}").status_code == 200, "who has it open keeps it open"
    assert row(database, shared).failures == 0
    page = alice.get(f"/shares/{shared.id}").text
    assert "Used up" in page
    assert "<dd>2 of 2 times</dd>" in page
    assert "You opened it yourself" in page
    assert "opened 2 of 2 times" in alice.get("/shares").text
    assert alice.post(f"/shares/{shared.id}/openings", data={"most_openings": ""}).status_code == 303
    assert try_passcode(app.test_client(), app, shared).status_code == 303


@pytest.mark.parametrize("most", ["0", "-1", "1001", "1e9", "NaN", "x", "9" * 5000])
def test_validates__a_number_of_openings_that_cannot_be(
    alice: FlaskClient, database: Database, shared: Shared, most: str
) -> None:
    answer = alice.post(f"/shares/{shared.id}/openings", data={"most_openings": most})
    assert answer.status_code == 422
    assert f'value="{most}"' in answer.text, "what was typed stays"
    assert re.findall(r'<details class="fold" id="(change-\w+)" open>', answer.text) == ["change-openings"], (
        "and is seen"
    )
    assert row(database, shared).most_openings is None


@pytest.mark.parametrize("change", CHANGES)
def test_whose__only_the_owner_changes_a_link(
    client: FlaskClient, cast: Cast, database: Database, shared: Shared, change: str
) -> None:
    target, data = f"/shares/{shared.id}/{change}", CHANGES[change]
    assert client.post(target, data=data).status_code == 401
    assert cast.client("bob").post(target, data=data).status_code == 404
    assert cast.client("alice").post(f"/shares/{'A' * 22}/{change}", data=data).status_code == 404
    assert (row(database, shared).paused_at, row(database, shared).most_openings) == (None, None)


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_new_passcode_revives_a_link_that_its_owner_suspended(
    alice: FlaskClient, database: Database, shared: Shared
) -> None:
    alice.post(f"/shares/{shared.id}/suspension")
    alice.post(f"/shares/{shared.id}/passcode", data={"kind": "generated"})
    assert row(database, shared).paused_at is None


def test_what_guessing_suspended_takes_a_new_passcode(alice: FlaskClient, database: Database, shared: Shared) -> None:
    change_share(database, shared.id, suspended_at=clock.now(), failures=100, paused_at=clock.now())
    answer = alice.post(f"/shares/{shared.id}/resumption")
    assert answer.status_code == 409
    assert "Set a new passcode to open it again" in answer.text
    after = row(database, shared)
    assert after.suspended_at is not None
    assert after.paused_at is not None
    assert "/resumption" not in alice.get(f"/shares/{shared.id}").text


@pytest.mark.parametrize("change", CHANGES)
def test_a_revoked_link_changes_no_more(alice: FlaskClient, database: Database, shared: Shared, change: str) -> None:
    change_share(database, shared.id, revoked_at=clock.now())
    answer = alice.post(f"/shares/{shared.id}/{change}", data=CHANGES[change])
    assert answer.status_code == 409
    assert "revoking is final" in answer.text
