"""An account holds so much and no more: what it wrote, earlier texts too, and the passages that it quoted."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from annotate import clock
from annotate.accounts.models import Account
from annotate.database import Database
from annotate.notes.models import Note
from annotate.personal_data import stored
from annotate.replies.models import Reply
from annotate.trash.actions import purge_due
from tests.cast import Cast
from tests.noting import CREATE, Noting
from tests.sharing import answer, reply, share, thread_ids, unlock


def held(database: Database, name: str) -> int:
    """Give how much somebody's account holds, as it is counted; what is there must come to the same."""
    with database.reader() as session:
        account = session.scalars(select(Account).where(Account.email == f"{name}@example.org")).one()
        assert stored.stored_by(session, account.id) == account.stored
        return account.stored


def test_every_word_counts_for_whoever_wrote_it(app: Flask, cast: Cast, noting: Noting, database: Database) -> None:
    alice = cast.client("alice")
    note = noting.note(on="≥18 Years", body="Adults")
    assert held(database, "alice") == 9 + 6
    noting.note(on="≥18 Years", body="")
    alice.post(f"/notes/{note}/edits", data={"body": "Grown-ups", "revision": "1"})
    assert held(database, "alice") == 15 + 9 + 9, "the earlier text is kept"
    alice.post(f"/notes/{note}/edits", data={"body": "Grown-ups!", "revision": "2"})
    assert held(database, "alice") == 33 + 1, "words that go on take the place of themselves"
    shared = share(database, cast.viewer("alice"), bodies=("",), words=("160 mg",), trial_id=trial_of(database))
    with database.transaction() as session:  # made without the page
        session.execute(update(Account).where(Account.name == "Alice").values(stored=Account.stored + 6))
    reply(unlock(app.test_client(), app, shared), shared, "By a guest", name="A guest")
    bob = unlock(cast.client("bob"), app, shared)
    reply(bob, shared, "By Bob")
    assert (held(database, "alice"), held(database, "bob")) == (40, 6)
    for thread in thread_ids(database):
        answer(alice, thread, "Thanks")
    with database.reader() as session:
        by_bob = session.scalars(select(Reply.id).where(Reply.body == "By Bob")).one()
    bob.post(f"/shared/{shared.id}/own-replies/{by_bob}/edits", data={"body": "Bob", "revision": "1"})
    assert (held(database, "alice"), held(database, "bob")) == (40 + 12, 6 + 3)
    with database.transaction() as session:
        session.execute(update(Note).values(deleted_at=clock.now() - timedelta(days=40)))
    purge_due(database)
    with database.transaction() as session:
        session.execute(update(Account).values(stored=Account.stored + stored.CLOSE))
    assert stored.recount_close(database) == 2
    assert held(database, "alice") < 52, "what was deleted for good makes room"
    assert held(database, "bob") <= 9


def test_what_is_too_much_is_refused_and_given_back(
    cast: Cast, noting: Noting, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.accounts.quota.MOST_STORED", 20)
    alice, note = cast.client("alice"), noting.note(on="", body="Ten signs.")
    new = alice.post(CREATE, data={"version": noting.version, "body": "Words to keep", "client_key": "k"})
    edit = alice.post(f"/notes/{note}/edits", data={"body": "Words to keep", "revision": "1"})
    for answered in (new, edit):
        assert answered.status_code == 429
        assert "the limit for one account" in answered.text
        assert "Words to keep" in answered.text
    assert held(database, "alice") == 10
    shorter = alice.post(f"/notes/{note}/edits", data={"body": "Ten signs", "revision": "1"})
    assert (shorter.status_code, held(database, "alice")) == (303, 19)


def trial_of(database: Database) -> str:
    with database.reader() as session:
        return session.scalars(select(Note.trial_id).limit(1)).one()
