"""What one respondent writes changes no byte of what another one is shown."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from annotate import clock
from annotate.database import Database
from annotate.replies.models import Reply
from annotate.settings import Settings
from tests.cast import Cast
from tests.programs import Program, token_of
from tests.security.observing import CHANCE, seen
from tests.security.rights import FROM_BOB, FROM_ERIN, FROM_GUEST
from tests.security.world_making import make_world
from tests.sharing import Shared, answer, reply, share, thread_ids, try_passcode, unlock


@pytest.fixture
def shared(database: Database, cast: Cast) -> Shared:
    return share(database, cast.viewer("alice"), bodies=("One note", "Another note"), words=("160 mg", "240 mg"))


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
    return status, CHANCE.sub(r"\1", text)
