"""POST /shared/<share id>/notes/<note id>/reading: a visitor marks the author's answers as read."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate.database import Database
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, answer, reply, share, thread_ids, unlock

VIEWS = ("POST replies.read_shared",)


@pytest.fixture
def shared(database: Database, cast: Cast) -> Shared:
    return share(database, cast.viewer("alice"))


@pytest.fixture
def answered(client: FlaskClient, app: Flask, cast: Cast, database: Database, shared: Shared) -> str:
    """The address of a note under which a guest has an answer that is new to them."""
    reply(unlock(client, app, shared), shared, "A question", name="A guest")
    answer(cast.client("alice"), thread_ids(database)[0], "An answer")
    return f"/shared/{shared.id}/notes/{shared.note_ids[0]}/reading"


def test_works__a_guest_marks_an_answer_as_read(client: FlaskClient, shared: Shared, answered: str) -> None:
    page = client.get(f"/shared/{shared.id}").text
    assert 'class="new"' in page
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    assert client.post(answered, data={"seen": seen.group(1)}).status_code == 303
    assert 'class="new"' not in client.get(f"/shared/{shared.id}").text


@pytest.mark.parametrize("seen", ["", "x", "A" * 22, "a\0b", "x" * 5000])
def test_validates__marking_an_unknown_reply_marks_nothing(
    client: FlaskClient, shared: Shared, answered: str, seen: str
) -> None:
    assert client.post(answered, data={"seen": seen}).status_code in {303, 422}
    assert 'class="new"' in client.get(f"/shared/{shared.id}").text


def test_whose__without_an_unlock_there_is_nothing_at_all(client: FlaskClient, cast: Cast, shared: Shared) -> None:
    for stranger in (client, cast.client("charlie")):
        target = f"/shared/{shared.id}/notes/{shared.note_ids[0]}/reading"
        assert stranger.post(target, data={"seen": "x"}).status_code == 404


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_without_a_thread_there_is_nothing_to_mark(client: FlaskClient, app: Flask, shared: Shared) -> None:
    unlock(client, app, shared)
    target = f"/shared/{shared.id}/notes/{shared.note_ids[0]}/reading"
    assert client.post(target, data={"seen": "x"}).status_code == 303
