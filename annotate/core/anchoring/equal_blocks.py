"""Pairing of blocks with the same words: in place, moved, distinguished by neighbours, and moved between lists."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

from annotate.core.anchoring.block_outline import OutlineEntry
from annotate.core.anchoring.pairing import MOST_CANDIDATES, MOST_RIVALS, MOST_WORK, Blocks, How
from annotate.core.diff import increasing, joined, once_in_both, settle

FREE_TEXTS = frozenset({"summary", "description"})
"""Sections of free text: a paragraph may move from one into the other and stay the same passage."""
CROSSING_WORDS = 4
"""Own words that a paragraph needs to be followed from one free text into the other."""
_NEIGHBOUR, _NEAR = 2, 1


class EqualBlocks:
    """The passes over blocks with equal words."""

    def __init__(self, blocks: Blocks) -> None:
        """Begin with the pairs of other passes."""
        self._blocks = blocks
        self._old, self._new = blocks.old, blocks.new
        self._pairing = blocks.pairing
        self._barred: set[int] = set()
        self._work = MOST_WORK

    def pair_in_place(self) -> None:
        """Pair blocks that occur once, and every unchanged stretch between them."""
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
                    self._pairing.join(last_old + 1 + step, last_new + 1 + step, How.SAME)
            self._pairing.piece_old[last_old + 1 : a + 1] = [piece] * (min(a + 1, len(old)) - last_old - 1)
            self._pairing.piece_new[last_new + 1 : b + 1] = [piece] * (min(b + 1, len(new)) - last_new - 1)
            if a < len(old):
                self._pairing.join(a, b, How.SAME)
            last_old, last_new = a, b

    def pair_lone(self) -> None:
        """Pair equal blocks with the same ownership that each version has once, anywhere."""
        old, new = self._blocks.left()
        count_old = Counter((entry.belongs, entry.words) for entry in self._old)
        count_new = Counter((entry.belongs, entry.words) for entry in self._new)
        places = {(self._new[b].belongs, self._new[b].words): b for b in new}
        for a in old:
            key = (self._old[a].belongs, self._old[a].words)
            if count_old[key] == count_new[key] == 1 and key in places:
                self._pairing.join(a, places[key], How.SAME)

    def part_equals(self) -> None:
        """Pair repeated equal blocks with the same ownership, as far as their neighbours distinguish them."""
        for olds, news in self._equal_groups():
            if len(olds) * len(news) > MOST_RIVALS or not self._barred.isdisjoint(olds):
                continue
            while self._work > 0:
                best = self._clear_pair(olds, news)
                if best is None:
                    break
                self._pairing.join(*best, How.SAME)
                olds.remove(best[0])
                news.remove(best[1])

    def part_again(self) -> None:
        """Unpair blocks that a deleted or inserted copy beside them could be as well: X Y X Y that became X Y."""
        numbers: dict[tuple[object, str], int] = {}
        old = [numbers.setdefault((entry.belongs, entry.words), len(numbers)) for entry in self._old]
        new = [numbers.setdefault((entry.belongs, entry.words), len(numbers)) for entry in self._new]
        counts = Counter(old), Counter(new)
        found = self._pairing
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
        """True if the deleted equal blocks beside it have new ones in their places: each was edited in its place."""
        b = self._pairing.partner[a]
        gone = [
            step
            for step in (-1, 1)
            if 0 <= a + step < len(numbers) and numbers[a + step] == numbers[a] and self._pairing.partner[a + step] < 0
        ]
        return bool(gone) and all(b + step in fresh for step in gone)

    def _has_copy_beside(
        self, a: int, b: int, numbers: Sequence[int], counts: Mapping[int, int], fresh: Container[int]
    ) -> bool:
        """True if a deleted, not replaced equal block was beside it, with no unique block between them."""
        partner = self._pairing.partner
        for step in (-1, 1):
            at = a + step
            if 0 <= at < len(partner) and partner[at] != b + step and b + step not in fresh:
                for _ in range(MOST_CANDIDATES):
                    if not 0 <= at < len(partner) or partner[at] >= 0 or counts[numbers[at]] == 1:
                        break
                    if numbers[at] == numbers[a]:
                        return True
                    at += step
        return False

    def pair_crossed(self) -> None:
        """Follow blocks with unique words from list to list, and from free text to free text."""
        old, new = self._blocks.left()
        count_old = Counter(entry.words for entry in self._old)
        count_new = Counter(entry.words for entry in self._new)
        places = {self._new[b].words: b for b in new}
        for a in old:
            entry = self._old[a]
            b = places.get(entry.words)
            if b is None or entry.heading or count_old[entry.words] != 1 or count_new[entry.words] != 1:
                continue
            here, there = entry.belongs, self._new[b].belongs
            own = self._blocks.own_words(0, entry)
            if here.section == there.section and here.owners == there.owners:
                if own or not (here.side and there.side):
                    self._pairing.join(a, b, How.CROSSED)
            elif {here.section, there.section} == FREE_TEXTS and own >= CROSSING_WORDS:
                self._pairing.join(a, b, How.CROSSED)

    def note_rivals(self) -> None:
        """Record the rivals of each unpaired block: the equal ones that nothing distinguishes from it."""
        for olds, news in self._equal_groups():
            for a in olds:
                self._pairing.rivals[a] = tuple(news[:MOST_CANDIDATES])

    def _equal_groups(self) -> Iterable[tuple[list[int], list[int]]]:
        old, new = self._blocks.left()
        groups: dict[tuple[object, str], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for a in old:
            groups[self._old[a].belongs, self._old[a].words][0].append(a)
        for b in new:
            key = (self._new[b].belongs, self._new[b].words)
            if key in groups:
                groups[key][1].append(b)
        return [(olds, news) for olds, news in groups.values() if news]

    def _clear_pair(self, olds: list[int], news: list[int]) -> tuple[int, int] | None:
        self._work -= len(olds) * len(news)
        scores = {(a, b): self._support(a, b) for a in olds for b in news}
        for (a, b), score in sorted(scores.items(), key=lambda found: -found[1]):
            if score < _NEIGHBOUR:
                return None
            if all(other < score for (x, y), other in scores.items() if (x == a) != (y == b)):
                return a, b
        return None

    def _support(self, a: int, b: int) -> int:
        """Share of equal surroundings of the two."""
        partner = self._pairing.partner
        score = 0
        for step in (-1, 1):
            x, y = a + step, b + step
            at_end = not (0 <= x < len(self._old)) and not (0 <= y < len(self._new))
            if at_end or (0 <= x < len(self._old) and 0 <= y < len(self._new) and partner[x] == y):
                score += _NEIGHBOUR
        if a and b and partner[a - 1] == b - 1 and self._old[a - 1].words.endswith(":"):
            score += _NEAR  # the text before says more than the text after
        parent, other = self._old[a].parent, self._new[b].parent
        if parent >= 0 and other >= 0 and partner[parent] == other:
            score += _NEIGHBOUR
        return score + (_NEAR if self._pairing.piece_old[a] == self._pairing.piece_new[b] else 0)
