"""What one respondent writes changes no byte of what another one is shown."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from annotate import clock
from annotate.database import Database
from annotate.replies.models import Reply
from annotate.settings import Settings
from annotate.web.limits import limiter
from tests.cast import Cast
from tests.programs import Program, token_of
from tests.security.rights import FROM_BOB, FROM_ERIN, FROM_GUEST
from tests.security.world import World, routes
from tests.security.world_making import make_world
from tests.sharing import Shared, answer, reply, share, thread_ids, try_passcode, unlock

_CHANCE = re.compile(
    r'(csrf[-_]token" (?:content|value)="|name="client_key"(?: type="hidden")? value="|"instance": ?"urn:request:)[^"]+'
)
"""What differs between any two renderings of the same page."""

UNTOLD = {"X-Request-Id", "Set-Cookie", "Date"}
"""Headers that differ between any two answers."""

MORE = ("{}?version=1", "{}?q=answer")
"""Other ways to ask for the same page."""

Told = tuple[int, str, list[tuple[str, str]]]


@pytest.fixture
def shared(database: Database, cast: Cast) -> Shared:
    return share(database, cast.viewer("alice"), bodies=("One note", "Another note"), words=("160 mg", "240 mg"))


def seen(world: World, who: str, at: datetime) -> dict[str, Told]:
    """Give all that somebody's browser and program are told everywhere: statuses, bodies with their lengths, headers."""
    pages, client = {}, world.clients[who]
    shown = {"Authorization": f"Bearer {world.tokens[who]}"} if who in world.tokens else {}
    with time_machine.travel(at, tick=False):
        client.get("/api/labels", headers=shown)  # the list of one's tokens tells the hour in which each was last used
        for rule, method in routes(world.app):
            if method == "GET" and not rule.endpoint.startswith(("assets.", "health.")):
                path = world.path(rule.endpoint, "GET")
                for form in ("{}", *MORE) if rule.endpoint.startswith(("reading.", "replies.", "shares.")) else ("{}",):
                    limiter.reset()
                    pages[form.format(path)] = told(client.get(form.format(path), headers=shown))
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


@pytest.mark.slow
@pytest.mark.parametrize(("who", "words"), [("bob", FROM_BOB), ("guest", FROM_GUEST), ("erin", FROM_ERIN)])
def test_no_byte_of_any_page_tells_of_another_respondent(
    app: Flask, cast: Cast, database: Database, settings: Settings, who: str, words: str
) -> None:
    world = make_world(app, database, cast, settings)
    later = clock.now() + timedelta(minutes=30)
    mine = next(thread for thread in thread_ids(database) if words in _all_words(database, thread))
    answer(cast.client("alice"), mine, "Alice to me")
    world.variables = {**world.variables, "thread_id": mine}
    before = seen(world, who, later)

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

    after = seen(world, who, later)
    assert after.keys() == before.keys()
    for path, page in before.items():
        assert after[path] == page, path
    holding = [path for path, (_, body, _) in before.items() if words in body]
    assert holding, "the pages do hold what they should"
    assert who == "guest" or {"/api/threads", f"/api/threads/{mine}"} <= set(holding)


def _all_words(database: Database, thread_id: str) -> list[str]:
    with database.reader() as session:
        return list(session.scalars(select(Reply.body).where(Reply.thread_id == thread_id)))


def test_others_threads_answer_like_unknown_ones(app: Flask, cast: Cast, database: Database, shared: Shared) -> None:
    program = Program(app, token_of(database, cast.viewer("charlie")))
    sent = {"client_key": "k", "body": "In between"}
    reply(unlock(cast.client("bob"), app, shared), shared, "Bob to Alice")
    reply(unlock(cast.client("charlie"), app, shared), shared, "Charlie to Alice")
    bobs, charlies = thread_ids(database)
    asked: list[Callable[[str], tuple[int, str]]] = [
        lambda thread: _answered(cast.client("charlie").get(f"/replies/{thread}")),
        lambda thread: _answered(answer(cast.client("charlie"), thread, "In between")),
        lambda thread: _answered(cast.client("charlie").post(f"/threads/{thread}/reading", data={"seen": "x"})),
        lambda thread: _answered(program.get(f"/api/threads/{thread}")),
        lambda thread: _answered(program.ask("POST", f"/api/threads/{thread}/replies", sent)),
        lambda thread: _answered(program.get(f"/api/threads/{thread}", If_None_Match="*")),
    ]
    for ask in asked:
        assert ask(bobs) == ask("A" * 22)
        assert ask(bobs)[0] == 404
    assert cast.client("charlie").get(f"/replies/{charlies}").status_code == 200


def _answered(page: object) -> tuple[int, str]:
    status, text = getattr(page, "status_code"), getattr(page, "text")  # noqa: B009 - werkzeug's own answer
    return status, _CHANCE.sub(r"\1", text)
