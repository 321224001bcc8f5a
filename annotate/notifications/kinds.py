"""What people can be told of, and how often."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from annotate.activity.kinds import ActivityKind

DIGEST_AT = time(7)
"""When digests are due, in UTC; weekly ones on Mondays."""


class NotificationKind(StrEnum):
    """What somebody can be told of."""

    REPLY = "reply"
    LINK_OPENED = "link-opened"
    LINK_EXPIRING = "link-expiring"
    NOTES_TO_CHECK = "notes-to-check"
    ROUND_INVITED = "round-invited"
    ROUND_ANSWERED = "round-answered"
    ROUND_REMINDED = "round-reminded"
    ROUND_REVEALED = "round-revealed"
    FOLLOWED_CHANGED = "followed-changed"
    FOLLOWED_MINOR = "followed-minor"
    FOLLOWED_FOUND = "followed-found"


class Frequency(StrEnum):
    """How somebody is told of one kind."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    WEEKLY = "weekly"
    APP = "app"
    """No mail; it counts as new on the page of activity until it was seen there."""
    NEVER = "never"
    """Neither: it is listed there as everything is."""


FREQUENCY_WORDS: Mapping[Frequency, str] = {
    Frequency.AT_ONCE: "At once",
    Frequency.DAILY: "Daily",
    Frequency.WEEKLY: "Weekly",
    Frequency.APP: "Only in annotate",
    Frequency.NEVER: "Never",
}
"""What pages call them."""


class NewsPage(StrEnum):
    """The page on which news is listed, and counts as new until it was seen there."""

    ACTIVITY = "activity"
    WHATS_NEW = "whats-new"


MAILED = frozenset({Frequency.AT_ONCE, Frequency.DAILY, Frequency.WEEKLY})
"""Those that send mail."""


@dataclass(frozen=True, slots=True)
class KindOfNews:
    """A kind as its owner chooses about it."""

    title: str
    default: Frequency
    source: ActivityKind
    page: NewsPage = NewsPage.ACTIVITY


NEWS: Mapping[NotificationKind, KindOfNews] = {
    NotificationKind.REPLY: KindOfNews("A private reply came in", Frequency.AT_ONCE, ActivityKind.REPLY_CAME),
    NotificationKind.LINK_OPENED: KindOfNews(
        "A link of mine was opened for the first time", Frequency.AT_ONCE, ActivityKind.LINK_OPENED
    ),
    NotificationKind.LINK_EXPIRING: KindOfNews(
        "A link of mine expires within a day", Frequency.AT_ONCE, ActivityKind.LINK_EXPIRING
    ),
    NotificationKind.NOTES_TO_CHECK: KindOfNews(
        "A record changed, and I have notes to check", Frequency.DAILY, ActivityKind.NOTES_TO_CHECK
    ),
    NotificationKind.ROUND_INVITED: KindOfNews(
        "I am invited to a double reading", Frequency.AT_ONCE, ActivityKind.ROUND_INVITED
    ),
    NotificationKind.ROUND_ANSWERED: KindOfNews(
        "Somebody answered my invitation, or left my double reading", Frequency.APP, ActivityKind.ROUND_ANSWERED
    ),
    NotificationKind.ROUND_REMINDED: KindOfNews(
        "I am asked to finish a double reading", Frequency.AT_ONCE, ActivityKind.ROUND_REMINDED
    ),
    NotificationKind.ROUND_REVEALED: KindOfNews(
        "A double reading is revealed", Frequency.AT_ONCE, ActivityKind.ROUND_REVEALED
    ),
    NotificationKind.FOLLOWED_CHANGED: KindOfNews(
        "A record that I follow changed", Frequency.DAILY, ActivityKind.FOLLOWED_CHANGED, NewsPage.WHATS_NEW
    ),
    NotificationKind.FOLLOWED_MINOR: KindOfNews(
        "Only places, contacts or status of a record that I follow changed",
        Frequency.APP,
        ActivityKind.FOLLOWED_MINOR,
        NewsPage.WHATS_NEW,
    ),
    NotificationKind.FOLLOWED_FOUND: KindOfNews(
        "New trials in a condition or search that I follow",
        Frequency.WEEKLY,
        ActivityKind.FOLLOWED_FOUND,
        NewsPage.WHATS_NEW,
    ),
}
"""Every kind, in the order of the page."""


def kinds_on(page: NewsPage) -> tuple[NotificationKind, ...]:
    """Return the kinds that are listed on a page."""
    return tuple(kind for kind, news in NEWS.items() if news.page is page)


_BY_SOURCE = {news.source: kind for kind, news in NEWS.items()}


def news_of(row: Mapping[str, Any]) -> NotificationKind | None:
    """Give the kind of news that a row of activity is; None when nobody is told of it."""
    kind = _BY_SOURCE.get(row["kind"])
    if kind is NotificationKind.LINK_OPENED and not (row["detail"] or {}).get("first"):
        return None
    return kind


def due_at(frequency: Frequency, at: datetime) -> datetime:
    """Give when news of an instant, in UTC, are mailed; ``frequency`` is one of ``MAILED``."""
    if frequency is Frequency.AT_ONCE:
        return at
    digest = datetime.combine(at.date(), DIGEST_AT, at.tzinfo)
    if digest <= at:
        digest += timedelta(days=1)
    return digest if frequency is Frequency.DAILY else digest + timedelta(days=-digest.weekday() % 7)
