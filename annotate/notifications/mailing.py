"""Mailing news: one letter for each account with news that are due, written from what holds at that moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.models import Account, AccountKind
from annotate.activity.kinds import OF_FOLLOWING, OF_ROUNDS, ActivityKind
from annotate.activity.models import Activity
from annotate.core.lifetimes import ShareState
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.following.found import count_found, found_from_json
from annotate.following.queries import still_followed
from annotate.mail import actions as mail
from annotate.mail.due_letters import write_due
from annotate.notes.anchors.queries import count_asking
from annotate.notifications import letters, queries
from annotate.notifications.actions import state_of
from annotate.notifications.kinds import MAILED, NotificationKind
from annotate.notifications.letters import Ending, News, Opening
from annotate.notifications.models import Notice
from annotate.notifications.unsubscribing import sign_unsubscription
from annotate.replies.queries import threads_by_id
from annotate.replies.rules import reader_of
from annotate.reviews.queries import RoundStanding, round_standings
from annotate.shares.letters import named
from annotate.shares.models import Share
from annotate.shares.queries import lifetime
from annotate.signing import Signer

PAUSE = timedelta(minutes=15)
"""The least time between two letters to one account; what comes meanwhile waits for the next one."""


@dataclass(frozen=True, slots=True)
class Sender:
    """What letters are made with."""

    site: str
    """The whole address of the start page, without a slash at its end."""
    signer: Signer

    def unsubscribe_address(self, account_id: str, kinds: Sequence[NotificationKind]) -> str:
        """Give the address that ends mails of these kinds."""
        return f"{self.site}/unsubscribe/{sign_unsubscription(self.signer, account_id, kinds)}"


@dataclass(frozen=True, slots=True)
class _FollowedNews:
    """How much is new of what an account follows."""

    changed: int
    minor: int
    found: int


def mail_due(database: Database, sender: Sender) -> int:
    """Queue a letter for each account with news that are due, each in a transaction of its own; return how many there were.

    An account whose letter cannot be written waits for an hour, and keeps nobody else waiting.
    """

    def write(account_id: str) -> bool:
        with database.transaction() as session:
            return _mail_one(session, account_id, sender)

    return write_due(database, queries.due_accounts, write, _postpone)


def _postpone(session: Session, account_id: str, until: datetime) -> None:
    waiting = (Notice.account_id == account_id, Notice.due_at <= clock.now())
    session.execute(update(Notice).where(*waiting).values(due_at=until))


def _mail_one(session: Session, account_id: str, sender: Sender) -> bool:
    """Queue one account's letter, unless there is nothing left to say or the last one is too recent; tell whether it was."""
    at, state = clock.now(), state_of(session, account_id)
    notices = session.scalars(
        select(Notice).where(Notice.account_id == account_id, Notice.due_at <= at).with_for_update()
    ).all()
    # A clock that was set back must not hold letters until it has caught up.
    if state.mailed_at is not None and state.mailed_at <= at < state.mailed_at + PAUSE:
        for notice in notices:
            notice.due_at = state.mailed_at + PAUSE
        return False
    account = session.get_one(Account, account_id)
    frequencies = queries.frequencies_of(session, account_id)
    mailed = {kind for kind, frequency in frequencies.items() if frequency in MAILED}
    wanted = [notice for notice in notices if notice.kind in mailed]
    rows = queries.activity_behind(session, wanted)
    unseen = [row for row in rows if row.kind not in OF_FOLLOWING or row.seq > state.news_seq]
    news = _news(session, account, unseen, at)
    for notice in notices:
        session.delete(notice)
    if not news.kinds:
        return False
    unsubscribe = sender.unsubscribe_address(account_id, news.kinds)
    letter = letters.write(news, site=sender.site, unsubscribe=unsubscribe)
    mail.queue(session, to=account.email, subject=letter.subject, body=letter.body, unsubscribe=unsubscribe)
    state.mailed_at = at
    return True


def _news(session: Session, account: Account, rows: Sequence[Activity], at: datetime) -> News:
    """Give what is still so of what happened: replies that are unread and may be read, links that live, notes that wait."""
    if account.kind != AccountKind.PERSON or account.deactivated_at is not None:
        return News()
    viewer = Viewer(account.id, account.name, account.email, "")
    replied = [
        row.detail["thread"] if row.detail else row.subject_id for row in rows if row.kind == ActivityKind.REPLY_CAME
    ]
    opened = {row.subject_id: row for row in rows if row.kind == ActivityKind.LINK_OPENED}
    shares = _shares(session, account.id, rows)
    expiring = {row.subject_id for row in rows if row.kind == ActivityKind.LINK_EXPIRING}
    asked = any(row.kind == ActivityKind.NOTES_TO_CHECK for row in rows)
    rounds = round_standings(session, viewer, [row.subject_id for row in rows if row.kind in OF_ROUNDS])

    def count_rounds(kind: ActivityKind, standing: RoundStanding) -> int:
        return len({row.subject_id for row in rows if row.kind == kind and standing in rounds.get(row.subject_id, ())})

    followed = _of_followed(session, account.id, [row for row in rows if row.kind in OF_FOLLOWING])
    return News(
        threads=_unread(session, viewer, replied),
        openings=tuple(
            Opening(named(session, share), share.id, opened[share.id].at, opened[share.id].net)
            for share in shares
            if share.id in opened and share.revoked_at is None
        ),
        endings=tuple(
            Ending(named(session, share), share.id, share.expires_at)
            for share in shares
            if share.id in expiring and lifetime(share).state(at) is ShareState.LIVE
        ),
        to_check=count_asking(session, viewer) if asked else 0,
        invited=count_rounds(ActivityKind.ROUND_INVITED, RoundStanding.INVITED),
        answered=count_rounds(ActivityKind.ROUND_ANSWERED, RoundStanding.OWNED),
        reminded=count_rounds(ActivityKind.ROUND_REMINDED, RoundStanding.READING),
        revealed=count_rounds(ActivityKind.ROUND_REVEALED, RoundStanding.REVEALED),
        changed=followed.changed,
        minor=followed.minor,
        found=followed.found,
    )


def _of_followed(session: Session, account_id: str, rows: Sequence[Activity]) -> _FollowedNews:
    """Count what is new of what the account follows still."""
    about = {row.subject_id for row in rows}
    live = still_followed(session, account_id, about) if about else set()
    kinds = {kind: [row for row in rows if row.kind == kind and row.subject_id in live] for kind in OF_FOLLOWING}
    changed, minor = (
        {row.subject_id for row in kinds[kind]} for kind in (ActivityKind.FOLLOWED_CHANGED, ActivityKind.FOLLOWED_MINOR)
    )
    found = [found_from_json(row.detail) for row in kinds[ActivityKind.FOLLOWED_FOUND]]
    return _FollowedNews(len(changed), len(minor - changed), count_found(found))


def _unread(session: Session, viewer: Viewer, thread_ids: Sequence[str]) -> tuple[str, ...]:
    """Give those of the threads that have replies which the viewer may read now and has not."""
    rows = threads_by_id(session, reader_of(viewer), thread_ids) if thread_ids else ()
    return tuple(sorted(row.thread.id for row in rows if row.unread))


def _shares(session: Session, account_id: str, rows: Sequence[Activity]) -> Sequence[Share]:
    """Give the account's links among the rows' subjects, in the order of their making."""
    own = (Share.account_id == account_id, Share.id.in_({row.subject_id for row in rows}))
    return session.scalars(select(Share).where(*own).order_by(Share.created_at, Share.id)).all()
