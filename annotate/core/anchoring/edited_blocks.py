"""Pairing of edited blocks: they share enough words, and no other pair shares nearly as many."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from annotate.core.anchoring.block_outline import OutlineEntry
from annotate.core.anchoring.ownership import arm_label
from annotate.core.anchoring.pairing import MOST_CANDIDATES, MOST_RIVALS, MOST_WORK, Blocks, How
from annotate.core.anchoring.spelling import near
from annotate.core.anchoring.word_weights import Tells, tells
from annotate.core.diff import places_of

MOST_CLOSER = 5_000
"""Most comparisons of two blocks by spelling in one pair of versions; beyond it only equal words count."""
ALIKE_IN_PLACE, ALIKE_ELSEWHERE = 0.45, 0.65
"""Least weighted share of common words of an edited block."""
MARGIN = 0.08
"""By how much the best partner has to beat the runner-up."""
OPENING_WORDS = 2
"""Own words that a block needs to be the same as a longer block of the gap that begins with it."""
_MOST_MISSPELT = 16
_MOST_PARTS = 4
_SEVERAL = -2  # a block contained in several others is none of them
_HELD = 4  # least words of a block contained in another
_COMMON_WORD = 24
_MOST_RIVALRY = 32
_IN_PLACE = 0.1


class EditedBlocks:
    """The pass over blocks with different words."""

    def __init__(self, blocks: Blocks) -> None:
        """Begin with the pairs of other passes."""
        self._blocks = blocks
        self._old, self._new = blocks.old, blocks.new
        self._pairing = blocks.pairing
        self._closer = MOST_CLOSER
        self._work = MOST_WORK

    def pair(self) -> None:
        """Pair blocks that share enough words: any within one gap, and those elsewhere that share a rare word."""
        old, new = self._undecided()
        if not old or not new:
            return
        profiles = {b: self._profile(1, self._new[b]) for b in new}
        index: dict[int, list[int]] = defaultdict(list)
        near: dict[int, list[int]] = defaultdict(list)
        for b, profile in profiles.items():
            near[self._pairing.piece_new[b]].append(b)
            for key in profile:
                index[key].append(b)
        held = self._held_whole(old, near)
        scored: list[tuple[float, int, int]] = []
        for a in old:
            if self._work <= 0:
                break
            own = self._profile(0, self._old[a])
            candidates = dict.fromkeys(
                [*_sharing(own, index), *near[self._pairing.piece_old[a]][: 4 * MOST_CANDIDATES]]
            )
            self._work -= len(candidates)
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
        """Blocks contained whole in a longer one of their gap, and where: they are not another block that is merely similar."""
        held: tuple[dict[int, int], dict[int, int]] = ({}, {})
        gaps: dict[int, list[int]] = defaultdict(list)
        for a in olds:
            gaps[self._pairing.piece_old[a]].append(a)
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
        """A block's words without its closing signs."""
        words = self._blocks.outlines[which].words.folded[entry.first : entry.last]
        while words and tells(self._blocks.spellings.texts[words[-1]]) is Tells.SIGN:
            words.pop()
        return words

    def _score(self, a: int, b: int, old: Counter[int], new: Counter[int]) -> float:
        """Similarity of two blocks, 0 if they cannot be the same; a common gap raises it."""
        one, other = self._old[a], self._new[b]
        if one.words == other.words or not self._compatible(one, other):
            return 0.0  # equal blocks that are still unpaired are rivals, not edited
        alike = _alike(old, new)
        if self._pairing.piece_old[a] == self._pairing.piece_new[b]:
            if alike < ALIKE_IN_PLACE and self._closer > 0:
                self._closer -= 1
                alike = max(self._alike_spelt(old, new), ALIKE_IN_PLACE * self._opens(one, other))
            return alike + _IN_PLACE if alike >= ALIKE_IN_PLACE else 0.0
        return alike if alike >= ALIKE_ELSEWHERE else 0.0

    def _alike_spelt(self, old: Counter[int], new: Counter[int]) -> float:
        """Similarity of two blocks if words in another spelling count as the same."""
        gone, come = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
        if max(len(gone), len(come)) > _MOST_MISSPELT:
            return 0.0
        texts = self._blocks.spellings.texts
        spelt = Counter(old)
        for key in gone:
            other = next((other for other in come if near(texts[key], texts[other])), None)
            if other is not None:
                come.remove(other)
                spelt[other] = spelt.pop(key)
        return _alike(spelt, new)

    def _opens(self, old: OutlineEntry, new: OutlineEntry) -> bool:
        """True if one block is the beginning of the other: words were added, or cut off."""
        words = self._unsigned(0, old), self._unsigned(1, new)
        which = int(len(words[1]) < len(words[0]))
        shorter, longer = words[which], words[1 - which]
        return shorter == longer[: len(shorter)] and self._blocks.own_words(which, (old, new)[which]) >= OPENING_WORDS

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
            if self._pairing.partner[a] >= 0 or self._pairing.taken[b] >= 0:
                continue
            rivals = [
                (a, y) for other, y in by_old[a] if y != b and other > score - MARGIN and self._pairing.taken[y] < 0
            ]
            rivals += [
                (x, b) for other, x in by_new[b] if x != a and other > score - MARGIN and self._pairing.partner[x] < 0
            ]
            if 0 < len(rivals) <= _MOST_PARTS and self._closer > 0:
                self._closer -= len(rivals)
                rivals = [(x, y) for x, y in rivals if not self._completes(a, b, x, y)]
            if not rivals or self._are_twins(a, b, rivals):
                self._pairing.join(a, b, How.EDITED)

    def _completes(self, a: int, b: int, x: int, y: int) -> bool:
        """True if ``a`` and ``b`` differ only by a whole rival in the same block: a merger, or a split."""
        if (
            self._pairing.piece_old[x] != self._pairing.piece_new[y]
            or self._pairing.piece_old[a] != self._pairing.piece_new[b]
        ):
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
        """True if the rivals are only blocks of the gap with the same words, as many in each version: they are paired in order."""
        if self._pairing.piece_old[a] != self._pairing.piece_new[b]:
            return False
        olds = self._alike_blocks(self._old, self._pairing.partner, self._pairing.piece_old, a)
        news = self._alike_blocks(self._new, self._pairing.taken, self._pairing.piece_new, b)
        in_order = len(olds) == len(news) and olds.index(a) == news.index(b)
        return in_order and all(x in olds and y in news for x, y in rivals)

    @staticmethod
    def _alike_blocks(
        entries: Sequence[OutlineEntry], partner: Sequence[int], pieces: Sequence[int], index: int
    ) -> list[int]:
        first = last = index
        while first and pieces[first - 1] == pieces[index] and index - first < MOST_CANDIDATES:
            first -= 1
        while last + 1 < len(entries) and pieces[last + 1] == pieces[index] and last - index < MOST_CANDIDATES:
            last += 1
        return [
            place
            for place in range(first, last + 1)
            if place == index or (partner[place] < 0 and entries[place].words == entries[index].words)
        ]

    def _profile(self, which: int, entry: OutlineEntry) -> Counter[int]:
        """The block's words with their weights in tenths."""
        keys = Counter(self._blocks.outlines[which].words.folded[entry.first : entry.last])
        texts = self._blocks.spellings.texts
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
        """Unpaired blocks without indistinguishable equal ones, of which the edited one is unknown."""
        old, new = self._blocks.left()
        rivals = {self._old[a].words for a in old} & {self._new[b].words for b in new}
        return (
            [a for a in old if self._old[a].words not in rivals],
            [b for b in new if self._new[b].words not in rivals],
        )


def _sharing(profile: Counter[int], index: Mapping[int, Sequence[int]]) -> list[int]:
    """The blocks most similar to a profile, by rare words."""
    shared: Counter[int] = Counter()
    for key, weight in profile.items():
        found = index.get(key, ())
        if len(found) <= _COMMON_WORD:
            for b in found:
                shared[b] += weight
    return [b for b, _ in shared.most_common(MOST_CANDIDATES)]


def _alike(old: Counter[int], new: Counter[int]) -> float:
    total = old.total() + new.total()
    common = sum(min(weight, new[key]) for key, weight in old.items() if key in new)
    return 2 * common / total if total else 0.0
