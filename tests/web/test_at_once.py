"""The same create sent ten times at one moment makes one thing; so does one that is sent again after its answer got lost."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from annotate import clock
from annotate.accounts.models import AccessToken
from annotate.codebook.models import Label
from annotate.database import Base, Database, new_id
from annotate.notes.indexing import is_indexed
from annotate.notes.models import Note
from annotate.replies.indexing import index_missing, replies_under
from annotate.replies.models import Reply, Thread
from annotate.shares.models import Guest, Share, ShareNote
from tests.at_once import all_at_once
from tests.at_once import at_once as send_at_once
from tests.cast import Cast
from tests.making import TARGET, form
from tests.noting import CREATE, TEXT, Noting
from tests.sharing import Shared, reply, share, unlock

TIMES = 10


def at_once(app: Flask, like: FlaskClient, send: Callable[[FlaskClient], int]) -> list[int]:
    """Send ten times, and give the statuses."""
    return send_at_once(app, like, send, TIMES)


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


def test_replies_by_several_links_to_one_note_are_all_indexed(app: Flask, cast: Cast, database: Database) -> None:
    """Each indexes all replies under the note that it sees: the second of two waits until it sees the first."""
    shared = share(database, cast.viewer("alice"))
    index_missing(database)
    others = [share(database, cast.viewer("alice"), trial_id=shared.trial_id) for _ in range(3)]
    with database.transaction() as session:
        session.add_all(
            ShareNote(share_id=each.id, note_id=shared.note_ids[0], added_at=clock.now()) for each in others
        )
    links = [shared, *(replace(each, note_ids=shared.note_ids) for each in others)]
    guests = [unlock(app.test_client(), app, link) for link in links]
    told = all_at_once(
        [
            partial(reply, guest, link, f"Answer{number}", name="A guest")
            for number, (guest, link) in enumerate(zip(guests, links, strict=True))
        ]
    )
    assert [each.status_code for each in told] == [303] * len(links)
    with database.reader() as session:
        note = session.get_one(Note, shared.note_ids[0])
        assert is_indexed(session, note, replies_under(session, note))


def test_one_link(app: Flask, cast: Cast, noting: Noting, database: Database) -> None:
    note = noting.note()
    sent = form([note])
    told = at_once(app, cast.client("alice"), lambda client: client.post(TARGET, data=sent).status_code)
    assert set(told) <= {201, 200}
    assert count(database, Share, ShareNote) == [1, 1]


@pytest.mark.parametrize(
    ("limit", "most"),
    [
        ("annotate.notes.actions.MOST_NOTES", 3),
        ("annotate.notes.actions.MOST_ON_TRIAL", 3),
        ("annotate.codebook.actions.MOST_LABELS", 8),
        ("annotate.shares.actions.MOST_LIVE", 3),
        ("annotate.accounts.access_tokens.MOST_LIVE", 3),
    ],
)
def test_no_more_than_the_limit_of_one_account(
    app: Flask, cast: Cast, noting: Noting, database: Database, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    """On PostgreSQL eight writers had each counted what was there before any of them, and all had written."""
    note = noting.note()
    monkeypatch.setattr(limit, most)
    monkeypatch.setattr("annotate.shares.views.making.hashing", lambda view: view)
    words = {"version": noting.version, "body": "Words"}
    token = {"name": "R", "days": "30", "scopes": "read"}
    path, made, fields = {
        "annotate.notes.actions": (CREATE, Note, words),
        "annotate.codebook.actions": ("/labels", Label, {"hue": "1"}),
        "annotate.shares.actions": (TARGET, Share, form([note])),
        "annotate.accounts.access_tokens": ("/account/tokens", AccessToken, token),
    }[limit.rpartition(".")[0]]
    told = at_once(
        app,
        cast.client("alice"),
        lambda client: client.post(path, data=fields | {"client_key": new_id(), "name": new_id()}).status_code,
    )
    assert count(database, made) == [most], told


def test_no_more_than_the_limit_of_one_link(
    app: Flask, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = share(database, cast.viewer("alice"))
    monkeypatch.setattr("annotate.shares.unlocks.actions.MOST_GUESTS", 6)
    guests = iter([unlock(app.test_client(), app, shared) for _ in range(TIMES)])
    at_once(app, app.test_client(), lambda _client: reply(next(guests), shared, "Words", name="A guest").status_code)
    assert count(database, Guest, Reply) == [3, 3]
    monkeypatch.setattr("annotate.replies.actions.MOST_BY_LINK", 10)
    bob = unlock(cast.client("bob"), app, shared)
    at_once(app, bob, lambda client: reply(client, shared, "Words").status_code)
    assert count(database, Reply) == [5]


def _reply(client: FlaskClient, shared: Shared, name: str = "") -> int:
    sent = {"body": "Quite right", "name": name, "client_key": "k"}
    return client.post(f"/shared/{shared.id}/notes/{shared.note_ids[0]}/replies", data=sent).status_code
