"""The same create sent ten times at one moment makes one thing; so does one that is sent again after its answer got lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from annotate.database import Base, Database
from annotate.notes.models import Note
from annotate.replies.models import Reply, Thread
from annotate.shares.models import Guest, Share, ShareNote
from tests.cast import Cast
from tests.making import TARGET, form
from tests.noting import CREATE, TEXT, Noting
from tests.sharing import Shared, share, unlock

TIMES = 10


def at_once(app: Flask, like: FlaskClient, send: Callable[[FlaskClient], int]) -> list[int]:
    """Send ten times from browsers with the same cookies, all at one moment, and give the statuses."""
    barrier = Barrier(TIMES)

    def one(_: int) -> int:
        client = app.test_client()
        client._cookies = dict(like._cookies or {})  # noqa: SLF001 - werkzeug gives no other way to copy them
        barrier.wait()
        return send(client)

    with ThreadPoolExecutor(TIMES) as threads:
        return list(threads.map(one, range(TIMES)))


def count(database: Database, *models: type[Base]) -> list[int]:
    with database.reader() as session:
        return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def test_one_note(app: Flask, cast: Cast, noting: Noting, database: Database) -> None:
    start = TEXT.index("160 mg")
    sent = {"version": noting.version, "body": "Why?", "client_key": "k", "exact": "160 mg", "label": "starter-dose"}
    sent |= {"start": str(start), "end": str(start + 6)}
    told = at_once(app, cast.client("alice"), lambda client: client.post(CREATE, data=sent).status_code)
    assert told == [303] * TIMES
    assert count(database, Note) == [1]


def test_one_reply_of_one_guest(app: Flask, cast: Cast, database: Database) -> None:
    shared = share(database, cast.viewer("alice"))
    guest = unlock(app.test_client(), app, shared)
    told = at_once(app, guest, lambda client: _reply(client, shared, name="A guest"))
    assert told == [303] * TIMES
    assert count(database, Reply, Thread, Guest) == [1, 1, 1]


def test_one_reply_of_one_account(app: Flask, cast: Cast, database: Database) -> None:
    shared = share(database, cast.viewer("alice"))
    bob = unlock(cast.client("bob"), app, shared)
    assert at_once(app, bob, lambda client: _reply(client, shared)) == [303] * TIMES
    assert count(database, Reply, Thread) == [1, 1]


def test_one_link(app: Flask, cast: Cast, noting: Noting, database: Database) -> None:
    note = noting.note()
    sent = form([note])
    told = at_once(app, cast.client("alice"), lambda client: client.post(TARGET, data=sent).status_code)
    assert set(told) <= {201, 200}
    assert count(database, Share, ShareNote) == [1, 1]


def _reply(client: FlaskClient, shared: Shared, name: str = "") -> int:
    sent = {"body": "Quite right", "name": name, "client_key": "k"}
    return client.post(f"/shared/{shared.id}/notes/{shared.note_ids[0]}/replies", data=sent).status_code
