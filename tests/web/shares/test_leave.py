"""POST /shared/<share id>/leaving: the visitor ends their unlock."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate.database import Database
from annotate.shares.models import Unlock
from tests.sharing import Shared, reply, unlock


def test_leaving_ends_the_unlock_for_good(client: FlaskClient, app: Flask, database: Database, shared: Shared) -> None:
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


def test_leaving_by_a_link_is_not_possible(client: FlaskClient, app: Flask, shared: Shared) -> None:
    unlock(client, app, shared)
    assert client.get(f"/shared/{shared.id}/leaving").status_code == 405
    assert client.get(f"/shared/{shared.id}").status_code == 200


def test_who_is_not_in_cannot_leave(client: FlaskClient, shared: Shared) -> None:
    assert client.post(f"/shared/{shared.id}/leaving").status_code == 404
