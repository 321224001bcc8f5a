"""POST /shared/<share id>/leaving: the visitor ends their unlock."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate.database import Database
from annotate.shares.models import Unlock
from tests import bad_input
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, reply, unlock

VIEWS = ("POST shares.leave",)


def test_works__leaving_ends_the_unlock_for_good(
    client: FlaskClient, app: Flask, database: Database, shared: Shared
) -> None:
    unlock(client, app, shared)
    cookie = client.get_cookie("unlock", path=f"/shared/{shared.id}")
    assert cookie is not None
    answer = client.post(f"/shared/{shared.id}/leaving")
    assert (answer.status_code, answer.location) == (303, "/")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert client.get(f"/shared/{shared.id}").status_code == 404
    client.set_cookie("unlock", cookie.value, path=f"/shared/{shared.id}")
    assert client.get(f"/shared/{shared.id}").status_code == 404, "a kept cookie opens nothing either"
    with database.reader() as session:
        assert session.scalars(select(Unlock.ended_at)).one() is not None


def test_validates__whatever_is_sent_the_unlock_ends_or_stays(client: FlaskClient, app: Flask, shared: Shared) -> None:
    for wrong, body in bad_input.bodies(["forget"]).items():
        unlock(client, app, shared)
        status = client.post(f"/shared/{shared.id}/leaving", **body).status_code
        assert status == 303 or 400 <= status < 500, wrong
        assert client.get(f"/shared/{shared.id}").status_code == (404 if status == 303 else 200), wrong


def test_whose__who_is_not_in_cannot_leave(client: FlaskClient, shared: Shared) -> None:
    assert client.post(f"/shared/{shared.id}/leaving").status_code == 404


def test_method__leaving_by_a_link_is_not_possible(client: FlaskClient, app: Flask, shared: Shared) -> None:
    unlock(client, app, shared)
    assert client.get(f"/shared/{shared.id}/leaving").status_code == 405
    assert client.get(f"/shared/{shared.id}").status_code == 200


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_guest_who_comes_back_finds_their_thread(client: FlaskClient, app: Flask, shared: Shared) -> None:
    unlock(client, app, shared)
    reply(client, shared, "My first words", name="A guest")
    client.post(f"/shared/{shared.id}/leaving")
    page = unlock(client, app, shared).get(f"/shared/{shared.id}").text
    assert "My first words" in page
    assert "You reply as <bdi>A guest</bdi> (guest)" in page


def test_a_guest_who_wants_to_be_forgotten_is_a_stranger(client: FlaskClient, app: Flask, shared: Shared) -> None:
    unlock(client, app, shared)
    reply(client, shared, "My first words", name="A guest")
    client.post(f"/shared/{shared.id}/leaving", data={"forget": "y"})
    page = unlock(client, app, shared).get(f"/shared/{shared.id}").text
    assert "My first words" not in page
    assert 'name="name"' in page
