"""A link's owner is told a day before it expires, once for each end."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from annotate import clock
from annotate.activity import actions as activity
from annotate.activity.kinds import OF_LINKS, OF_REPLIES, ActivityKind
from annotate.activity.models import Activity
from annotate.database import Database
from annotate.shares import actions, expiring
from annotate.shares.models import Share
from annotate.shares.presenters import EVENTS
from tests.cast import Cast
from tests.sharing import Shared, change_share, deactivate, share

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@pytest.fixture
def shared(database: Database, cast: Cast) -> Shared:
    """A link that lives for a week."""
    return share(database, cast.viewer("alice"), lives=WEEK)


def tell(database: Database, after: timedelta) -> int:
    return expiring.tell_expiring(database, clock.now() + after)


def test_it_is_told_once_within_the_last_day(database: Database, cast: Cast, shared: Shared) -> None:
    assert tell(database, WEEK - DAY - timedelta(minutes=1)) == 0
    with database.reader() as session:
        assert not expiring.is_expiring(session, clock.now())
        assert expiring.is_expiring(session, clock.now() + WEEK - timedelta(hours=5))
    assert tell(database, WEEK - timedelta(hours=5)) == 1
    assert tell(database, WEEK - timedelta(hours=4)) == 0
    with database.reader() as session:
        told = select(Activity).where(Activity.kind == ActivityKind.LINK_EXPIRING)
        (row,) = session.scalars(told)
        assert (row.account_id, row.subject_id) == (cast.viewer("alice").id, shared.id)


def test_the_page_of_a_link_says_so(database: Database, cast: Cast, shared: Shared) -> None:
    assert tell(database, WEEK - timedelta(hours=5)) == 1
    page = cast.client("alice").get(f"/shares/{shared.id}")
    assert page.status_code == 200
    assert "It expires within a day" in page.text


def test_whatever_happens_to_a_link_has_words_on_its_page(database: Database, cast: Cast, shared: Shared) -> None:
    assert set(EVENTS) == {*OF_LINKS, *OF_REPLIES}
    with database.transaction() as session:
        activity.record(session, cast.viewer("alice").id, ActivityKind.LINK_PAUSED, shared.id)
        session.flush()
    with database.transaction() as session:
        session.execute(update(Activity).where(Activity.kind == "link.paused").values(kind="link.of_a_later_release"))
    assert "no words for" in cast.client("alice").get(f"/shares/{shared.id}").text
    assert cast.client("alice").get("/activity").status_code == 200


def test_another_end_is_told_anew(database: Database, shared: Shared) -> None:
    assert tell(database, WEEK - timedelta(hours=5)) == 1
    with database.transaction() as session:
        actions.set_expiry(session, session.get_one(Share, shared.id), clock.now() + 2 * WEEK)
    assert tell(database, WEEK - timedelta(hours=4)) == 0
    assert tell(database, 2 * WEEK - timedelta(hours=4)) == 1


def test_a_link_for_a_day_is_no_news(database: Database, cast: Cast) -> None:
    share(database, cast.viewer("alice"), lives=DAY)
    assert [tell(database, timedelta(hours=hours)) for hours in (0, 12, 23, 25)] == [0, 0, 0, 0]


@pytest.mark.parametrize("end", ["revoked", "suspended", "paused", "owner left", "over"])
def test_a_link_that_opens_nothing_is_not_told(database: Database, cast: Cast, shared: Shared, end: str) -> None:
    after = WEEK - timedelta(hours=5)
    if end == "owner left":
        deactivate(database, cast.viewer("alice").id)
    elif end == "over":
        after = WEEK + timedelta(minutes=1)
    else:
        change_share(database, shared.id, **{f"{end}_at": clock.now()})
    assert tell(database, after) == 0
