"""What pages show of shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import segno

from annotate import clock
from annotate.activity.kinds import NO_WORDS, ActivityKind
from annotate.activity.models import Activity
from annotate.core.cursors import Cursor, page_of, write_cursor
from annotate.core.lifetimes import LONGEST, ShareState, a_week_later, in_words
from annotate.shares import queries
from annotate.shares.guessing import MOST_IN_A_LIFE
from annotate.shares.models import Share
from annotate.shares.queries import (
    EVENTS_PAGE_SIZE,
    PAGE_SIZE,
    VISITS_SHOWN,
    DayRow,
    LinkRow,
    VisitRow,
    lifetime,
)
from annotate.shares.retention import RETENTION
from annotate.shares.timeline import Timeline, timeline
from annotate.shares.unlocks.queries import is_open, named

_SOON = timedelta(days=1)
_ABOUT_TO_END = timedelta(days=2)

EVENTS: Mapping[str, str] = {
    ActivityKind.LINK_CREATED: "You made the link",
    ActivityKind.LINK_OPENED: "Opened with the passcode",
    ActivityKind.LINK_PREVIEWED: "You opened it yourself",
    ActivityKind.LINK_FAILED: "A wrong passcode was tried",
    ActivityKind.LINK_LOCKED: "Locked for 30 minutes after many wrong passcodes",
    ActivityKind.LINK_SUSPENDED: "Suspended after a hundred wrong passcodes",
    ActivityKind.LINK_RESTORED: "Suspended, because the data were restored from a backup",
    ActivityKind.REPLY_CAME: "A private reply came in",
    ActivityKind.REPLY_WITHDRAWN: "A private reply was withdrawn",
    ActivityKind.REPLY_RESTORED: "A withdrawn reply was brought back",
    ActivityKind.LINK_LEFT: "The visitor left",
    ActivityKind.LINK_ENDED: "You ended a visitor’s access",
    ActivityKind.LINK_NOTES: "You changed its notes",
    ActivityKind.LINK_EXTENDED: "You changed when it expires",
    ActivityKind.LINK_LIMITED: "You changed the limit of openings",
    ActivityKind.LINK_PAUSED: "You suspended it",
    ActivityKind.LINK_RESUMED: "You resumed it",
    ActivityKind.LINK_PASSCODE: "You set a new passcode",
    ActivityKind.LINK_REISSUED: "You replaced its address",
    ActivityKind.LINK_REVOKED: "You revoked it",
    ActivityKind.LINK_EXPIRING: "It expires within a day",
}
"""What happened to a link, in words to its owner."""


class Suspension(StrEnum):
    """Why a link is suspended."""

    GUESSING = "guessing"
    OWNER = "owner"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class LinkView:
    """One of the owner's links."""

    id: str
    recipient: str
    trial_title: str
    registry_id: str
    """Of the trial that it begins with, whose title that is."""
    more_trials: int
    """How many other trials it has notes on."""
    state: ShareState
    words: str
    """The state in words."""
    tone: str
    """How the badge looks."""
    created_at: datetime
    expires_at: datetime
    left: str
    """How long it will live, in words; empty when it is over."""
    can_reply: bool
    notes: int
    opened: int
    most_openings: int | None
    """How often it opens at most; None for no limit."""
    used_up: bool
    last_opened_at: datetime | None
    failures: int
    unread: int
    suspended_by: Suspension | None
    can_extend: bool
    """Whether a week more is a click away: it opens, or has only expired, and would not live too long."""
    ends_soon: bool
    """Whether it expires within two days, or has expired."""

    @property
    def ends(self) -> str:
        """The end as a form states it."""
        return self.expires_at.isoformat()

    @property
    def is_live(self) -> bool:
        """Whether the link opens."""
        return self.state is ShareState.LIVE

    @property
    def is_final(self) -> bool:
        """Whether nothing can bring the link back."""
        return self.state is ShareState.REVOKED


@dataclass(frozen=True, slots=True)
class LinksPage:
    """One page of the owner's links."""

    links: tuple[LinkView, ...]
    after: str
    """The cursor of the next, older page; empty on the last one."""


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that happened to a link."""

    words: str
    who: str
    net: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VisitView:
    """Somebody who opened a link."""

    who: str
    opened_at: datetime
    seen_at: datetime
    net: str
    is_open: bool
    """Whether they have it open now, and need no passcode."""


@dataclass(frozen=True, slots=True)
class LinkHistory:
    """What happened to a link: the chart, who opened it, and one page of its events."""

    chart: Timeline | None
    visits: tuple[VisitView, ...]
    more_visits: bool
    """Whether there were more of them than are listed."""
    events: tuple[EventView, ...]
    after: str
    """The cursor of the next, older page of events; empty on the last one."""
    is_first: bool
    """Whether these are the latest events."""
    kept_days: int


@dataclass(frozen=True, slots=True)
class Address:
    """A link's address and its QR code."""

    url: str
    qr: str
    """The same address as an image, for ``src``."""
    renew_before: datetime | None
    """Addresses copied before this instant stop working before the link expires; None when none does."""


