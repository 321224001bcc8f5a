"""What the page "What's new" shows: changes of what a person follows, by day, and for each trial what changed in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from annotate.activity.kinds import ActivityKind
from annotate.activity.models import Activity
from annotate.core.cursors import page_of
from annotate.core.instants import write_day
from annotate.core.numbers import many
from annotate.core.record_changes import changes_from_json
from annotate.following.found import FoundTrials, count_found, found_from_json, named_trials
from annotate.notifications.queries import NewActivity
from annotate.reading.queries import NewsSubjects, SubjectTrial
from annotate.web.public_url import site_path

PAGE_SIZE = 50
"""Rows of activity on one page."""

MOST_NAMED = 10
"""New trials of one condition or search that a day names; of more it gives the number."""


@dataclass(frozen=True, slots=True)
class VersionNews:
    """What one version changed."""

    words: tuple[str, ...]
    at: datetime
    comparison: str
    """Address of the two versions side by side."""
    affected: int
    """How many of the viewer's notes stand on words that it changed."""
    is_new: bool


@dataclass(frozen=True, slots=True)
class TrialNews:
    """A followed trial that changed on a day."""

    registry_id: str
    title: str
    href: str
    versions: tuple[VersionNews, ...]
    notes: int
    """How many notes the viewer has on it."""

    @property
    def is_new(self) -> bool:
        """True if the viewer has not seen all of it."""
        return any(version.is_new for version in self.versions)


@dataclass(frozen=True, slots=True)
class FoundNews:
    """New trials of a followed condition or search, on a day."""

    words: str
    name: str
    """Of the condition or search; empty when it is gone."""
    href: str
    trials: tuple[SubjectTrial, ...]
    more: int
    """How many others there are."""
    is_new: bool


@dataclass(frozen=True, slots=True)
class NewsDay:
    """What was new on a day, in UTC."""

    words: str
    trials: tuple[TrialNews, ...]
    found: tuple[FoundNews, ...]


@dataclass(frozen=True, slots=True)
class WhatsNewPage:
    """One page of what is new, the latest first."""

    days: tuple[NewsDay, ...]
    after: str
    """The number before which the next, older page begins; empty on the last one."""
    is_first: bool
    new: int
    """How much is new, where this page begins with all of it; else 0."""
    latest: int
    """The number of the first row, up to which its owner can say that they have seen it; 0 on an empty page."""


def whats_new_page(
    rows: Sequence[Activity], subjects: NewsSubjects, new: NewActivity, *, is_first: bool
) -> WhatsNewPage:
    """Group what is new; one row more than a page tells that there is another page."""
    page = page_of(rows, PAGE_SIZE)
    days = groupby(page.rows, key=lambda row: row.at.date())
    return WhatsNewPage(
        days=tuple(_day(day, list(those), subjects, new) for day, those in days),
        after=page.next_after(lambda last: str(last.seq)),
        is_first=is_first,
        new=new.count if is_first else 0,
        latest=page.rows[0].seq if page.rows else 0,
    )


def _day(day: date, rows: Sequence[Activity], subjects: NewsSubjects, new: NewActivity) -> NewsDay:
    found = [row for row in rows if row.kind == ActivityKind.FOLLOWED_FOUND]
    changed = [row for row in rows if row.kind != ActivityKind.FOLLOWED_FOUND and row.subject_id in subjects.trials]
    return NewsDay(
        write_day(day),
        tuple(_trial(those, subjects, new) for those in _by_subject(changed)),
        tuple(_found(those, subjects, new) for those in _by_subject(found)),
    )


def _by_subject(rows: Sequence[Activity]) -> Iterator[list[Activity]]:
    """Part rows by what they are about, in the order of the first row of each."""
    for subject_id in dict.fromkeys(row.subject_id for row in rows):
        yield [row for row in rows if row.subject_id == subject_id]


def _trial(rows: Sequence[Activity], subjects: NewsSubjects, new: NewActivity) -> TrialNews:
    trial_id = rows[0].subject_id
    trial = subjects.trials[trial_id]
    return TrialNews(
        trial.registry_id,
        trial.title,
        site_path(f"/trials/{trial.registry_id}"),
        tuple(_version(row, trial, subjects, new) for row in rows),
        subjects.notes.get(trial_id, 0),
    )


def _version(row: Activity, trial: SubjectTrial, subjects: NewsSubjects, new: NewActivity) -> VersionNews:
    number, former = row.detail["version"], row.detail["former"]
    return VersionNews(
        tuple(change.words for change in changes_from_json(row.detail["changes"])),
        row.at,
        site_path(f"/trials/{trial.registry_id}/versions/{former}/compare/{number}"),
        subjects.affected.get((row.subject_id, number), 0),
        _is_new(row, new),
    )


def _found(rows: Sequence[Activity], subjects: NewsSubjects, new: NewActivity) -> FoundNews:
    found = [found_from_json(row.detail) for row in rows]
    total = count_found(found)
    shown = [subjects.trials[each] for each in named_trials(found) if each in subjects.trials][:MOST_NAMED]
    name, href = _followed(found[0], subjects)
    return FoundNews(
        many(total, "new trial"), name, href, tuple(shown), total - len(shown), any(_is_new(row, new) for row in rows)
    )


def _followed(found: FoundTrials, subjects: NewsSubjects) -> tuple[str, str]:
    """Return the name and the address of the condition or search by which trials were found."""
    if found.condition:
        return subjects.conditions[found.condition], site_path(f"/conditions/{found.condition}")
    search = subjects.searches.get(found.search)
    return (search.name, site_path(f"/trials?{search.query}")) if search else ("", "")


def _is_new(row: Activity, new: NewActivity) -> bool:
    return row.kind in new.kinds and row.seq > new.seen_seq
