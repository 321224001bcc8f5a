"""Choosing what one is told, and collecting what is to be told in the transaction in which it happens."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from annotate.accounts.models import Account
from annotate.activity import actions as activity
from annotate.activity.queries import last_seq
from annotate.core.viewer import Viewer
from annotate.insert_once import added, insert_once
from annotate.notifications import queries
from annotate.notifications.kinds import MAILED, Frequency, NewsPage, NotificationKind, due_at, news_of
from annotate.notifications.models import Notice, NotificationPreference, NotificationState


@activity.listener
def collect(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Let what happened wait to be mailed, as its audience chose; runs in the transaction that wrote the rows."""
    news = [(row, kind) for row in rows if (kind := news_of(row)) is not None]
    chosen = {
        account_id: queries.frequencies_of(session, account_id) for account_id in {row["account_id"] for row, _ in news}
    }
    for row, kind in news:
        frequency = chosen[row["account_id"]][kind]
        if frequency in MAILED:
            due = due_at(frequency, row["at"])
            session.add(Notice(account_id=row["account_id"], seq=row["seq"], kind=kind, at=row["at"], due_at=due))


def choose(session: Session, account_id: str, choices: Mapping[NotificationKind, Frequency]) -> None:
    """Choose how an account is told of some kinds; what waits already is told as it is chosen now."""
    for kind, frequency in choices.items():
        _put(session, account_id, kind, frequency)
        waiting = (Notice.account_id == account_id, Notice.kind == kind)
        if frequency not in MAILED:
            session.execute(delete(Notice).where(*waiting))
            continue
        for notice in session.scalars(select(Notice).where(*waiting)):
            notice.due_at = due_at(frequency, notice.at)
    session.flush()


def stop_mails(session: Session, account_id: str, kinds: Iterable[NotificationKind]) -> None:
    """Mail an account nothing more about some kinds; those that send no mail anyway stay as they are chosen.

    Of an account that is gone there is nothing to change.
    """
    if session.get(Account, account_id, with_for_update={"key_share": True}) is None:
        return
    frequencies = queries.frequencies_of(session, account_id)
    choose(session, account_id, {kind: Frequency.APP for kind in kinds if frequencies[kind] in MAILED})


def mark_seen(session: Session, viewer: Viewer, seq: int, page: NewsPage = NewsPage.ACTIVITY) -> None:
    """Remember that the viewer has seen what a page listed up to a number, which never goes back."""
    state = state_of(session, viewer.id)
    last = min(seq, last_seq(session, viewer.id))
    if page is NewsPage.ACTIVITY:
        state.seen_seq = max(state.seen_seq, last)
    else:
        state.news_seq = max(state.news_seq, last)
    session.flush()


def state_of(session: Session, account_id: str) -> NotificationState:
    """Give the row of what an account was told and has seen, held until the transaction ends; make it if there is none."""

    def held() -> NotificationState | None:
        return session.get(NotificationState, account_id, with_for_update=True)

    found = held()
    if found is not None:
        return found
    return insert_once(
        session, lambda: added(session, NotificationState(account_id=account_id, seen_seq=0, news_seq=0)), held
    )[0]


def _put(session: Session, account_id: str, kind: NotificationKind, frequency: Frequency) -> None:
    changed = update(NotificationPreference).where(
        NotificationPreference.account_id == account_id, NotificationPreference.kind == kind
    )
    preference = NotificationPreference(account_id=account_id, kind=kind, frequency=frequency)
    if session.execute(changed.values(frequency=frequency).returning(NotificationPreference.kind)).first() is None:
        insert_once(
            session,
            lambda: added(session, preference),
            lambda: session.get(NotificationPreference, (account_id, kind)),
        )
