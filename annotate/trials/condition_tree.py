"""The tree of conditions, as far as records give it: each names its subject headings and, flat, all headings above them.

A heading is below another one if nearly all records under it are under the other as well. That is counted among the records that
a page looks at, and compared with the counts of all records. A record that names both itself tells nothing of that: it may be
about two unlike conditions.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from annotate.prepared import prepared
from annotate.trials.conditions import ConditionCount
from annotate.trials.facets import CONDITION, UNDER, count_values
from annotate.trials.lists import Listing
from annotate.trials.models import Condition

MOST_BROADEST = 60
"""Headings on the page of all conditions."""
_MOST_RELATIVES = 24
_MOST_LOOKED_AT = 150
_NEARLY_ALL = 0.9
_MOST_OF_A_SAMPLE = 0.6
"""Of the records that are to be expected among those that are looked at, if these are not all."""
_LEAST = 2


@dataclass(frozen=True, slots=True)
class Relatives:
    """Headings above a condition, the broadest first, and below it, those of most trials first."""

    wider: tuple[ConditionCount, ...] = ()
    narrower: tuple[ConditionCount, ...] = ()


def broadest_conditions(session: Session) -> tuple[ConditionCount, ...]:
    """List the headings under which most trials stand."""
    return tuple(ConditionCount(*row) for row in session.execute(*_broadest(MOST_BROADEST)))


def relatives(session: Session, condition: ConditionCount, listing: Listing) -> Relatives:
    """Return the headings around a condition, by the trials on it."""
    facets = [trial.facets for trial in listing.candidates]
    if not facets:
        return Relatives()
    inside = {key: count for key, count in _counts(facets).most_common(_MOST_LOOKED_AT) if key != condition.key}
    rows = session.execute(*_by_keys(list(inside)))
    known = {row.key: ConditionCount(row.key, row.name, row.trials) for row in rows if row.is_heading}
    share = len(facets) / max(condition.trials, len(facets))
    least = _NEARLY_ALL if share == 1 else _MOST_OF_A_SAMPLE
    wider = [
        each
        for key, each in known.items()
        if inside[key] >= _NEARLY_ALL * len(facets) and each.trials > condition.trials
    ]
    under = _counts(each for each in facets if _stands_under(each, condition.key))
    narrower = [
        each
        for key, each in known.items()
        if each not in wider
        and each.trials < condition.trials
        and under[key] >= least * (share * each.trials - (inside[key] - under[key]))
        and under[key] >= (1 if share == 1 else _LEAST)
    ]
    return Relatives(_by_trials(wider), _by_trials(narrower)[:_MOST_RELATIVES])


def _stands_under(facets: str, key: str) -> bool:
    return f"\n{UNDER}={key}\n" in f"\n{facets}\n"


def _counts(facets: Iterable[str]) -> Counter[str]:
    lines = count_values([each.replace(f"{UNDER}=", f"{CONDITION}=") for each in facets])
    return lines.get(CONDITION, Counter())


def _by_trials(conditions: Iterable[ConditionCount]) -> tuple[ConditionCount, ...]:
    return tuple(sorted(conditions, key=lambda each: (-each.trials, each.name)))


@prepared
def _broadest(limit: int) -> Select[str, str, int]:
    order = (Condition.trials.desc(), Condition.key)
    wanted = select(Condition.key, Condition.name, Condition.trials).where(Condition.is_heading)
    return wanted.order_by(*order).limit(limit)


@prepared
def _by_keys(keys: list[str]) -> Select[str, str, int, bool]:
    # Without statistics SQLite would search by what is a heading, and read all of them.
    wanted = select(Condition.key, Condition.name, Condition.trials, Condition.is_heading)
    return wanted.where(Condition.key.in_(keys))
