"""How the readers' answers about one label on one trial stand to each other: pure rules over passages."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import permutations

Place = tuple[int | None, int | None]
"""Code points ``[start, end)``; None for a note on the whole trial."""


class UnitVerdict(StrEnum):
    """How the answers about one label on one trial stand to each other."""

    ALONE = "alone"
    """Fewer than two readers closed the trial: there is nothing to compare."""
    AGREED = "agreed"
    """All found nothing, or all marked the very same passages."""
    PRESENCE = "presence"
    """Some found something, and some nothing."""
    PLACES = "places"
    """All found something, and a passage of one overlaps none of another's."""
    BOUNDS = "bounds"
    """All marked the same places, with other beginnings or ends."""


DISAGREEMENTS = (UnitVerdict.PRESENCE, UnitVerdict.PLACES, UnitVerdict.BOUNDS)
"""Verdicts about which somebody has to decide."""


def verdict(answers: Sequence[frozenset[Place] | None]) -> UnitVerdict:
    """Compare the readers' answers, in any order: the places that each marked, none for "nothing", None for no answer."""
    given = [answer for answer in answers if answer is not None]
    if len(given) < 2:
        return UnitVerdict.ALONE
    if len(set(given)) == 1:
        return UnitVerdict.AGREED
    if not all(given):
        return UnitVerdict.PRESENCE
    apart = any(
        not any(overlap(place, other) for other in theirs) for mine, theirs in permutations(given, 2) for place in mine
    )
    return UnitVerdict.PLACES if apart else UnitVerdict.BOUNDS


def overlap(one: Place, other: Place) -> bool:
    """True if two places share a character; notes on the whole trial are alike among themselves."""
    (start, end), (other_start, other_end) = one, other
    if start is None or end is None or other_start is None or other_end is None:
        return one == other
    return start < other_end and other_start < end
