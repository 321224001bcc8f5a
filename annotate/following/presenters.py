"""View models of what one follows, and of saved searches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from annotate.following.models import Follow, SavedSearch
from annotate.following.subjects import SubjectKind
from annotate.trials import query_strings
from annotate.trials.status import Badge, badge


@dataclass(frozen=True, slots=True)
class FollowView:
    """Something that one follows, or followed until lately."""

    id: str
    kind: SubjectKind
    key: str
    """A trial's registry id, a condition's key, or the query of a search's address."""
    name: str
    since: datetime
    status: Badge | None
    """Of a trial."""
    search_id: str


@dataclass(frozen=True, slots=True)
class FollowGroup:
    """What one follows, of one kind."""

    title: str
    follows: tuple[FollowView, ...]


@dataclass(frozen=True, slots=True)
class FollowingPage:
    """All that one follows."""

    groups: tuple[FollowGroup, ...]
    ended: tuple[FollowView, ...]
    """What one unfollowed within the last day."""
    told: tuple[tuple[str, str], ...]
    """How one is told, by kind of news."""


@dataclass(frozen=True, slots=True)
class SavedSearchView:
    """A saved search."""

    id: str
    name: str
    words: str
    """What it asks for."""
    query: str
    follow_id: str
    """By which its owner follows it; empty if they do not."""
    since: datetime


@dataclass(frozen=True, slots=True)
class SearchesPage:
    """All searches that one saved."""

    searches: tuple[SavedSearchView, ...]
    deleted: tuple[SavedSearchView, ...]
    """Those that one deleted within the last day."""


_TITLES = {SubjectKind.TRIAL: "Trials", SubjectKind.CONDITION: "Conditions", SubjectKind.SEARCH: "Saved searches"}


def following_page(
    follows: Sequence[Follow], names: Mapping[str, str], told: tuple[tuple[str, str], ...]
) -> FollowingPage:
    """Group what one follows by kind; ``names`` are those of conditions, by key."""
    views = [(follow.ended_at is not None, _follow_view(follow, names)) for follow in follows]
    live = [view for ended, view in views if not ended]
    groups = (FollowGroup(title, tuple(each for each in live if each.kind is kind)) for kind, title in _TITLES.items())
    gone = {follow.id for follow in follows if follow.search is not None and follow.search.deleted_at is not None}
    ended = tuple(view for ended, view in views if ended and view.id not in gone)
    return FollowingPage(tuple(group for group in groups if group.follows), ended, told)


def searches_page(searches: Sequence[SavedSearch], follows: Sequence[Follow]) -> SearchesPage:
    """Present saved searches, with what is followed of them."""
    by_search = {follow.search_id: follow.id for follow in follows if follow.ended_at is None}
    views = [(search.deleted_at is not None, _search_view(search, by_search)) for search in searches]
    return SearchesPage(
        tuple(view for deleted, view in views if not deleted), tuple(view for deleted, view in views if deleted)
    )


def _follow_view(follow: Follow, names: Mapping[str, str]) -> FollowView:
    kind, key, name, status = SubjectKind.CONDITION, follow.condition_key or "", "", None
    if follow.trial is not None:
        current = follow.trial.current_version
        kind, key, name, status = SubjectKind.TRIAL, follow.trial.registry_id, current.title, badge(current.status)
    elif follow.search is not None:
        kind, key, name = SubjectKind.SEARCH, follow.search.query, follow.search.name
    else:
        name = names[key]
    return FollowView(follow.id, kind, key, name, follow.created_at, status, follow.search_id or "")


def _search_view(search: SavedSearch, follows: Mapping[str | None, str]) -> SavedSearchView:
    words, follow_id = query_strings.said(search.query), follows.get(search.id, "")
    return SavedSearchView(search.id, search.name, words, search.query, follow_id, search.created_at)
