"""Use cases: follow and unfollow, save a search, and note that a version came in of which followers are to be told."""

from collections.abc import Collection, Iterable

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.queries import hold_account
from annotate.core.text import storable
from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.errors import Invalid, NotFound
from annotate.following import queries
from annotate.following.models import Arrival, Follow, SavedSearch
from annotate.following.subjects import Subject, SubjectKind
from annotate.search_names import search_name
from annotate.trials import query_strings
from annotate.trials.conditions import find_condition
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import IS_CURRENT, find_trial

MOST_FOLLOWED = 500
"""What one account can follow."""

MOST_SEARCHES = 100
"""Searches that one account can save."""


def follow(session: Session, viewer: Viewer, subject: Subject) -> Follow:
    """Follow something; once more changes nothing. Raises NotFound when it is not there, Invalid for one too many."""
    hold_account(session, viewer.id)
    about = _about(session, viewer, subject)
    of_subject = (getattr(Follow, name) == value for name, value in about.items())
    found = session.scalar(select(Follow).where(Follow.account_id == viewer.id, *of_subject))
    if found is not None and found.ended_at is None:
        return found
    _require_room(session, viewer, found)
    if found is None:
        found = Follow(account_id=viewer.id, created_at=clock.now(), **about)
        session.add(found)
    found.ended_at = None
    session.flush()
    return found


def unfollow(session: Session, follow: Follow) -> None:
    """End a follow; for a day it can be undone."""
    follow.ended_at = follow.ended_at or clock.now()
    session.flush()


def follow_again(session: Session, viewer: Viewer, follow: Follow) -> None:
    """Undo the end of a follow. Raises Invalid for one too many, NotFound when its search was deleted."""
    hold_account(session, viewer.id)
    if follow.ended_at is None:
        return
    if follow.search_id is not None:
        queries.find_search(session, viewer, follow.search_id)
    _require_room(session, viewer, follow)
    follow.ended_at = None
    session.flush()


def save_search(session: Session, viewer: Viewer, *, name: str, query: str) -> SavedSearch:
    """Save a search under a name; one that is saved already gets the new name.

    ``query`` is in canonical form. Raises Invalid for a bad name, for a search of nothing, and for one too many.
    """
    hold_account(session, viewer.id)
    words = _name(name)
    if not query:
        raise Invalid("There is nothing to save: this search lists every trial. Add a word or a condition first.")
    if len(query) > query_strings.LONGEST:
        raise Invalid("This search is too long to be saved. Please leave out some words.")
    own = (SavedSearch.account_id == viewer.id,)
    found = session.scalar(select(SavedSearch).where(*own, SavedSearch.query == query))
    if found is None or found.deleted_at is not None:
        _require_room_for_search(session, viewer, found)
    if found is None:
        found = SavedSearch(account_id=viewer.id, query=query, created_at=clock.now())
        session.add(found)
    found.name, found.deleted_at = words, None
    session.flush()
    return found


def rename_search(session: Session, search: SavedSearch, name: str) -> None:
    """Give a saved search another name; raises Invalid for a bad one."""
    search.name = _name(name)
    session.flush()


def delete_search(session: Session, search: SavedSearch) -> None:
    """Delete a saved search and stop following it; for a day both can be undone. Once more changes nothing."""
    if search.deleted_at is not None:
        return
    search.deleted_at = at = clock.now()
    for each in _follows_of_search(session, search):
        each.ended_at = each.ended_at or at
    session.flush()


def restore_search(session: Session, viewer: Viewer, search: SavedSearch) -> None:
    """Undo the deletion of a search, and follow it again if that ended with it. Raises Invalid for one too many."""
    hold_account(session, viewer.id)
    if search.deleted_at is None:
        return
    _require_room_for_search(session, viewer, search)
    at, search.deleted_at = search.deleted_at, None
    for each in _follows_of_search(session, search):
        if each.ended_at == at:
            _require_room(session, viewer, each)
            each.ended_at = None
    session.flush()


def make_feed(session: Session, of: Follow | SavedSearch) -> None:
    """Give something a feed with a new secret address; the address that it had before is no more."""
    of.feed_key = new_id()
    session.flush()


def end_feed(session: Session, of: Follow | SavedSearch) -> None:
    """Revoke the address of a feed."""
    of.feed_key = None
    session.flush()


