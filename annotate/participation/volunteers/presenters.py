"""What pages show of conditions to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.core.numbers import many
from annotate.participation.volunteers.models import Volunteer
from annotate.trials.conditions import ConditionCount


@dataclass(frozen=True, slots=True)
class ConditionChoice:
    """A condition with its box."""

    key: str
    name: str
    ticked: bool
    count: str
    """How many trials here name it, in words; empty where none does for a while."""


def choices_of(
    ticked: Sequence[str], known: Sequence[ConditionCount], found: Sequence[ConditionCount], stored: Volunteer | None
) -> tuple[ConditionChoice, ...]:
    """Return the conditions that are chosen, then those that were found by a search; each once."""
    by_key = {each.key: each for each in (*known, *found)}
    for each in stored.conditions if stored else ():
        by_key.setdefault(each.key, ConditionCount(each.key, each.name, 0))
    order = dict.fromkeys((*(key for key in ticked if key in by_key), *(each.key for each in found)))
    chosen = set(ticked)
    return tuple(
        ConditionChoice(
            key, by_key[key].name, key in chosen, many(count, "trial") if (count := by_key[key].trials) else ""
        )
        for key in order
    )
