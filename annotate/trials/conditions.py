"""Conditions that records name or stand under, with counts that the index keeps: no page groups all records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from annotate.core.text import storable
from annotate.errors import NotFound
from annotate.prepared import prepared
from annotate.trials.models import Condition
from annotate.trials.topics import key_words

MOST_SHOWN = 40
"""Most conditions that a page shows."""


@dataclass(frozen=True, slots=True)
class ConditionCount:
    """A condition and its number of trials."""

    key: str
    name: str
    trials: int
    """Those on it or on a narrower one, or those that name it themselves, as whoever counts says; 0 if there is none now."""


def top_conditions(session: Session, *, limit: int) -> tuple[ConditionCount, ...]:
    """List the conditions that most trials name; subject headings first, since sponsors' spellings differ."""
    return tuple(ConditionCount(*row) for row in session.execute(*_top(limit)))


def find_condition(session: Session, key: str) -> ConditionCount:
    """Return a condition with the number of trials on it or on a narrower one; raises NotFound if no trial is."""
    row = session.execute(*_by_key(key)).one_or_none() if storable(key) else None
    if row is None:
        raise NotFound("No trial here is on that condition.")
    return ConditionCount(*row)


def condition_names(session: Session, keys: Sequence[str]) -> Mapping[str, str]:
    """Return the name of each of the conditions, by key; of one that no trial is on any more, its key in words."""
    known = {key: name for key, name, _ in session.execute(*_by_keys(list(keys)))}
    return {key: known.get(key) or key_words(key) for key in keys}


@prepared
def _by_keys(keys: list[str]) -> Select[str, str, int]:
    return select(Condition.key, Condition.name, Condition.trials).where(Condition.key.in_(keys))


@prepared
def _top(limit: int) -> Select[str, str, int]:
    order = (Condition.is_heading.desc(), Condition.named.desc(), Condition.key)
    wanted = select(Condition.key, Condition.name, Condition.named).where(Condition.named > 0)
    return wanted.order_by(*order).limit(limit)


@prepared
def _by_key(key: str) -> Select[str, str, int]:
    return select(Condition.key, Condition.name, Condition.trials).where(Condition.key == key)
