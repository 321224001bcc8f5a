"""What was in the trash for 30 days goes for good, and nothing else does."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from annotate import clock
from annotate.accounts.models import Account
from annotate.database import Base, Database
from annotate.notes.models import Anchor, Note
from annotate.personal_data.actions import GRACE, delete_due
from annotate.trash import actions
from annotate.trash.queries import RETENTION
from tests.cast import Cast
from tests.sharing import Shared, answer, reply, share, thread_ids, unlock


def words(database: Database) -> str:
    """Give all that the database holds but for the trials, as words."""
    tables = [table for table in Base.metadata.sorted_tables if not table.name.startswith("trial")]
    with database.engine.connect() as connection:
        return "\n".join(repr(tuple(row)) for table in tables for row in connection.execute(select(table)))


def purge(database: Database, after: timedelta) -> int:
    with time_machine.travel(clock.now() + after):
        return actions.purge_due(database)


@pytest.fixture
def shared(app: Flask, database: Database, cast: Cast) -> Shared:
    """Two notes in a link; the first one was changed and answered by Bob and by a guest, and is deleted."""
    made = share(database, cast.viewer("alice"), bodies=("first thought", "other thought"), words=("160 mg", "240 mg"))
    alice, note = cast.client("alice"), made.note_ids[0]
    alice.post(f"/notes/{note}/edits", data={"revision": "1", "body": "second thought"})
    reply(unlock(cast.client("bob"), app, made), made, "What Bob said")
    reply(unlock(app.test_client(), app, made), made, "What the guest said", name="A guest")
    for thread in thread_ids(database):
        answer(alice, thread, "What Alice said")
    with database.transaction() as session:
        version = session.get_one(Note, note).version_id
        session.add(
            Anchor(
                note_id=note,
                version_id=version,
                state="orphaned",
                score=0.0,
                evidence=["160 mg is gone"],
                candidates=[],
                crossed=False,
                made_at=clock.now(),
            )
        )
    alice.post(f"/notes/{note}/deletion")
    return made


def test_nothing_goes_before_its_time(database: Database, shared: Shared) -> None:
    before = words(database)
    assert purge(database, RETENTION - timedelta(minutes=1)) == 0
    assert words(database) == before


def test_afterwards_what_others_wrote_is_left_to_them_alone(cast: Cast, database: Database, shared: Shared) -> None:
    assert purge(database, RETENTION) == 1
    left = words(database)
    for gone in ("first thought", "second thought", "160 mg", "What Alice said", "What the guest said"):
        assert gone not in left, gone
    assert "What Bob said" in left
    assert "other thought" in left
    assert purge(database, RETENTION + RETENTION) == 0, "once is enough"
    assert cast.client("alice").get(f"/shares/{shared.id}").status_code == 200
    assert "What Bob said" in cast.client("bob").get("/replies").text


def test_when_they_leave_too_nothing_is_left(cast: Cast, database: Database, shared: Shared) -> None:
    purge(database, RETENTION)
    cast.client("bob").post("/account/deletion", data={"email": "bob@example.org"})
    with time_machine.travel(clock.now() + GRACE + timedelta(minutes=1)):
        assert delete_due(database) == 1
    assert "What Bob said" not in words(database)


def test_what_somebody_who_left_had_written_goes_with_the_note(cast: Cast, database: Database, shared: Shared) -> None:
    cast.client("bob").post("/account/deletion", data={"email": "bob@example.org"})
    with time_machine.travel(clock.now() + GRACE + timedelta(minutes=1)):
        assert delete_due(database) == 1
    assert "What Bob said" in words(database)
    assert purge(database, RETENTION) == 1
    assert "What Bob said" not in words(database)


def test_an_account_without_a_password_is_somebody_s_whose_words_stay(
    cast: Cast, database: Database, shared: Shared
) -> None:
    with database.transaction() as session:
        session.get_one(Account, cast.viewer("bob").id).password_hash = None
    assert purge(database, RETENTION) == 1
    assert "What Bob said" in words(database)


def test_many_go_in_small_transactions(
    cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch, queries: list[str]
) -> None:
    made = share(database, cast.viewer("alice"), bodies=("a",) * 7, words=("160 mg",) * 7)
    for note in made.note_ids:
        cast.client("alice").post(f"/notes/{note}/deletion")
    monkeypatch.setattr(actions, "AT_ONCE", 3)
    assert purge(database, RETENTION) == 7
    assert "160 mg" not in words(database)
