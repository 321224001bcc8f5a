"""POST /shared/<share id>/notes/<note id>/reading: a visitor marks the author's answers as read."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate.database import Database
from tests.cast import Cast
from tests.sharing import Shared, answer, reply, share, thread_ids, unlock


@pytest.fixture
def shared(database: Database, cast: Cast) -> Shared:
    return share(database, cast.viewer("alice"))


def test_a_guest_marks_an_answer_as_read(
    client: FlaskClient, app: Flask, cast: Cast, database: Database, shared: Shared
) -> None:
    reply(unlock(client, app, shared), shared, "A question", name="A guest")
    answer(cast.client("alice"), thread_ids(database)[0], "An answer")
    page = client.get(f"/shared/{shared.id}").text
    assert 'class="new"' in page
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    target = f"/shared/{shared.id}/notes/{shared.note_ids[0]}/reading"
    assert client.post(target, data={"seen": seen.group(1)}).status_code == 303
    assert 'class="new"' not in client.get(f"/shared/{shared.id}").text


def test_without_a_thread_there_is_nothing_to_mark(client: FlaskClient, app: Flask, shared: Shared) -> None:
    unlock(client, app, shared)
    target = f"/shared/{shared.id}/notes/{shared.note_ids[0]}/reading"
    assert client.post(target, data={"seen": "x"}).status_code == 303
    assert client.get(target).status_code == 405


def test_without_an_unlock_there_is_nothing_at_all(client: FlaskClient, cast: Cast, shared: Shared) -> None:
    for stranger in (client, cast.client("charlie")):
        target = f"/shared/{shared.id}/notes/{shared.note_ids[0]}/reading"
        assert stranger.post(target, data={"seen": "x"}).status_code == 404
