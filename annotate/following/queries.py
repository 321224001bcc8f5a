"""Selects and the gates of what people follow and of the searches that they saved."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, false, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from annotate.accounts.models import Account
from annotate.core.text import storable
from annotate.core.viewer import Viewer
from annotate.database import ID_LENGTH
from annotate.errors import NotFound
from annotate.following.models import Arrival, Follow, SavedSearch
from annotate.following.subjects import SubjectKind
from annotate.prepared import prepared
from annotate.trials.facets import conditions_of
from annotate.trials.models import IndexedTrial, Trial

UNDO = timedelta(days=1)
"""How long something can be followed again, or a search restored, as if it had never ended."""


def own_follows(viewer: Viewer | None) -> ColumnElement[bool]:
    """The one rule of who sees what is followed: who follows it."""
    return Follow.account_id == viewer.id if viewer else false()


def own_searches(viewer: Viewer | None) -> ColumnElement[bool]:
    """The one rule of who sees a saved search: who saved it."""
    return SavedSearch.account_id == viewer.id if viewer else false()


def find_follow(session: Session, viewer: Viewer | None, follow_id: str) -> Follow:
    """Return something that the viewer follows, or followed until lately; raises NotFound."""
    found = session.scalar(select(Follow).where(Follow.id == follow_id, own_follows(viewer)))
    if found is None:
        raise NotFound
    return found


def find_search(session: Session, viewer: Viewer | None, search_id: str, *, deleted_too: bool = False) -> SavedSearch:
    """Return a search that the viewer saved; raises NotFound."""
    wanted = select(SavedSearch).where(SavedSearch.id == search_id, own_searches(viewer))
    found = session.scalar(wanted if deleted_too else wanted.where(SavedSearch.deleted_at.is_(None)))
    if found is None:
        raise NotFound
    return found


def follow_of(session: Session, viewer: Viewer, kind: SubjectKind, key: str) -> str | None:
    """Return the id by which the viewer follows a trial (by its id), a condition or a search; None if they do not."""
    found: str | None = session.scalar(*_follow_of(viewer, kind, key))
    return found


def follows_of(session: Session, viewer: Viewer) -> Sequence[Follow]:
    """Return all that the viewer follows, and what they followed until lately, the latest first."""
    wanted = select(Follow).where(own_follows(viewer)).options(*_WITH_SUBJECT)
    return session.scalars(wanted.order_by(Follow.created_at.desc(), Follow.id)).all()


def searches_of(session: Session, viewer: Viewer) -> Sequence[SavedSearch]:
    """Return all searches that the viewer saved, those too that they deleted lately, by name."""
    wanted = select(SavedSearch).where(own_searches(viewer))
    return session.scalars(wanted.order_by(SavedSearch.name, SavedSearch.id)).all()


def still_followed(session: Session, account_id: str, ids: Collection[str]) -> set[str]:
    """Return those of some trials and follows, by their ids, that an account follows now."""
    live = (Follow.account_id == account_id, Follow.ended_at.is_(None))
    trials = select(Follow.trial_id).where(*live, Follow.trial_id.in_(ids))
    others = select(Follow.id).where(*live, Follow.id.in_(ids))
    return {each for statement in (trials, others) for each in session.scalars(statement) if each is not None}


def find_feed(session: Session, key: str) -> Follow | SavedSearch:
    """Return what a feed's address is of, while its owner follows or saves it and is there; raises NotFound, whatever it was."""
    there = (Account.deactivated_at.is_(None),)
    follows = select(Follow).join(Account, Account.id == Follow.account_id).options(*_WITH_SUBJECT)
    searches = select(SavedSearch).join(Account, Account.id == SavedSearch.account_id)
    found: Follow | SavedSearch | None = None
    if len(key) == ID_LENGTH and key.isascii() and storable(key):
        found = session.scalar(follows.where(Follow.feed_key == key, Follow.ended_at.is_(None), *there))
        found = found or session.scalar(
            searches.where(SavedSearch.feed_key == key, SavedSearch.deleted_at.is_(None), *there)
        )
    if found is None:
        raise NotFound
    return found


def is_waiting(session: Session) -> bool:
    """True if followers are still to be told of something."""
    return session.scalar(select(Arrival.version_id).limit(1)) is not None


