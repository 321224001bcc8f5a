"""Candidates for a passage that is gone: the words in its place now, and equal words elsewhere. They are only offered."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import islice

from annotate.core.anchoring.block_outline import OutlineEntry
from annotate.core.anchoring.word_map import WordMap
from annotate.core.anchoring.word_weights import tells
from annotate.core.diff import increasing

MOST_CANDIDATES = 8
"""Most candidates of one passage."""
_MOST_LOOKUPS = 256
_BETTER_PART = 0.5  # least share of its block that a passage must be for the block in its place to be offered
_WIDEST, _WIDER = 3, 40  # times as many words as the passage had, and an item more, that are offered within a block
_MOST_IN_GAP = 24  # blocks of one gap; a longer one is a rewritten list
_UNSURE = 3  # offers, if the gap does not show which block replaced which


class Offers:
    """Candidates for the lost passages of one word map."""

    def __init__(self, words: WordMap) -> None:
        self._map, self._old, self._new = words, words.old, words.new
        self._places: dict[int, list[int]] | None = None

    @cached_property
    def _anchors(self) -> list[tuple[int, int]]:
        """The pairs of blocks in the same order."""
        return increasing([(a, b) for a, b in enumerate(self._map.pairing.partner) if b >= 0])

    @cached_property
    def _headings(self) -> tuple[list[int], list[int]]:
        return _headings(self._old.entries), _headings(self._new.entries)

    def instead(self, first: int, last: int) -> list[tuple[int, int]]:
        """The new words, half-open, in the place of old words ``[first, last)``, the likeliest first."""
        a = self._old.block_of[first]
        if self._old.block_of[last - 1] != a:
            return []
        b = self._map.pairing.partner[a]
        if b >= 0:
            return self._within(first, last, self._old.entries[a], self._new.entries[b])
        entry = self._old.entries[a]
        if self._map.weight(first, last) < _BETTER_PART * self._map.weight(entry.first, entry.last):
            return []
        return [(self._new.entries[b].first, self._new.entries[b].last) for b in self._beside(a)]

    def equal(self, first: int, last: int) -> list[tuple[int, int]]:
        """The first places of the very same words in the new version, wherever they are; a bounded search."""
        if self._places is None:
            self._places = defaultdict(list)
            for place, key in enumerate(self._new.words.keys):
                found = self._places[key]
                if len(found) <= _MOST_LOOKUPS:
                    found.append(place)
        places, old, new = self._places, self._old.words, self._new.words
        keys, gaps = old.keys[first:last], old.gaps[first + 1 : last]
        rarest = min(range(last - first), key=lambda step: len(places.get(keys[step], ())))
        begins = (place - rarest for place in places.get(keys[rarest], ())[:_MOST_LOOKUPS])
        equal = (
            (begin, begin + len(keys))
            for begin in begins
            if begin >= 0
            and new.keys[begin : begin + len(keys)] == keys
            and new.gaps[begin + 1 : begin + len(keys)] == gaps
        )
        return list(islice(equal, MOST_CANDIDATES))

    def _within(self, first: int, last: int, entry: OutlineEntry, target: OutlineEntry) -> list[tuple[int, int]]:
        """The words in an edited block between the passage's former neighbours."""
        to = self._map.to
        before = next((to[word] for word in range(first - 1, entry.first - 1, -1) if to[word] >= 0), target.first - 1)
        after = next((to[word] for word in range(last, entry.last) if to[word] >= 0), target.last)
        begin = before + 1
        sane = target.first <= begin < after <= target.last
        return [(begin, after)] if sane and after - begin <= _WIDEST * (last - first) + _WIDER else []

    def _beside(self, a: int) -> list[int]:
        """The new blocks in the place of an old one: those between its unchanged neighbours."""
        at = bisect_left(self._anchors, (a, -1))
        before = self._anchors[at - 1] if at else (-1, -1)
        ends = len(self._old.entries), len(self._new.entries)
        after = self._anchors[at] if at < len(self._anchors) else ends
        if max(after[0] - before[0], after[1] - before[1]) > _MOST_IN_GAP:
            return []
        pairing = self._map.pairing
        news = [b for b in range(before[1] + 1, after[1]) if pairing.taken[b] < 0 and self._may_stand_for(a, b)]
        olds = [x for x in range(before[0] + 1, after[0]) if pairing.partner[x] < 0 and self._are_alike(a, x)]
        if len(olds) == len(news):
            return [news[olds.index(a)]]
        place = olds.index(a) * max(len(news) - 1, 0) / max(len(olds) - 1, 1)
        common = {b: self._common(a, b) for b in news}
        return sorted(news, key=lambda b: (-common[b], abs(news.index(b) - place)))[:_UNSURE]

    def _may_stand_for(self, a: int, b: int) -> bool:
        one, other = self._old.entries[a], self._new.entries[b]
        if one.heading != other.heading or one.belongs.section != other.belongs.section:
            return False
        if one.belongs.side != other.belongs.side and one.belongs.side and other.belongs.side:
            return False
        return one.belongs.owners == other.belongs.owners or self._under_the_same(a, b)

    def _under_the_same(self, a: int, b: int) -> bool:
        """True if the headings directly above are one edited heading."""
        heading, other = self._headings[0][a], self._headings[1][b]
        return heading >= 0 and other >= 0 and self._map.pairing.partner[heading] == other

    def _are_alike(self, a: int, other: int) -> bool:
        one, two = self._old.entries[a], self._old.entries[other]
        return one.heading == two.heading and one.belongs == two.belongs

    def _common(self, a: int, b: int) -> int:
        """Weight of two blocks' common words."""
        one, other = self._old.entries[a], self._new.entries[b]
        old = Counter(self._old.words.folded[one.first : one.last])
        common = old & Counter(self._new.words.folded[other.first : other.last])
        return sum(count * tells(self._map.spellings.texts[key]) for key, count in common.items())


def _headings(entries: Sequence[OutlineEntry]) -> list[int]:
    """The heading directly above each block, or -1."""
    found: list[int] = []
    last = -1
    for index, entry in enumerate(entries):
        found.append(last)
        if entry.heading:
            last = index
    return found
