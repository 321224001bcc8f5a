"""The migration of rounds: back without them and what was told of them, and forward again; notes and labels stay."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text, update

from annotate import clock, schema
from annotate.accounts import actions as accounts
from annotate.accounts.models import Account
from annotate.codebook.actions import create_label
from annotate.core.viewer import Viewer
from annotate.database import Database, opened
from annotate.notes.models import Note
from annotate.notes.queries import has_notes
from annotate.notifications import actions as notifications
from annotate.notifications.kinds import Frequency, NotificationKind
from annotate.reviews import actions, closing, own_work, queries
from tests.cast import PASSWORD
from tests.databases import new_url
from tests.sharing import write_note
from tests.texts import keep_trial

BEFORE = "0040"
TABLES = ("notices", "notification_preferences", "activities")


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Database]:
    with opened(new_url(tmp_path)) as database:
        schema.upgrade(database)
        yield database


def someone(database: Database, name: str) -> Viewer:
    new = accounts.prepare_account(email=f"{name}@example.org", name=name.title(), password=PASSWORD)
    with database.transaction() as session:
        account = accounts.sign_up(session, new)
        session.execute(update(Account).values(confirmed_at=clock.now()))
        return Viewer(account.id, account.name, account.email, "")


def test_rounds_go_with_all_that_was_told_of_them(fresh: Database) -> None:
    alice, bob = someone(fresh, "alice"), someone(fresh, "bob")
    with fresh.transaction() as session:
        trial = keep_trial(session)
        label = create_label(session, alice, has_notes, name="Age", hue=2)
        note = write_note(session, alice, trial, words="160 mg")
        session.get_one(Note, note.id).label_id = label.id
        draft = actions.RoundDraft("Doses", "", trial.registry_id, (label.id,), owner_reads=True, client_key="k")
        made = actions.make_round(session, alice, draft)
        actions.invite(session, queries.find_seat(session, alice, made.id), bob.email, reads=True, decides=False)
        actions.accept(session, bob, queries.find_invitation(session, bob, made.id))
        for viewer in (alice, bob):
            seat = queries.hold_seat(session, viewer, made.id)
            read = queries.find_trial(session, made.id, trial.registry_id)
            noted = own_work.notes_that_count(session, viewer, seat.member.id, read)
            closing.close_trial(session, viewer, seat, read, closing.fingerprint(noted.values()))
        notifications.choose(session, alice.id, {NotificationKind.ROUND_REVEALED: Frequency.AT_ONCE})
    with fresh.reader() as session:
        assert session.execute(text("SELECT count(*) FROM round_passages")).scalar() == 1
        assert session.execute(text("SELECT count(*) FROM rounds WHERE revealed_at IS NOT NULL")).scalar() == 1
    schema.downgrade(fresh, BEFORE)
    with fresh.reader() as session:
        for table in TABLES:
            assert session.execute(text(f"SELECT * FROM {table} WHERE kind LIKE 'round%'")).all() == []  # noqa: S608 - one of three names
        assert session.execute(text("SELECT count(*) FROM notes WHERE label_id IS NOT NULL")).scalar() == 1
    schema.upgrade(fresh)
    with fresh.reader() as session:
        assert queries.seats_of(session, alice) == []