def changed_arrivals(session: Session, limit: int) -> Sequence[Arrival]:
    """Return new versions of followed trials, the longest waiting first."""
    return session.scalars(_arrivals().where(Arrival.former_number.is_not(None)).limit(limit)).all()


def new_arrivals(session: Session, limit: int) -> Sequence[Arrival]:
    """Return new trials of which the same follows are still to be told, the longest waiting first."""
    found = session.scalars(_arrivals().where(Arrival.former_number.is_(None)).limit(limit)).all()
    return [each for each in found if each.told_until == found[0].told_until]


def followers_of(session: Session, trial_id: str, after: str, limit: int) -> Sequence[tuple[str, str]]:
    """Return follows of a trial by id, after one of them, each with its account, which is not deleted meanwhile."""
    wanted = select(Follow.id, Follow.account_id).join(Account, Account.id == Follow.account_id)
    those = wanted.where(Follow.trial_id == trial_id, Follow.ended_at.is_(None), Follow.id > after)
    held = those.order_by(Follow.id).limit(limit).with_for_update(read=True, key_share=True, of=Account)
    return [(row.id, row.account_id) for row in session.execute(held)]


def wide_follows(session: Session, after: str, limit: int, *, hold: bool = False) -> Sequence[Follow]:
    """Return follows of conditions and searches by id, after one of them; with ``hold``, no account goes meanwhile."""
    wanted = (
        select(Follow)
        .join(Account, Account.id == Follow.account_id)
        .outerjoin(Follow.search)
        .options(contains_eager(Follow.search))
        .where(Follow.trial_id.is_(None), Follow.ended_at.is_(None), Follow.id > after)
    )
    page = wanted.order_by(Follow.id).limit(limit)
    return session.scalars(page.with_for_update(read=True, key_share=True, of=Account) if hold else page).all()


def trial_is_followed(session: Session, trial_id: str) -> bool:
    """True if anybody follows the trial."""
    return session.scalar(*_any_on_trial(trial_id)) is not None


def conditions_are_followed(session: Session) -> bool:
    """True if anybody follows a condition or a search."""
    return session.scalar(*_any_wide()) is not None


def conditions_among(session: Session, trial_ids: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Return which of some trials the page of each condition lists, by the condition's key; narrower ones count for wider ones."""
    found: dict[str, set[str]] = {}
    for row in session.execute(
        select(IndexedTrial.trial_id, IndexedTrial.facets).where(IndexedTrial.trial_id.in_(trial_ids))
    ):
        for key in conditions_of(row.facets):
            found.setdefault(key, set()).add(row.trial_id)
    return {key: frozenset(those) for key, those in found.items()}


def strange_follows(session: Session) -> Sequence[str]:
    """Return ids of follows of a search that somebody else saved; there is none in sound data."""
    others = select(Follow.id).join(Follow.search).where(SavedSearch.account_id != Follow.account_id)
    return session.scalars(others).all()


def ended_before(session: Session, at: datetime, limit: int) -> tuple[Sequence[str], Sequence[str]]:
    """Return ids of follows, and of searches, that ended before an instant."""
    follows = select(Follow.id).where(Follow.ended_at <= at).limit(limit)
    searches = select(SavedSearch.id).where(SavedSearch.deleted_at <= at).limit(limit)
    return session.scalars(follows).all(), session.scalars(searches).all()


_WITH_SUBJECT = (joinedload(Follow.trial).joinedload(Trial.current_version), joinedload(Follow.search))


def _arrivals() -> Select[Arrival]:
    return select(Arrival).options(joinedload(Arrival.version)).order_by(Arrival.at, Arrival.version_id)


@prepared
def _follow_of(viewer: Viewer, kind: SubjectKind, key: str) -> Select[str]:
    column = {
        SubjectKind.TRIAL: Follow.trial_id,
        SubjectKind.CONDITION: Follow.condition_key,
        SubjectKind.SEARCH: Follow.search_id,
    }[kind]
    return select(Follow.id).where(own_follows(viewer), column == key, Follow.ended_at.is_(None))


@prepared
def _any_on_trial(trial_id: str) -> Select[str]:
    return select(Follow.id).where(Follow.trial_id == trial_id, Follow.ended_at.is_(None)).limit(1)


@prepared
def _any_wide() -> Select[str]:
    return select(Follow.id).where(Follow.trial_id.is_(None), Follow.ended_at.is_(None)).limit(1)
