"""Which versions of a record stood at moments of the trial: first, start of enrolment, completion, now.

A version stands from its own date until the next one's. Dates that the registry gives as a month or a year are ranges: where the
record changed within one, every version of it is an answer. "Not known" is an answer too, with its reason.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from annotate.core.facts import with_kind
from annotate.core.record import PartialDate, TrialRecord

_DAY = 3  # parts of a whole date


class Moment(StrEnum):
    """A moment of a trial, as pages head its column."""

    FIRST = "First version"
    START = "Start of enrolment"
    COMPLETION = "Completion"
    NOW = "Now"


@dataclass(frozen=True, slots=True)
class DatedVersion:
    """A version by its number, and the registry's date of it."""

    number: int
    updated: PartialDate


@dataclass(frozen=True, slots=True)
class MomentVersions:
    """All versions that may have stood at a moment, by their numbers, the earlier first; none if that is not known.

    ``why`` is a sentence on how they were found, or why they were not; empty if there is nothing to say.
    """

    moment: Moment
    numbers: tuple[int, ...]
    why: str = ""


def date_range(when: PartialDate) -> tuple[date, date] | None:
    """Return the first and last day that a date may mean; None for a text that is not a date."""
    parts = when.parts()
    if not parts or parts[0] > date.max.year:
        return None
    year = parts[0]
    first_month, last_month = (parts[1], parts[1]) if len(parts) > 1 else (1, 12)
    if len(parts) == _DAY:
        return date(*parts), date(*parts)
    return date(year, first_month, 1), date(year, last_month, calendar.monthrange(year, last_month)[1])


def moments(
    versions: Sequence[DatedVersion], current: int, start: PartialDate | None, completion: PartialDate | None
) -> tuple[MomentVersions, ...]:
    """Return the four moments in order; ``versions`` in any order, ``current`` the number of the one that is current.

    The result has nothing for versions without a whole date: they cannot be placed. Never raises.
    """
    dated = sorted((_day(each.updated), each.number) for each in versions if len(each.updated.parts()) == _DAY)
    first = dated[0][1] if dated else min((each.number for each in versions), default=current)
    why = "" if dated else "No version here has a whole date: this is the one that came in first."
    return (
        MomentVersions(Moment.FIRST, (first,), why),
        MomentVersions(Moment.START, *_standing(dated, start, "when enrolment starts")),
        MomentVersions(Moment.COMPLETION, *_standing(dated, completion, "when the trial is complete")),
        MomentVersions(Moment.NOW, (current,)),
    )


def completion_of(record: TrialRecord) -> tuple[PartialDate | None, str]:
    """Return the date of completion and its name: the primary one, when the data of primary outcomes are whole, if it is stated."""
    if record.primary_completion_date:
        return record.primary_completion_date, "primary completion"
    return record.completion_date, "completion"


def _standing(dated: Sequence[tuple[date, int]], when: PartialDate | None, what: str) -> tuple[tuple[int, ...], str]:
    """The versions that stood at a date, and a sentence."""
    if when is None or not when.text:
        return (), f"Not known: the record does not say {what}."
    days = date_range(when)
    if days is None:
        return (), f"Not known: “{when.text}” is not a date."
    words = with_kind(when.words(), when.kind)
    reason = _out_of_reach(dated, days, words)
    if reason:
        return (), f"Not known{reason}"
    before = [number for day, number in dated if day <= days[0]][-1:]
    found = [*before, *(number for day, number in dated if days[0] < day <= days[1])]
    said = f"{words[0].upper()}{words[1:]}"
    if len(found) > 1:
        said += ", without a day: the record changed within that time"
    if not before:
        said += f". The earliest version here is of {_words(dated[0][0])}: what stood before that is not known"
    return tuple(found), f"{said}."


def _out_of_reach(dated: Sequence[tuple[date, int]], days: tuple[date, date], words: str) -> str:
    """Why no version here can have stood at a date; empty if one can."""
    if not dated:
        return f": no version here has a whole date to compare with {words}."
    if days[0] > dated[-1][0]:
        return f" yet: {words} is after the newest version here, of {_words(dated[-1][0])}."
    if days[1] < dated[0][0]:
        return f": {words} is before the earliest version here, of {_words(dated[0][0])}."
    return ""


def _day(when: PartialDate) -> date:
    year, month, day = when.parts()
    return date(year, month, day)


def _words(day: date) -> str:
    return PartialDate(day.isoformat()).words()
