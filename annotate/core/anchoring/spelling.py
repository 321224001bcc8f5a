"""Words in another spelling: ``eroltinib`` and ``erlotinib``, ``colour`` and ``color``, ``patient`` and ``patients``.

They help to follow a passage whose spelling was corrected. They never count as the same word: what they find is shown as changed.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from annotate.core.diff import Run
from annotate.core.words import same_spelling

SHORTEST = 5
"""Least letters of a word; ``able`` and ``cable`` are two words."""
LONG = 8
"""Letters from which two slips are allowed instead of one."""
ALIKE = 0.7
"""Least share of common letters of two similar wordings between the same neighbours."""
_BETWEEN = re.compile(r"[\s‐‑–-]+")
_LONGEST, _LONGEST_WORD = 400, 64  # code points
_MOST_WORDS = 12  # most words of one change that are compared with each other


@lru_cache(maxsize=65_536)
def near(one: str, other: str) -> bool:
    """True if two words differ by one slip (two in long words): a letter added, removed, replaced, or two swapped."""
    shorter, longer = sorted((one, other), key=len)
    allowed = 1 + (len(shorter) >= LONG)
    if (
        len(shorter) < SHORTEST
        or len(longer) > _LONGEST_WORD
        or len(longer) - len(shorter) > allowed
        or one[0] != other[0]
    ):
        return False
    return one != other and one.isalpha() and other.isalpha() and _slips(shorter, longer, allowed) <= allowed


def misspelt(runs: Sequence[Run], old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """The words between the runs in two spellings, in order; each a run of its own."""
    found: list[Run] = []
    last_old = last_new = 0
    for run in [*runs, Run(len(old), len(new), 0)]:
        if run.old - last_old <= _MOST_WORDS and run.new - last_new <= _MOST_WORDS:
            place = last_new
            for a in range(last_old, run.old):
                b = next((b for b in range(place, run.new) if near(old[a], new[b])), None)
                if b is not None:
                    found.append(Run(a, b, 1))
                    place = b + 1
        last_old, last_new = run.old + run.length, run.new + run.length
    return found


def spelt_alike(one: str, other: str) -> bool:
    """True if two wordings have mostly the same letters, ignoring blanks, hyphens and capitals: ``90 g/L`` and ``90g/L``."""
    if max(len(one), len(other)) > _LONGEST:
        return False
    a, b = (_BETWEEN.sub("", same_spelling(text)).casefold() for text in (one, other))
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE


def _slips(one: str, other: str, allowed: int) -> int:
    """Number of slips between two words, at most one more than allowed."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        now = [i]
        for j, sign in enumerate(other, start=1):
            cost = min(row[j] + 1, now[j - 1] + 1, row[j - 1] + (letter != sign))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                cost = min(cost, before[j - 2] + 1)
            now.append(cost)
        if min(now) > allowed:
            return allowed + 1
        before, row = row, now
    return row[-1]
