"""Which block of the old version is which block of the new one.

First blocks with the same words that belong to the same (section, headings, list), in place; then those that moved; then
those that were edited. Equal blocks that nothing parts stay unpaired, as rivals of each other.

More than 300 lines: the passes work on one state, each on what the ones before it left, and are only understood together.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from annotate.core.anchoring.block_outline import Outline, OutlineEntry
from annotate.core.anchoring.ownership import arm_label
from annotate.core.anchoring.spelling import near
from annotate.core.anchoring.word_weights import Tells, tells
from annotate.core.diff import increasing, joined, once_in_both, places_of, settle
from annotate.core.words import Spellings


class How(IntEnum):
    """How a block of the old version stands in the new one."""

    GONE = 0
    SAME = 1
    """Same words, same belonging."""
    CROSSED = 2
    """Same words, in the other list of criteria or in the other free text."""
    EDITED = 3
    """Same belonging, other words."""


@dataclass(slots=True)
class Pairing:
    """``partner[i]`` is the new block of old block ``i`` or -1; ``rivals`` the equal new blocks that nothing parts."""

    partner: list[int]
    how: list[How]
    taken: list[int]
    """The old block of each new one, or -1."""
    piece_old: list[int]
    piece_new: list[int]
    """Between which unchanged blocks each block lies: equal numbers, the same gap."""
    rivals: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def join(self, old: int, new: int, how: How) -> None:
        """Make the two blocks one."""
        self.partner[old], self.how[old], self.taken[new] = new, how, old


MOST_RIVALS = 900
"""Equal blocks (old × new) up to which their surroundings are compared; beyond it they are rivals."""
MOST_WORK = 200_000
"""Comparisons of two blocks in one pair of versions, of either kind; beyond it blocks stay unpaired."""
MOST_CLOSER = 5_000
"""Comparisons of two blocks word by spelling in one pair of versions; beyond it only equal words count."""
FREE_TEXTS = frozenset({"summary", "description"})
"""Sections of free text: a paragraph may move from one into the other and stay the same passage."""
CROSSING_WORDS = 4
"""Words of its own that a paragraph needs to be followed from one free text into the other."""
ALIKE_IN_PLACE, ALIKE_ELSEWHERE = 0.45, 0.65
"""Share of common words (weighted) from which two blocks are one that was edited."""
MARGIN = 0.08
"""By how much the best partner has to beat the runner-up."""
OPENING_WORDS = 2
"""Words of its own that a block needs to be the same one as a longer block of the gap that begins with it."""
_MOST_MISSPELT = 16
_MOST_PARTS = 4
_SEVERAL = -2  # a block that several others hold is none of them
_HELD = 4  # words that a block held by another has at least
_MOST_CANDIDATES = 8
_COMMON_WORD = 24
_MOST_RIVALRY = 32
_IN_PLACE = 0.1
_NEIGHBOUR, _NEAR = 2, 1


def pair_blocks(old: Outline, new: Outline, spellings: Spellings) -> Pairing:
    """The pairing of two outlines that share their spellings."""
    return _Pairer(old, new, spellings).pair()


class _Pairer:
    def __init__(self, old: Outline, new: Outline, spellings: Spellings) -> None:
        self._old, self._new = old.entries, new.entries
        self._outlines = old, new
        self._spellings = spellings
        self._barred: set[int] = set()
        self._closer = MOST_CLOSER
        self._work = {How.SAME: MOST_WORK, How.EDITED: MOST_WORK}
        self._piece_old = [0] * len(self._old)
        self._piece_new = [0] * len(self._new)
        gone = [How.GONE] * len(self._old)
        self._found = Pairing([-1] * len(self._old), gone, [-1] * len(self._new), self._piece_old, self._piece_new)

    def pair(self) -> Pairing:
        self._in_place()
        self._lone()
        self._part_equals()
        self._part_again()
        self._crossed()
        self._edited()
        self._part_equals()
        self._note_rivals()
        return self._found

    # --- equal words, same belonging

    def _in_place(self) -> None:
        """Pair what occurs once, and every stretch between such blocks that did not change at all."""
        numbers: dict[tuple[object, ...], int] = {}

        def number(entries: Sequence[OutlineEntry], entry: OutlineEntry) -> int:
            above = entries[entry.parent].words if entry.parent >= 0 else ""
            return numbers.setdefault((entry.belongs, above, entry.words), len(numbers))

        old = [number(self._old, entry) for entry in self._old]
        new = [number(self._new, entry) for entry in self._new]
        anchors = increasing(once_in_both(old, new))
        last_old = last_new = -1
        for piece, (a, b) in enumerate([*anchors, (len(old), len(new))]):
            if old[last_old + 1 : a] == new[last_new + 1 : b]:
                for step in range(a - last_old - 1):
                    self._found.join(last_old + 1 + step, last_new + 1 + step, How.SAME)
            self._piece_old[last_old + 1 : a + 1] = [piece] * (min(a + 1, len(old)) - last_old - 1)
            self._piece_new[last_new + 1 : b + 1] = [piece] * (min(b + 1, len(new)) - last_new - 1)
            if a < len(old):
                self._found.join(a, b, How.SAME)
            last_old, last_new = a, b

    def _lone(self) -> None:
        """Pair equal blocks of the same belonging of which each version has one, wherever they stand."""
        old, new = self._left()
        count_old = Counter((entry.belongs, entry.words) for entry in self._old)
        count_new = Counter((entry.belongs, entry.words) for entry in self._new)
        places = {(self._new[b].belongs, self._new[b].words): b for b in new}
        for a in old:
            key = (self._old[a].belongs, self._old[a].words)
            if count_old[key] == count_new[key] == 1 and key in places:
                self._found.join(a, places[key], How.SAME)

    def _part_equals(self) -> None:
        """Pair equal blocks of the same belonging of which there are several, as far as their neighbours part them."""
        for olds, news in self._equal_groups():
            if len(olds) * len(news) > MOST_RIVALS or not self._barred.isdisjoint(olds):
                continue
            while self._work[How.SAME] > 0:
                best = self._clear_pair(olds, news)
                if best is None:
                    break
                self._found.join(*best, How.SAME)
                olds.remove(best[0])
                news.remove(best[1])

    def _part_again(self) -> None:
        """Take apart again what a deleted or inserted copy beside it could as well be: X Y X Y that became X Y."""
        numbers: dict[tuple[object, str], int] = {}
        old = [numbers.setdefault((entry.belongs, entry.words), len(numbers)) for entry in self._old]
        new = [numbers.setdefault((entry.belongs, entry.words), len(numbers)) for entry in self._new]
        counts = Counter(old), Counter(new)
        found = self._found
        pairs = increasing([(a, b) for a, b in enumerate(found.partner) if b >= 0])
        doubtful = settle(joined(pairs), old, new, lambda _: False)[1]
        fresh = {b for b, number in enumerate(new) if number not in counts[0]}
        doubtful |= {
            a
            for a, b in pairs
            if counts[0][old[a]] > counts[1][old[a]] and self._has_copy_beside(a, b, old, counts[0], fresh)
        }
        for a in doubtful:
            if (
                counts[0][old[a]] != counts[1][old[a]]
                and found.partner[a] >= 0
                and not self._replaced_beside(a, old, fresh)
            ):
                found.taken[found.partner[a]] = found.partner[a] = -1
                found.how[a] = How.GONE
                self._barred.add(a)

    def _replaced_beside(self, a: int, numbers: Sequence[int], fresh: Container[int]) -> bool:
        """Whether the equal blocks beside it that are gone have new ones in their places: they were edited, each in its own place."""
        b = self._found.partner[a]
        gone = [
            step
            for step in (-1, 1)
            if 0 <= a + step < len(numbers) and numbers[a + step] == numbers[a] and self._found.partner[a + step] < 0
        ]
        return bool(gone) and all(b + step in fresh for step in gone)

    def _has_copy_beside(
        self, a: int, b: int, numbers: Sequence[int], counts: Mapping[int, int], fresh: Container[int]
    ) -> bool:
        """Whether an equal block that is gone, not replaced, stands beside it, nothing that occurs once between them."""
        partner = self._found.partner
        for step in (-1, 1):
            at = a + step
            if 0 <= at < len(partner) and partner[at] != b + step and b + step not in fresh:
                for _ in range(_MOST_CANDIDATES):
                    if not 0 <= at < len(partner) or partner[at] >= 0 or counts[numbers[at]] == 1:
                        break
                    if numbers[at] == numbers[a]:
                        return True
                    at += step
        return False

    def _equal_groups(self) -> Iterable[tuple[list[int], list[int]]]:
        old, new = self._left()
        groups: dict[tuple[object, str], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for a in old:
            groups[self._old[a].belongs, self._old[a].words][0].append(a)
        for b in new:
            key = (self._new[b].belongs, self._new[b].words)
            if key in groups:
                groups[key][1].append(b)
        return [(olds, news) for olds, news in groups.values() if news]

    def _clear_pair(self, olds: list[int], news: list[int]) -> tuple[int, int] | None:
        self._work[How.SAME] -= len(olds) * len(news)
        scores = {(a, b): self._support(a, b) for a in olds for b in news}
        for (a, b), score in sorted(scores.items(), key=lambda found: -found[1]):
            if score < _NEIGHBOUR:
                return None
            if all(other < score for (x, y), other in scores.items() if (x == a) != (y == b)):
                return a, b
        return None

    def _support(self, a: int, b: int) -> int:
        """How much of what stands around the two is the same."""
        partner = self._found.partner
        score = 0
        for step in (-1, 1):
            x, y = a + step, b + step
            at_end = not (0 <= x < len(self._old)) and not (0 <= y < len(self._new))
            if at_end or (0 <= x < len(self._old) and 0 <= y < len(self._new) and partner[x] == y):
                score += _NEIGHBOUR
        if a and b and partner[a - 1] == b - 1 and self._old[a - 1].words.endswith(":"):
            score += _NEAR  # what leads in says more than what follows
        parent, other = self._old[a].parent, self._new[b].parent
        if parent >= 0 and other >= 0 and partner[parent] == other:
            score += _NEIGHBOUR
        return score + (_NEAR if self._piece_old[a] == self._piece_new[b] else 0)

    def _note_rivals(self) -> None:
        for olds, news in self._equal_groups():
            for a in olds:
                self._found.rivals[a] = tuple(news[:_MOST_CANDIDATES])

    # --- equal words elsewhere

    def _crossed(self) -> None:
        """Follow blocks whose words each version has once from list to list, and from free text to free text."""
        old, new = self._left()
        count_old = Counter(entry.words for entry in self._old)
        count_new = Counter(entry.words for entry in self._new)
        places = {self._new[b].words: b for b in new}
        for a in old:
            entry = self._old[a]
            b = places.get(entry.words)
            if b is None or entry.heading or count_old[entry.words] != 1 or count_new[entry.words] != 1:
                continue
            here, there = entry.belongs, self._new[b].belongs
            own = self._own_words(0, entry)
            if here.section == there.section and here.owners == there.owners:
                if own or not (here.side and there.side):
                    self._found.join(a, b, How.CROSSED)
            elif {here.section, there.section} == FREE_TEXTS and own >= CROSSING_WORDS:
                self._found.join(a, b, How.CROSSED)

    def _own_words(self, which: int, entry: OutlineEntry) -> int:
        keys = self._outlines[which].words.keys[entry.first : entry.last]
        return sum(tells(word) is Tells.OWN for word in self._spellings.words(sorted(set(keys))))

    # --- edited

    def _edited(self) -> None:
        """Pair blocks that share enough words: any within one gap, and those elsewhere that share a rare word."""
        old, new = self._undecided()
        if not old or not new:
            return
        profiles = {b: self._profile(1, self._new[b]) for b in new}
        index: dict[int, list[int]] = defaultdict(list)
        near: dict[int, list[int]] = defaultdict(list)
        for b, profile in profiles.items():
            near[self._piece_new[b]].append(b)
            for key in profile:
                index[key].append(b)
        held = self._held_whole(old, near)
        scored: list[tuple[float, int, int]] = []
        for a in old:
            if self._work[How.EDITED] <= 0:
                break
            own = self._profile(0, self._old[a])
            candidates = dict.fromkeys([*_sharing(own, index), *near[self._piece_old[a]][: 4 * _MOST_CANDIDATES]])
            self._work[How.EDITED] -= len(candidates)
            scored += [
                (score, a, b)
                for b in candidates
                if held[0].get(a, b) == b
                and held[1].get(b, a) == a
                and (score := self._score(a, b, own, profiles[b])) > 0
            ]
        self._take_clear(scored)

    def _held_whole(
        self, olds: Sequence[int], near: Mapping[int, Sequence[int]]
    ) -> tuple[dict[int, int], dict[int, int]]:
        """Blocks that stand whole within a longer one of their gap, and where: they are no other block that is merely like them."""
        held: tuple[dict[int, int], dict[int, int]] = ({}, {})
        gaps: dict[int, list[int]] = defaultdict(list)
        for a in olds:
            gaps[self._piece_old[a]].append(a)
        for piece, ours in gaps.items():
            theirs = near.get(piece, ())
            if len(ours) * len(theirs) > MOST_RIVALS:
                continue
            for a in ours:
                for b in theirs:
                    words = [self._unsigned(0, self._old[a]), self._unsigned(1, self._new[b])]
                    which = int(len(words[1]) < len(words[0]))
                    shorter, longer = words[which], words[1 - which]
                    if _HELD <= len(shorter) < len(longer) and len(places_of(shorter, longer)) == 1:
                        mine, holder = (a, b)[which], (b, a)[which]
                        held[which][mine] = _SEVERAL if mine in held[which] else holder
        return held

    def _unsigned(self, which: int, entry: OutlineEntry) -> Sequence[int]:
        """A block's words without the signs that close it."""
        words = self._outlines[which].words.folded[entry.first : entry.last]
        while words and tells(self._spellings.texts[words[-1]]) is Tells.SIGN:
            words.pop()
        return words

    def _score(self, a: int, b: int, old: Counter[int], new: Counter[int]) -> float:
        """How alike two blocks are, or 0 where they cannot be one; being in one gap counts for them."""
        one, other = self._old[a], self._new[b]
        if one.words == other.words or not self._compatible(one, other):
            return 0.0  # equal ones that are still apart are rivals, not edited
        alike = _alike(old, new)
        if self._piece_old[a] == self._piece_new[b]:
            if alike < ALIKE_IN_PLACE and self._closer > 0:
                self._closer -= 1
                alike = max(self._alike_spelt(old, new), ALIKE_IN_PLACE * self._opens(one, other))
            return alike + _IN_PLACE if alike >= ALIKE_IN_PLACE else 0.0
        return alike if alike >= ALIKE_ELSEWHERE else 0.0

    def _alike_spelt(self, old: Counter[int], new: Counter[int]) -> float:
        """How alike two blocks are when words in another spelling count as the same."""
        gone, come = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
        if max(len(gone), len(come)) > _MOST_MISSPELT:
            return 0.0
        texts = self._spellings.texts
        spelt = Counter(old)
        for key in gone:
            other = next((other for other in come if near(texts[key], texts[other])), None)
            if other is not None:
                come.remove(other)
                spelt[other] = spelt.pop(key)
        return _alike(spelt, new)

    def _opens(self, old: OutlineEntry, new: OutlineEntry) -> bool:
        """Whether one of the blocks is the beginning of the other: words were added, or cut off."""
        words = self._unsigned(0, old), self._unsigned(1, new)
        which = int(len(words[1]) < len(words[0]))
        shorter, longer = words[which], words[1 - which]
        return shorter == longer[: len(shorter)] and self._own_words(which, (old, new)[which]) >= OPENING_WORDS

    def _take_clear(self, scored: list[tuple[float, int, int]]) -> None:
        by_old: dict[int, list[tuple[float, int]]] = defaultdict(list)
        by_new: dict[int, list[tuple[float, int]]] = defaultdict(list)
        best_first = sorted(scored, key=lambda found: (-found[0], found[1], found[2]))
        for score, a, b in best_first:
            if len(by_old[a]) < _MOST_RIVALRY:
                by_old[a].append((score, b))
            if len(by_new[b]) < _MOST_RIVALRY:
                by_new[b].append((score, a))
        for score, a, b in best_first:
            if self._found.partner[a] >= 0 or self._found.taken[b] >= 0:
                continue
            rivals = [
                (a, y) for other, y in by_old[a] if y != b and other > score - MARGIN and self._found.taken[y] < 0
            ]
            rivals += [
                (x, b) for other, x in by_new[b] if x != a and other > score - MARGIN and self._found.partner[x] < 0
            ]
            if 0 < len(rivals) <= _MOST_PARTS and self._closer > 0:
                self._closer -= len(rivals)
                rivals = [(x, y) for x, y in rivals if not self._completes(a, b, x, y)]
            if not rivals or self._are_twins(a, b, rivals):
                self._found.join(a, b, How.EDITED)

    def _completes(self, a: int, b: int, x: int, y: int) -> bool:
        """Whether a rival stands whole in the same block, which ``a`` and ``b`` make up but for it: a merger, or a split."""
        if self._piece_old[x] != self._piece_new[y] or self._piece_old[a] != self._piece_new[b]:
            return False
        old, new = self._profile(0, self._old[x if y == b else a]), self._profile(1, self._new[y if x == a else b])
        part, whole = (old, new) if y == b else (new, old)
        if part - whole:
            return False
        rest = whole - part
        return (
            _alike(self._profile(0, self._old[a]), rest) >= ALIKE_ELSEWHERE
            if y == b
            else (_alike(self._profile(1, self._new[b]), rest) >= ALIKE_ELSEWHERE)
        )

    def _are_twins(self, a: int, b: int, rivals: Sequence[tuple[int, int]]) -> bool:
        """Whether the rivals are no more than blocks of the gap in the same words, as many in each version: they go in order."""
        if self._piece_old[a] != self._piece_new[b]:
            return False
        olds = self._alike_blocks(self._old, self._found.partner, self._piece_old, a)
        news = self._alike_blocks(self._new, self._found.taken, self._piece_new, b)
        in_order = len(olds) == len(news) and olds.index(a) == news.index(b)
        return in_order and all(x in olds and y in news for x, y in rivals)

    @staticmethod
    def _alike_blocks(
        entries: Sequence[OutlineEntry], partner: Sequence[int], pieces: Sequence[int], index: int
    ) -> list[int]:
        first = last = index
        while first and pieces[first - 1] == pieces[index] and index - first < _MOST_CANDIDATES:
            first -= 1
        while last + 1 < len(entries) and pieces[last + 1] == pieces[index] and last - index < _MOST_CANDIDATES:
            last += 1
        return [
            place
            for place in range(first, last + 1)
            if place == index or (partner[place] < 0 and entries[place].words == entries[index].words)
        ]

    def _profile(self, which: int, entry: OutlineEntry) -> Counter[int]:
        """The block's words with their weights in tenths."""
        keys = Counter(self._outlines[which].words.folded[entry.first : entry.last])
        texts = self._spellings.texts
        return Counter({key: count * int(tells(texts[key])) for key, count in keys.items()})

    @staticmethod
    def _compatible(old: OutlineEntry, new: OutlineEntry) -> bool:
        if (
            old.heading != new.heading
            or old.belongs.section != new.belongs.section
            or old.belongs.owners != new.belongs.owners
        ):
            return False
        if old.belongs.side != new.belongs.side and old.belongs.side and new.belongs.side:
            return False
        named, other = arm_label(old.words), arm_label(new.words)
        return not (named and other) or named == other

    def _undecided(self) -> tuple[list[int], list[int]]:
        """Blocks that are left, but for equal ones that nothing parts: which of them was edited cannot be told either."""
        old, new = self._left()
        rivals = {self._old[a].words for a in old} & {self._new[b].words for b in new}
        return (
            [a for a in old if self._old[a].words not in rivals],
            [b for b in new if self._new[b].words not in rivals],
        )

    def _left(self) -> tuple[list[int], list[int]]:
        found = self._found
        return [a for a, b in enumerate(found.partner) if b < 0], [b for b, a in enumerate(found.taken) if a < 0]


def _sharing(profile: Counter[int], index: Mapping[int, Sequence[int]]) -> list[int]:
    """The blocks that share most with a profile, by words that few blocks have."""
    shared: Counter[int] = Counter()
    for key, weight in profile.items():
        found = index.get(key, ())
        if len(found) <= _COMMON_WORD:
            for b in found:
                shared[b] += weight
    return [b for b, _ in shared.most_common(_MOST_CANDIDATES)]


def _alike(old: Counter[int], new: Counter[int]) -> float:
    total = old.total() + new.total()
    common = sum(min(weight, new[key]) for key, weight in old.items() if key in new)
    return 2 * common / total if total else 0.0
