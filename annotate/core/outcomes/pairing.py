"""Which outcome of one version is which of another: one to one, by their texts, whatever order they stand in."""

import math
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from annotate.core.outcomes.planned import PlannedOutcome
from annotate.core.outcomes.texts import content
from annotate.core.outcomes.wording import parts_of, read_words

ALIKE = 0.45
"""Likeness from which on two outcomes count as one."""
WITHIN = 0.8
"""Share of an outcome's words from which on it counts as a part of another."""
MOST_PAIRS = 60_000
"""Pairs of outcomes that are compared by likeness; beyond, only equal ones are paired."""

_OF_MEASURE, _SAME_BEGINNING, _SAME_GROUP = 0.75, 0.12, 0.03
_CONTAINED = 0.9
_BEGINNING = 2
_UNLIKE = 5  # the level of pairs in which nothing is equal

SUBJECTS: dict[str, frozenset[str]] = {
    "safety": frozenset("safety toxicity adverse tolerability ae aes teae".split()),
    "death": frozenset("survival death dead died die mortality".split()),
    "progression": frozenset("progression progressive pfs ttp relapse".split()),
    "quality of life": frozenset("qol quality eortc qlq sf-36 eq-5d hrqol".split()),
    "pharmacokinetics": frozenset("pharmacokinetic pk auc cmax tmax ctrough concentration".split()),
}
"""Words by which an outcome's subject is known where no two words are the same."""


class _Read:
    """An outcome's words, read once."""

    def __init__(self, outcome: PlannedOutcome) -> None:
        self.outcome = outcome
        self.measure = _telling_parts(outcome.measure)
        self.whole = self.measure + _telling_parts(outcome.description) + _telling_parts(outcome.time_frame)
        self.keys = (
            outcome.texts,
            (outcome.group, self._words[0], self._words[1]),
            (outcome.group, self._words[0]),
            self._words,
            self._words[0],
        )

    @cached_property
    def _words(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return read_words(self.outcome.measure).words, read_words(self.outcome.description).words

    @cached_property
    def subjects(self) -> frozenset[str]:
        return frozenset(name for name, words in SUBJECTS.items() if words & set(self.measure))


def _telling_parts(text: str) -> Counter[str]:
    stems = parts_of(read_words(text).stems)
    return Counter(content(stems) or stems)


class OutcomePairing:
    """Pairs of the outcomes of two versions by index; ``by_subject`` are those that share no more than their subject.

    The pairs are the same for the two versions in either order, and for their outcomes in any.
    """

    def __init__(self, old: Sequence[PlannedOutcome], new: Sequence[PlannedOutcome]) -> None:
        self._old, self._new = [_Read(each) for each in old], [_Read(each) for each in new]
        all_parts = Counter(part for each in (*self._old, *self._new) for part in each.whole)
        count = len(old) + len(new)
        self._weights = {part: math.log(1 + count / min(times, count)) for part, times in all_parts.items()}
        self._likeness: dict[tuple[int, int], float] = {}
        self.pairs: dict[int, int] = {}
        self.by_subject: frozenset[int] = frozenset()
        self._pair()

    def likeness(self, a: int, b: int) -> float:
        """How alike two outcomes are, from 0 to about 1."""
        known = self._likeness.get((a, b))
        if known is None:
            known = self._likeness[a, b] = self._alike(self._old[a], self._new[b])
        return known

    def kin(self, *, old: int | None = None, new: int | None = None) -> list[int]:
        """Return the other version's outcomes of which an unpaired one is a part, or which are parts of it."""
        if len(self._old) * len(self._new) > MOST_PAIRS:
            return []
        if old is not None:
            mine = self._old[old]
            return [b for b, each in enumerate(self._new) if self.likeness(old, b) >= ALIKE or self._within(mine, each)]
        if new is None:
            return []
        mine = self._new[new]
        return [a for a, each in enumerate(self._old) if self.likeness(a, new) >= ALIKE or self._within(mine, each)]

    def _pair(self) -> None:
        places = [(a, b) for a in range(len(self._old)) for b in range(len(self._new))]
        if len(places) > MOST_PAIRS:
            places = self._equal_places()
        found = []
        for a, b in places:
            level = self._level(a, b)
            alike = self.likeness(a, b) if len(places) <= MOST_PAIRS else 0.0
            if level < _UNLIKE or alike >= ALIKE:
                texts = sorted((self._old[a].outcome.texts, self._new[b].outcome.texts))
                found.append((level, -round(alike, 9), texts, a, b))
        taken: set[int] = set()
        for *_, a, b in sorted(found):
            if a not in self.pairs and b not in taken:
                self.pairs[a] = b
                taken.add(b)
        self._pair_by_subject(taken)

    def _equal_places(self) -> list[tuple[int, int]]:
        """Pairs with the same words, a few for each outcome: a record with thousands alike is none that people wrote."""
        by_words: dict[object, list[int]] = {}
        for b, each in enumerate(self._new):
            by_words.setdefault(each.keys[-1], []).append(b)
        return [(a, b) for a, each in enumerate(self._old) for b in by_words.get(each.keys[-1], [])[:_UNLIKE]]

    def _level(self, a: int, b: int) -> int:
        one, other = self._old[a].keys, self._new[b].keys
        return next((level for level, key in enumerate(one) if key == other[level]), _UNLIKE)

    def _pair_by_subject(self, taken: set[int]) -> None:
        """Pair what is left where each version has one outcome of a subject left in the same list."""
        found: set[int] = set()
        lone_old = [a for a in range(len(self._old)) if a not in self.pairs]
        lone_new = [b for b in range(len(self._new)) if b not in taken]
        for subject in SUBJECTS:
            for group in {self._old[a].outcome.group for a in lone_old}:
                mine = [a for a in lone_old if a not in self.pairs and self._is(self._old[a], subject, group)]
                theirs = [b for b in lone_new if b not in taken and self._is(self._new[b], subject, group)]
                if len(mine) == len(theirs) == 1:
                    self.pairs[mine[0]] = theirs[0]
                    taken.add(theirs[0])
                    found.add(mine[0])
        self.by_subject = frozenset(found)

    @staticmethod
    def _is(read: _Read, subject: str, group: str) -> bool:
        return subject in read.subjects and read.outcome.group == group

    def _alike(self, one: _Read, other: _Read) -> float:
        common = self._weight(one.measure & other.measure)
        sizes = self._weight(one.measure), self._weight(other.measure)
        measure = max(
            2 * common / (sum(sizes) or 1),
            _CONTAINED * common / (min(sizes) or 1),
        )
        whole = 2 * self._weight(one.whole & other.whole) / ((self._weight(one.whole) + self._weight(other.whole)) or 1)
        bonus = _SAME_GROUP * (one.outcome.group == other.outcome.group and common > 0)
        if list(one.measure)[:_BEGINNING] == list(other.measure)[:_BEGINNING]:
            bonus += _SAME_BEGINNING
        return _OF_MEASURE * measure + (1 - _OF_MEASURE) * whole + bonus

    def _within(self, part: _Read, whole: _Read) -> bool:
        """True if an outcome's measure, of two words or more, is said within another outcome."""
        common = self._weight(part.measure & whole.whole)
        return len(part.measure) > 1 and common >= WITHIN * self._weight(part.measure)

    def _weight(self, parts: Counter[str]) -> float:
        # Sorted, so that sums of the same words are the same number whatever order they came in.
        return math.fsum(self._weights[part] * count for part, count in sorted(parts.items()))
