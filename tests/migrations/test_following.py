"""The migration of what people follow: back without what releases before do not know, and forward again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from annotate import schema
from annotate.accounts import actions as accounts
from annotate.activity import actions as activity
from annotate.activity.kinds import ActivityKind
from annotate.activity.queries import last_seq
from annotate.core.viewer import Viewer
from annotate.database import Database, opened
from annotate.following import actions
from annotate.following.queries import follows_of, searches_of
from annotate.following.subjects import Subject, SubjectKind
from annotate.notifications import actions as notifications
from annotate.notifications.kinds import Frequency, NotificationKind
from annotate.notifications.queries import count_news
from tests.cast import PASSWORD
from tests.databases import new_url
from tests.texts import keep_trial

BEFORE = "0023"


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Database]:
    with opened(new_url(tmp_path)) as database:
        schema.upgrade(database)
        yield database


@pytest.fixture
def alice(fresh: Database) -> Viewer:
    new = accounts.prepare_account(email="alice@example.org", name="Alice", password=PASSWORD)
    with fresh.transaction() as session:
        account = accounts.sign_up(session, new)
        return Viewer(account.id, account.name, account.email, "")


def test_what_is_followed_goes_with_all_that_was_told_of_it(fresh: Database, alice: Viewer) -> None:
    with fresh.transaction() as session:
        trial = keep_trial(session)
        actions.follow(session, alice, Subject(SubjectKind.TRIAL, trial.registry_id))
        actions.make_feed(session, actions.save_search(session, alice, name="Mine", query="q=dose"))
        notifications.choose(session, alice.id, {NotificationKind.FOLLOWED_CHANGED: Frequency.AT_ONCE})
        activity.record(session, alice.id, ActivityKind.FOLLOWED_CHANGED, trial.id)
        activity.record(session, alice.id, ActivityKind.NOTE_WRITTEN, "a note")
    with fresh.transaction() as session:
        notifications.mark_seen(session, alice, 1)
    schema.downgrade(fresh, BEFORE)
    with fresh.reader() as session:
        assert session.execute(text("SELECT kind FROM activities")).scalars().all() == ["note.written"]
        for table in ("notices", "notification_preferences"):
            assert session.execute(text(f"SELECT * FROM {table}")).all() == []  # noqa: S608 - one of two names
        assert session.execute(text("SELECT seen_seq FROM notification_states")).scalars().all() == [1]
    schema.upgrade(fresh)
    with fresh.transaction() as session:
        assert (follows_of(session, alice), searches_of(session, alice)) == ([], [])
        activity.record(session, alice.id, ActivityKind.FOLLOWED_CHANGED, "a trial")
    with fresh.reader() as session:
        assert count_news(session, alice) == 1
        assert last_seq(session, alice.id) == 3
