"""New trials that were found by something followed: the detail of an activity ``FOLLOWED_FOUND``, as it is stored and read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NAMED = 50
"""New trials that one row names; of more it gives the number."""


@dataclass(frozen=True, slots=True)
class FoundTrials:
    """New trials of one follow: ids, never the name that somebody gave to a search."""

    trials: tuple[str, ...]
    """Ids of the first ones."""
    count: int
    """How many there were."""
    condition: str = ""
    """Key of the followed condition; empty if a search found them."""
    search: str = ""
    """Id of the followed search; empty if they are on a condition."""


def found_to_json(trial_ids: Sequence[str], *, condition: str, search: str) -> dict[str, Any]:
    """Return new trials as plain JSON values, by the condition or the search that they were found by."""
    by = {"condition": condition} if condition else {"search": search}
    return {"trials": list(trial_ids[:NAMED]), "count": len(trial_ids), **by}


def found_from_json(detail: Mapping[str, Any]) -> FoundTrials:
    """Return new trials as they were stored."""
    return FoundTrials(tuple(detail["trials"]), detail["count"], detail.get("condition", ""), detail.get("search", ""))


def named_trials(found: Sequence[FoundTrials]) -> tuple[str, ...]:
    """Return the ids of the trials that several rows name, each once, in their order."""
    return tuple(dict.fromkeys(trial_id for each in found for trial_id in each.trials))


def count_found(found: Sequence[FoundTrials]) -> int:
    """Count the trials of several rows: those that they name once each, and those that they only count."""
    return len(named_trials(found)) + sum(each.count - len(each.trials) for each in found)
