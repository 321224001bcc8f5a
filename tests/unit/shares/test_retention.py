"""What is kept of links that are over: 90 days after their end, and not a day longer."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from annotate import clock
from annotate.activity.kinds import OF_LINKS
from annotate.activity.models import Activity
from annotate.database import Database
from annotate.replies.models import Reply
from annotate.shares.models import Share, ShareNote, Unlock
from annotate.shares.retention import RETENTION, Swept, sweep
from tests.cast import Cast
from tests.sharing import Shared, change_share, deactivate, reply, share, unlock


@pytest.fixture
def used(app: Flask, database: Database, cast: Cast) -> Shared:
    """A link that was opened and answered."""
    shared = share(database, cast.viewer("alice"))
    reply(unlock(app.test_client(), app, shared), shared, "Quite right", name="A guest")
    return shared


def swept(database: Database, after: timedelta) -> Swept:
    with database.transaction() as session:
        return sweep(session, clock.now() + after)


@pytest.mark.parametrize("end", ["expired", "revoked", "owner left"])
def test_events_and_visits_go_90_days_after_the_end(
    app: Flask, database: Database, cast: Cast, used: Shared, end: str
) -> None:
    other = share(database, cast.viewer("bob"), trial_id=used.trial_id, lives=timedelta(days=89))
    unlock(app.test_client(), app, other)
    lives = timedelta(days=7) if end == "expired" else timedelta(0)
    if end == "revoked":
        change_share(database, used.id, revoked_at=clock.now())
    elif end == "owner left":
        deactivate(database, cast.viewer("alice").id)
    assert timedelta(days=90) == RETENTION
    kept = swept(database, lives + timedelta(days=89, hours=23))
    assert (kept.events, kept.visits) == (0, 0)
    gone = swept(database, lives + timedelta(days=90, minutes=1))
    assert (gone.events, gone.visits) == (3, 1)
    again = swept(database, lives + timedelta(days=90, minutes=1))
    assert again == Swept(0, 0)
    with database.reader() as session:
        assert set(session.scalars(select(Activity.subject_id).where(Activity.kind.in_(OF_LINKS)))) == {other.id}, (
            "another link's stay"
        )
        assert session.scalars(select(Unlock.share_id)).all() == [other.id]
        assert session.get_one(Share, used.id).openings == 1, "how often it was opened is still known"
        assert [session.scalar(select(func.count()).select_from(table)) for table in (Reply, ShareNote)] == [1, 2]


def test_a_suspended_link_keeps_what_happened_until_it_has_ended(database: Database, used: Shared) -> None:
    change_share(database, used.id, suspended_at=clock.now(), paused_at=clock.now())
    assert swept(database, timedelta(days=96)).events == 0
    assert swept(database, timedelta(days=98)).events == 3


def test_the_page_of_a_link_without_its_past(database: Database, cast: Cast, used: Shared) -> None:
    change_share(database, used.id, revoked_at=clock.now())
    swept(database, timedelta(days=91))
    page = cast.client("alice").get(f"/shares/{used.id}")
    assert page.status_code == 200
    assert "This history is no longer kept" in page.text
    assert "opened 1 time" in cast.client("alice").get("/shares").text
