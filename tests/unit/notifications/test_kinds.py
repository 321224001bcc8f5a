"""When news are due: at once, at the next digest, and never before they happened."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.activity.kinds import ActivityKind
from annotate.notifications.kinds import DIGEST_AT, MAILED, NEWS, Frequency, NotificationKind, due_at, news_of

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
instants = st.integers(0, 4 * 365 * 24 * 3600).map(lambda seconds: FIRST + timedelta(seconds=seconds))


@given(at=instants)
def test_digests_come_at_their_hour_within_their_time(at: datetime) -> None:
    daily, weekly = due_at(Frequency.DAILY, at), due_at(Frequency.WEEKLY, at)
    assert due_at(Frequency.AT_ONCE, at) == at
    assert at < daily <= at + timedelta(days=1)
    assert at < weekly <= at + timedelta(days=7)
    assert (daily.time(), weekly.time(), weekly.weekday()) == (DIGEST_AT, DIGEST_AT, 0)
    assert daily <= weekly


@pytest.mark.parametrize(
    ("at", "daily", "weekly"),
    [
        ("2026-11-29 06:59", "2026-11-29 07:00", "2026-11-30 07:00"),
        ("2026-11-29 07:00", "2026-11-30 07:00", "2026-11-30 07:00"),
        ("2026-11-30 07:00", "2026-12-01 07:00", "2026-12-07 07:00"),
        ("2026-12-31 23:59", "2027-01-01 07:00", "2027-01-04 07:00"),
    ],
)
def test_the_next_digest(at: str, daily: str, weekly: str) -> None:
    def utc(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    assert due_at(Frequency.DAILY, utc(at)) == utc(daily)
    assert due_at(Frequency.WEEKLY, utc(at)) == utc(weekly)


def test_every_kind_has_its_news_and_a_default() -> None:
    assert set(NEWS) == set(NotificationKind)
    unasked = {kind for kind, news in NEWS.items() if news.default not in MAILED}
    assert unasked == {NotificationKind.FOLLOWED_MINOR, NotificationKind.ROUND_ANSWERED}, "what can wait"
    for kind, news in NEWS.items():
        assert news_of({"kind": news.source, "detail": {"first": True}}) is kind


def test_only_the_first_opening_is_news() -> None:
    assert news_of({"kind": ActivityKind.LINK_OPENED, "detail": None}) is None
    assert news_of({"kind": ActivityKind.NOTE_WRITTEN, "detail": None}) is None
