"""Reworded passages: their new ends, and whether each is still the same passage."""

from annotate.core.anchoring.guards import DrugNames, GuardKind, differences, guarded
from annotate.core.anchoring.pairing import How
from annotate.core.anchoring.parents import HALF
from annotate.core.anchoring.spelling import spelt_alike
from annotate.core.anchoring.surroundings import Surroundings
from annotate.core.anchoring.word_alignment import PIECE_OWN
from annotate.core.anchoring.word_map import WordMap
from annotate.core.anchoring.word_weights import Tells, tells
from annotate.core.words import part_after, part_before

SHORT = 3
"""Most words of a passage that may be replaced as a whole and still be followed, by the words on both sides."""


class Rewordings:
    """The reworded passages of one word map."""

    def __init__(self, words: WordMap, around: Surroundings, drugs: DrugNames) -> None:
        self._map, self._around, self._drugs = words, around, drugs
        self._old, self._new = words.old, words.new

    def left_end(self, first: int, remaining: int) -> int:
        """The new first word of a passage; ``remaining`` is its first remaining word."""
        to = self._map.to
        if remaining == first:
            return to[remaining]
        entry = self._old.entries[self._old.block_of[first]]
        before = first - 1
        while before >= entry.first and to[before] < 0:
            before -= 1
        target = self._new.entries[self._new.block_of[to[remaining]]]
        next_to = self._signs_only(before + 1, first)
        floor = to[before] + 1 if before >= entry.first and to[before] < to[remaining] else target.first
        floor = max(floor, target.first)
        if not any(self._map.ends_sentence(0, word) for word in range(first, remaining)):
            floor = max(floor, self._map.sentence(1, to[remaining])[0])
        reach = remaining - first
        return max(floor, to[remaining] - (2 * reach + 3 if next_to else reach))

    def right_end(self, last: int, remaining: int) -> int:
        """The new word after the end of a passage; ``remaining`` is its last remaining word."""
        to = self._map.to
        if remaining == last - 1:
            return to[remaining] + 1
        entry = self._old.entries[self._old.block_of[last - 1]]
        after = last
        while after < entry.last and to[after] < 0:
            after += 1
        target = self._new.entries[self._new.block_of[to[remaining]]]
        if self._signs_only(remaining + 1, last):
            return self._over_signs(to[remaining] + 1, min(target.last, to[remaining] + last - remaining))
        next_to = self._signs_only(last, after)
        ceiling = to[after] if after < entry.last and to[after] > to[remaining] else target.last
        ceiling = min(ceiling, target.last)
        if not any(self._map.ends_sentence(0, word) for word in range(remaining + 1, last)):
            closed = self._map.sentence(1, to[remaining] + 1)[1] if to[remaining] + 1 < ceiling else ceiling
            while closed > to[remaining] + 1 and self._map.ends_sentence(1, closed - 1):
                closed -= 1
            ceiling = min(ceiling, closed)
        reach = last - 1 - remaining
        return min(ceiling, to[remaining] + 1 + (2 * reach + 3 if next_to else reach))

    def _over_signs(self, place: int, end: int) -> int:
        texts, keys = self._map.spellings.texts, self._new.words.keys
        while place < end and tells(texts[keys[place]]) is Tells.SIGN:
            place += 1
        return place

    def _signs_only(self, first: int, last: int) -> bool:
        """True if only signs are between a passage and the next remaining word."""
        texts, keys = self._map.spellings.texts, self._old.words.keys
        return all(tells(texts[keys[word]]) is Tells.SIGN for word in range(first, last))

    def span(self, start: int, end: int, first: int, last: int, begin: int, after: int) -> tuple[int, int]:
        """The new words ``[begin, after)`` as a passage, cut and with blanks at its ends like the old one."""
        old, new, text = self._old.words, self._new.words, self._new.text
        left, right = new.starts[begin], new.ends[after - 1]
        if start > old.starts[first]:
            cut = start - old.starts[first]
            left += part_before(self._spelt(0, first), self._spelt(1, begin), cut)
        while start < old.starts[first] and left > 0 and text[left - 1].isspace():
            left -= 1
        if end < old.ends[last - 1]:
            cut = end - old.starts[last - 1]
            right = new.starts[after - 1] + part_after(self._spelt(0, last - 1), self._spelt(1, after - 1), cut)
        while end > old.ends[last - 1] and right < len(text) and text[right].isspace():
            right += 1
        return (left, right) if left < right else (new.starts[begin], new.ends[after - 1])

    def _spelt(self, which: int, word: int) -> str:
        outline = (self._old, self._new)[which]
        return outline.text[outline.words.starts[word] : outline.words.ends[word]]

    def changed(self, first: int, last: int, old: str, new: str) -> tuple[str, tuple[str, ...]]:
        """The reason why a reworded passage is not the same (or ""), and the differences."""
        for word in range(first, last):
            if self._map.to[word] < 0:
                continue
            here = self._old.entries[self._old.block_of[word]].belongs
            there = self._new.entries[self._new.block_of[self._map.to[word]]].belongs
            if here.section != there.section or here.owners != there.owners:
                return "What is left of it is under another heading.", ()
            if here.side != there.side and here.side and there.side:
                return "What is left of it is in the other list of criteria.", ()
        found = differences(old, new, self._drugs)
        if any(difference.kind is GuardKind.ARM and difference.old for difference in found):
            return "What is left of it is about another arm or cohort.", ()
        remaining = next(word for word in range(first, last) if self._map.to[word] >= 0)
        if self._map.pairing.how[self._old.block_of[first]] is not How.SAME:
            own = self._map.own(0, first, last)
            doubt = self._around.doubt_of_names(remaining, own)
            if not doubt:
                around = self._around
                doubt = (around.doubt_of_sentence if own < PIECE_OWN else around.doubt_of_fragment)(first, last)
            if doubt:
                return doubt, ()
        return "", ("The passage's words changed.", *(difference.sentence for difference in found))

    def replaced(self, first: int, last: int) -> tuple[int, int, tuple[str, ...]] | None:
        """The new words of a passage in a remaining sentence, placed by the words on both sides.

        Either it is short and exactly its words were replaced, or its spelling is similar.
        """
        bounds = self._bounds(first, last)
        if bounds is None:
            return None
        begin, after = bounds
        old = self._old.text[self._old.words.starts[first] : self._old.words.ends[last - 1]]
        new = self._new.text[self._new.words.starts[begin] : self._new.words.ends[after - 1]]
        short = last - first <= SHORT and after - begin <= last - first + 1
        if not short and not spelt_alike(old, new):
            return None
        reason, evidence = self._replaced_reason(first, begin, after, old, new)
        return None if reason else (begin, after, evidence)

    def _bounds(self, first: int, last: int) -> tuple[int, int] | None:
        """The new words between a passage's neighbours, or an end of its block."""
        to = self._map.to
        entry = self._old.entries[self._old.block_of[first]]
        partner = self._map.pairing.partner[self._old.block_of[first]]
        if last > entry.last or partner < 0:
            return None
        target = self._new.entries[partner]
        begin = target.first if first == entry.first else (to[first - 1] + 1 or -1)
        after = target.last if last == entry.last else to[last]
        return (begin, after) if 0 <= begin < after else None

    def _replaced_reason(self, first: int, begin: int, after: int, old: str, new: str) -> tuple[str, tuple[str, ...]]:
        found = differences(old, new, self._drugs)
        if any(difference.kind in (GuardKind.ARM, GuardKind.DRUG) for difference in found):
            return "other", ()
        start, stop = self._map.sentence(0, first)
        total = self._map.own(0, start, stop)
        retained = self._map.own_remaining(start, stop)
        if self._new.block_of[begin] != self._new.block_of[after - 1] or retained < max(1, HALF * total):
            return "other", ()
        numbers = [bool(guarded(text, GuardKind.NUMBER)) for text in (old, new)]
        if numbers[0] != numbers[1]:
            return "other", ()
        return "", ("The passage's words were replaced.", *(difference.sentence for difference in found))