def note_new(session: Session, registry_ids: Collection[str]) -> None:
    """Let those who follow conditions and searches be told of new trials; the job does it."""
    if not registry_ids or not queries.conditions_are_followed(session):
        return
    versions = select(TrialVersion.id).join(Trial, IS_CURRENT).where(Trial.registry_id.in_(registry_ids))
    session.add_all(
        Arrival(version_id=version_id, former_number=None, at=clock.now(), told_until="")
        for version_id in session.scalars(versions)
    )


def note_changed(session: Session, version: TrialVersion) -> None:
    """Let followers of a trial be told of a version that came in; an earlier one of the record is no news."""
    if not queries.trial_is_followed(session, version.trial_id):
        return
    current = session.scalar(select(Trial.current_number).where(Trial.id == version.trial_id))
    former = _former_number(session, version) if current == version.number else None
    if former is not None:
        session.add(Arrival(version_id=version.id, former_number=former, at=clock.now(), told_until=""))


def forget_ended(session: Session, follow_ids: Iterable[str], search_ids: Iterable[str]) -> int:
    """Delete for good what ended long enough ago, and return how much that was."""
    follows = delete(Follow).where(Follow.id.in_(follow_ids), Follow.ended_at.is_not(None))
    searches = delete(SavedSearch).where(SavedSearch.id.in_(search_ids), SavedSearch.deleted_at.is_not(None))
    gone = session.scalars(follows.returning(Follow.id)).all()
    return len(gone) + len(session.scalars(searches.returning(SavedSearch.id)).all())


def _about(session: Session, viewer: Viewer, subject: Subject) -> dict[str, str]:
    """Return the column of a follow that names its subject; raises NotFound."""
    if not storable(subject.key):
        raise NotFound
    match subject.kind:
        case SubjectKind.TRIAL:
            return {"trial_id": find_trial(session, subject.key).id}
        case SubjectKind.CONDITION:
            find_condition(session, subject.key)
            return {"condition_key": subject.key}
        case SubjectKind.SEARCH:
            return {"search_id": queries.find_search(session, viewer, subject.key).id}


def _require_room(session: Session, viewer: Viewer, wanted: Follow | None = None) -> None:
    """Raise Invalid for one too many; ``wanted`` is an ended one that is to be taken up again."""
    own = (Follow.account_id == viewer.id, Follow.id != (wanted.id if wanted else ""))
    lasting = session.scalar(select(func.count()).where(*own, Follow.ended_at.is_(None))) or 0
    if lasting >= MOST_FOLLOWED:
        raise Invalid(f"You follow {MOST_FOLLOWED} things, which is the most. Unfollow something first.")
    # Who follows and unfollows in a loop loses the undoing of the earliest.
    ended = select(Follow.id).where(*own, Follow.ended_at.is_not(None)).order_by(Follow.ended_at.desc(), Follow.id)
    earliest = session.scalars(ended.offset(2 * MOST_FOLLOWED - lasting - 1)).all()
    if earliest:
        session.execute(delete(Follow).where(Follow.id.in_(earliest)))


def _require_room_for_search(session: Session, viewer: Viewer, wanted: SavedSearch | None = None) -> None:
    """Raise Invalid for one too many; ``wanted`` is a deleted one that is to be taken up again."""
    own = (SavedSearch.account_id == viewer.id, SavedSearch.id != (wanted.id if wanted else ""))
    lasting = session.scalar(select(func.count()).where(*own, SavedSearch.deleted_at.is_(None))) or 0
    if lasting >= MOST_SEARCHES:
        raise Invalid(f"You have {MOST_SEARCHES} saved searches, which is the most. Delete one first.")
    # As with what is followed.
    deleted = select(SavedSearch.id).where(*own, SavedSearch.deleted_at.is_not(None))
    latest = deleted.order_by(SavedSearch.deleted_at.desc(), SavedSearch.id)
    earliest = session.scalars(latest.offset(2 * MOST_SEARCHES - lasting - 1)).all()
    if earliest:
        session.execute(delete(SavedSearch).where(SavedSearch.id.in_(earliest)))


def _name(name: str) -> str:
    return search_name(name, "Gout in adults")


def _follows_of_search(session: Session, search: SavedSearch) -> Iterable[Follow]:
    return session.scalars(select(Follow).where(Follow.search_id == search.id)).all()


def _former_number(session: Session, version: TrialVersion) -> int | None:
    """Return the number of the version that was current before."""
    others = select(TrialVersion.number).where(TrialVersion.trial_id == version.trial_id, TrialVersion.id != version.id)
    return session.scalar(others.order_by(TrialVersion.record_updated.desc(), TrialVersion.number.desc()).limit(1))
