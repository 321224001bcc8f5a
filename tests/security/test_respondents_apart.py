"""What one respondent writes changes no byte of what another one is shown."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from annotate import clock
from annotate.database import Database
from annotate.replies.models import Reply
from annotate.settings import Settings
from annotate.web.limits import limiter
from tests.cast import Cast
from tests.security.world import FROM_BOB, FROM_ERIN, FROM_GUEST, World, make_world, routes
from tests.sharing import Shared, answer, reply, share, thread_ids, try_passcode, unlock

_CHANCE = re.compile(r'(csrf[-_]token" (?:content|value)="|name="client_key" value=")[^"]+')
"""What differs between any two renderings of the same page."""

UNTOLD = {"X-Request-Id", "Set-Cookie", "Date"}
"""Headers that differ between any two answers."""

MORE = ("{}?version=1", "{}?q=answer")
"""Other ways to ask for the same page."""

Told = tuple[int, str, list[tuple[str, str]]]


@pytest.fixture
def shared(database: Database, cast: Cast) -> Shared:
    return share(database, cast.viewer("alice"), bodies=("One note", "Another note"), words=("160 mg", "240 mg"))


def seen(world: World, client: FlaskClient, at: datetime) -> dict[str, Told]:
    """Give everything that a browser is told on every page: statuses, bodies with their lengths, headers."""
    pages = {}
    with time_machine.travel(at, tick=False):
        for rule, method in routes(world.app):
            if method == "GET" and not rule.endpoint.startswith(("assets.", "health.")):
                path = world.path(rule.endpoint, "GET")
                for form in ("{}", *MORE) if rule.endpoint.startswith(("reading.", "replies.", "shares.")) else ("{}",):
                    limiter.reset()
                    pages[form.format(path)] = told(client.get(form.format(path)))
    return pages


def told(page: TestResponse) -> Told:
    headers = [(name, value) for name, value in page.headers if name not in UNTOLD]
    return page.status_code, _CHANCE.sub(r"\1", _words(page)), headers


def _words(page: TestResponse) -> str:
    """Give the text of a page, or of every file in an archive."""
    if page.mimetype != "application/zip":
        return page.text
    with ZipFile(BytesIO(page.get_data())) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


@pytest.mark.parametrize(("who", "words"), [("bob", FROM_BOB), ("guest", FROM_GUEST), ("erin", FROM_ERIN)])
def test_no_byte_of_any_page_tells_of_another_respondent(
    app: Flask, cast: Cast, database: Database, settings: Settings, who: str, words: str
) -> None:
    world = make_world(app, database, cast, settings)
    later = clock.now() + timedelta(minutes=30)
    mine = next(thread for thread in thread_ids(database) if words in _all_words(database, thread))
    answer(cast.client("alice"), mine, "Alice to me")
    world.variables = {**world.variables, "thread_id": mine}
    me = world.clients[who]
    before = seen(world, me, later)

    shared = Shared(str(world.variables["share_id"]), world.passcode, "", "", (str(world.variables["note_id"]),))
    charlie, other = unlock(cast.client("charlie"), app, shared), unlock(app.test_client(), app, shared)
    reply(charlie, shared, "Charlie to Alice")
    reply(other, shared, "Another guest to Alice", name="A guest")
    reply(unlock(app.test_client(), app, shared), shared, "A third one to Alice", name="Bob")
    for name in {"bob", "guest"} - {who}:
        reply(world.clients[name], shared, "More to Alice", name="A guest")
    for thread in set(thread_ids(database)) - {mine}:
        answer(cast.client("alice"), thread, "Alice to somebody else")
        cast.client("alice").post(f"/threads/{thread}/reading", data={"seen": "x"})
    charlie.post(f"/shared/{shared.id}/leaving", data={"forget": "y"})
    for _ in range(3):
        try_passcode(app.test_client(), app, shared, "wrong", REMOTE_ADDR="203.0.113.9")

    after = seen(world, me, later)
    assert after.keys() == before.keys()
    for path, page in before.items():
        assert after[path] == page, path
    assert sum(words in body for _, body, _ in before.values()) >= 1, "the pages do hold what they should"


def _all_words(database: Database, thread_id: str) -> list[str]:
    with database.reader() as session:
        return list(session.scalars(select(Reply.body).where(Reply.thread_id == thread_id)))


def test_others_threads_answer_like_unknown_ones(app: Flask, cast: Cast, database: Database, shared: Shared) -> None:
    reply(unlock(cast.client("bob"), app, shared), shared, "Bob to Alice")
    reply(unlock(cast.client("charlie"), app, shared), shared, "Charlie to Alice")
    bobs, charlies = thread_ids(database)
    asked: list[Callable[[str], tuple[int, str]]] = [
        lambda thread: _answered(cast.client("charlie").get(f"/replies/{thread}")),
        lambda thread: _answered(answer(cast.client("charlie"), thread, "In between")),
        lambda thread: _answered(cast.client("charlie").post(f"/threads/{thread}/reading", data={"seen": "x"})),
    ]
    for ask in asked:
        assert ask(bobs) == ask("A" * 22)
        assert ask(bobs)[0] == 404
    assert cast.client("charlie").get(f"/replies/{charlies}").status_code == 200


def _answered(page: object) -> tuple[int, str]:
    status, text = getattr(page, "status_code"), getattr(page, "text")  # noqa: B009 - werkzeug's own answer
    return status, _CHANCE.sub(r"\1", text)
