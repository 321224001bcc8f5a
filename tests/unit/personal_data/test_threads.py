"""The threads of an archive, which are read one by one."""

from flask import Flask

from annotate.database import Database
from annotate.personal_data.queries import every_thread
from annotate.replies.models import Reply
from tests.cast import Cast
from tests.sharing import reply, share, unlock


def test_only_one_thread_s_replies_are_held(app: Flask, database: Database, cast: Cast) -> None:
    alice = cast.viewer("alice")
    shared = share(database, alice, bodies=("One", "Two"), words=("160 mg", "≥18 Years"))
    visitor = unlock(app.test_client(), app, shared)
    for number in range(2):
        reply(visitor, shared, f"Said {number}", name="A guest", note=number)
    with database.reader() as session:
        bodies = []
        for _row, said in every_thread(session, alice):
            bodies += [one.body for one in said]
            assert sum(isinstance(row, Reply) for row in session.identity_map.values()) == 1
            del said
    assert sorted(bodies) == ["Said 0", "Said 1"]