@dataclass(frozen=True, slots=True)
class Result:
    """A link whose passcode is shown, this once."""

    link: LinkView
    address: Address
    passcode: str
    again: bool
    """Whether a passcode of the same link was shown before, which no longer opens it."""


def link_view(row: LinkRow, unread: Mapping[str, int] | None = None) -> LinkView:
    """Show a link."""
    share, now = row.share, clock.now()
    state = lifetime(share).state(now)
    left = share.expires_at - now
    words, tone = {
        ShareState.LIVE: ("Live", "soon" if left < _SOON else "open"),
        ShareState.EXPIRED: ("Expired", "closed"),
        ShareState.REVOKED: ("Revoked", "stopped"),
        ShareState.SUSPENDED: ("Suspended", "stopped"),
        ShareState.ORPHANED: ("Ended", "closed"),
    }[state]
    used = queries.used_up(share)
    if state is ShareState.LIVE and used:
        words, tone = "Used up", "closed"
    return LinkView(
        id=share.id,
        recipient=share.recipient,
        trial_title=row.trial_title,
        registry_id=share.trial.registry_id,
        more_trials=max(0, row.trials - 1),
        state=state,
        words=words,
        tone=tone,
        created_at=share.created_at,
        expires_at=share.expires_at,
        left=in_words(left) if left > timedelta() and state is not ShareState.REVOKED else "",
        can_reply=share.can_reply,
        notes=row.notes,
        opened=share.openings,
        most_openings=share.most_openings,
        used_up=used,
        last_opened_at=row.last_opened_at,
        failures=share.failures,
        unread=(unread or {}).get(share.id, 0),
        suspended_by=_suspension(share),
        can_extend=_can_extend(share, state, now),
        ends_soon=left < _ABOUT_TO_END,
    )


def links_page(rows: Sequence[LinkRow], unread: Mapping[str, int]) -> LinksPage:
    """Show what ``my_links`` found; one row more than a page tells that there is another page."""
    page = page_of(rows, PAGE_SIZE)
    after = page.next_after(lambda last: write_cursor(Cursor(last.share.created_at, last.share.id)))
    return LinksPage(tuple(link_view(row, unread) for row in page.rows), after)


def history(
    share: Share, days: Sequence[DayRow], visits: Sequence[VisitRow], events: Sequence[Activity], *, is_first: bool
) -> LinkHistory:
    """Show what happened to a link; one event more than a page tells that there is another page."""
    now, page = clock.now(), page_of(events, EVENTS_PAGE_SIZE)
    ends = [now, share.expires_at, *([share.revoked_at] if share.revoked_at else [])]
    return LinkHistory(
        chart=timeline(days, share.created_at, min(ends)),
        visits=tuple(_visit(row, share, now) for row in visits[:VISITS_SHOWN]),
        more_visits=len(visits) > VISITS_SHOWN,
        events=tuple(EventView(EVENTS.get(row.kind, NO_WORDS), row.actor, row.net, row.at) for row in page.rows),
        after=page.next_after(lambda last: str(last.seq)),
        is_first=is_first,
        kept_days=RETENTION.days,
    )


def _visit(row: VisitRow, share: Share, now: datetime) -> VisitView:
    unlock = row.unlock
    return VisitView(
        who="You" if row.is_owner else named(row.name, is_guest=row.is_guest),
        opened_at=unlock.created_at,
        seen_at=unlock.last_seen_at,
        net=unlock.net,
        is_open=is_open(unlock, share, now),
    )


def _can_extend(share: Share, state: ShareState, now: datetime) -> bool:
    ends_by_time = state in {ShareState.LIVE, ShareState.EXPIRED} and _suspension(share) is None
    return ends_by_time and not queries.used_up(share) and a_week_later(share.expires_at, now) is not None


def _suspension(share: Share) -> Suspension | None:
    if share.suspended_at is not None:
        return Suspension.GUESSING if share.failures >= MOST_IN_A_LIFE else Suspension.RESTORED
    return Suspension.OWNER if share.paused_at is not None else None


def address(share: Share, url: str) -> Address:
    """Show a link's address. The QR code (ISO/IEC 18004) holds the address and nothing else."""
    backstop = share.expires_at - LONGEST
    return Address(
        url=url,
        qr=segno.make(url, error="m", micro=False).svg_data_uri(border=2),
        renew_before=backstop if backstop > share.created_at else None,
    )
