"""Alignment of the old version's words with the new one's; fills a ``WordMap``.

Words of equal blocks follow their block. In an edited block a word diff aligns them. The rest is followed in long pieces only:
an item that was split in two, two that were merged, a sentence that moved.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from annotate.core.anchoring.block_outline import Outline
from annotate.core.anchoring.equal_blocks import CROSSING_WORDS, FREE_TEXTS
from annotate.core.anchoring.pairing import How
from annotate.core.anchoring.spelling import misspelt
from annotate.core.anchoring.split_blocks import PIECE, Held, Parts, may_move
from annotate.core.anchoring.word_map import ENDS, WordMap
from annotate.core.diff import Run, common_runs, settle, without_chance
from annotate.core.words import Spellings

PIECE_OWN = 3
"""Least own words (no grammar, doses or times) of a moved piece."""
PIECE_SHARE = 0.8
"""Least share of the old or the new sentence's own words in a moved piece."""
_MOST_PLACES = 4


def map_words(old: Outline, new: Outline, spellings: Spellings) -> WordMap:
    """The map of two outlines with common spellings."""
    words = WordMap(old, new, spellings)
    _Follower(words).follow()
    words.weigh()
    return words


class _Follower:
    def __init__(self, words: WordMap) -> None:
        self._map, self._old, self._new = words, words.old, words.new
        self._to, self._pairing, self._spellings = words.to, words.pairing, words.spellings

    def follow(self) -> None:
        held = Parts(self._map).held()
        self._follow_blocks(held)
        for (which, block), runs in held.items():
            self._take_whole(which, block, runs)
        self._follow_pieces()

    def _follow_blocks(self, held: Held) -> None:
        closing = {key for key, text in enumerate(self._spellings.texts) if text in ENDS}
        for a, (b, how) in enumerate(zip(self._pairing.partner, self._pairing.how, strict=True)):
            if b < 0:
                continue
            one, other = self._old.entries[a], self._new.entries[b]
            if how is not How.EDITED:
                self._to[one.first : one.last] = array("l", range(other.first, other.last))
                continue
            old, new = self._old.words.folded[one.first : one.last], self._new.words.folded[other.first : other.last]
            runs = self._beside(held.get((0, a), []), held.get((1, b), []), old, new, one.first, other.first)
            runs, doubtful = settle(runs, old, new, closing.__contains__)
            words = self._spellings.words
            for run in [*runs, *misspelt(runs, words(old), words(new))]:
                self._lay(Run(one.first + run.old, other.first + run.new, run.length))
            self._map.doubtful.update(one.first + place for place in doubtful)

    def _lay(self, run: Run) -> None:
        self._to[run.old : run.old + run.length] = array("l", range(run.new, run.new + run.length))

    def _runs(self, old: Sequence[int], new: Sequence[int], first: int, other: int) -> list[Run]:
        """The common runs of two wordings of one block, without words that are equal by chance."""
        once = {key for key, count in Counter(old).items() if count == 1} & {
            key for key, count in Counter(new).items() if count == 1
        }

        def telling(run: Run) -> bool:
            own = sum(
                old[step] in once and self._map.own(0, first + step, first + step + 1)
                for step in range(run.old, run.old + run.length)
            )
            return run.length >= PIECE and own >= PIECE_OWN

        return without_chance(
            common_runs(old, new),
            (len(old), len(new)),
            lambda start, stop: self._map.length(0, first + start, first + stop),
            lambda start, stop: self._map.length(1, other + start, other + stop),
            telling,
        )

    def _beside(
        self, held: list[Run], holding: list[Run], old: Sequence[int], new: Sequence[int], first: int, other: int
    ) -> list[Run]:
        """The runs of an edited block, without what other blocks of the gap hold whole where more is followed so.

        "Able to read and able to walk" that became "Able to read" and "Able to walk": the second is not to begin at the
        first "able to". ``held`` are parts of the old block that new blocks hold, ``holding`` of the new block that held old ones.
        """
        runs = self._runs(old, new, first, other)
        if not held and not holding:
            return runs
        parts = {run.old - first + step: run for run in held for step in range(run.length)}
        filled = {run.new - other + step: run for run in holding for step in range(run.length)}
        rest_old, rest_new = array("l", old), array("l", new)
        for number, place in enumerate(parts, start=1):
            rest_old[place] = -number
        for number, place in enumerate(filled, start=len(parts) + 1):
            rest_new[place] = -number
        beside = self._runs(rest_old, rest_new, first, other)
        met_old = {run.old + step for run in runs for step in range(run.length)}
        met_new = {run.new + step for run in runs for step in range(run.length)}
        lost = {id(parts[place]) for place in parts.keys() & met_old} | {
            id(filled[place]) for place in filled.keys() & met_new
        }
        free = sum(run.length for run in [*held, *holding] if id(run) not in lost)
        followed = sum(run.length for run in beside) + len(parts) + len(filled)
        return beside if followed > len(met_old) + free else runs

    def _take_whole(self, which: int, block: int, runs: list[Run]) -> None:
        """Map the parts in a block if they and its mapped words make up half of it."""
        entry = (self._old, self._new)[which].entries[block]
        partner = (self._pairing.partner, self._pairing.taken)[which][block]
        a = block if which == 0 else partner
        taken = set()
        if a >= 0:
            taken = {place for place in self._to[self._old.entries[a].first : self._old.entries[a].last] if place >= 0}
        held = {
            word for word in range(entry.first, entry.last) if (self._to[word] >= 0 if which == 0 else word in taken)
        }
        free = []
        for run in runs:
            own_side = run.old if which == 0 else run.new
            if held.isdisjoint(range(own_side, own_side + run.length)):
                free.append(run)
                held.update(range(own_side, own_side + run.length))
        retained = sum(self._map.own(which, word, word + 1) for word in held)
        if 2 * retained < self._map.own(which, entry.first, entry.last):
            return
        for run in free:
            self._to[run.old : run.old + run.length] = array("l", range(run.new, run.new + run.length))
            self._map.moved_pieces.update(range(run.old, run.old + run.length))

    def _follow_pieces(self) -> None:
        taken = {place for place in self._to if place >= 0}
        old_grams = self._grams(0, lambda word: self._to[word] < 0)
        new_grams = self._grams(1, lambda word: word not in taken)
        if not old_grams or not new_grams:
            return
        for gram, places in old_grams.items():
            found = new_grams.get(gram, ())
            if len(places) != 1 or len(found) != 1:
                continue
            a, b = places[0], found[0]
            if self._to[a] >= 0 or b in taken:
                continue
            one, other = self._old.entries[self._old.block_of[a]], self._new.entries[self._new.block_of[b]]
            first = 0
            while (
                a - first > one.first and b - first > other.first and self._joins(a - first - 1, b - first - 1, taken)
            ):
                first += 1
            last = PIECE
            while a + last < one.last and b + last < other.last and self._joins(a + last, b + last, taken):
                last += 1
            self._take_piece(a - first, b - first, first + last, taken)

    def _joins(self, a: int, b: int, taken: set[int]) -> bool:
        return self._to[a] < 0 and b not in taken and self._old.words.folded[a] == self._new.words.folded[b]

    def _grams(self, which: int, free: Callable[[int], bool]) -> dict[tuple[int, ...], list[int]]:
        """Every run of ``PIECE`` unmapped words within a block, with its first few places."""
        outline = (self._old, self._new)[which]
        keys = outline.words.folded
        grams: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for entry in outline.entries:
            run = 0
            for word in range(entry.first, entry.last):
                run = run + 1 if free(word) else 0
                if run >= PIECE:
                    places = grams[tuple(keys[word - PIECE + 1 : word + 1])]
                    if len(places) < _MOST_PLACES:
                        places.append(word - PIECE + 1)
        return grams

    def _take_piece(self, a: int, b: int, length: int, taken: set[int]) -> None:
        """Map a piece if it is most of a sentence and its ownership is the same."""
        here, there = self._map.belonging(0, a), self._map.belonging(1, b)
        own = self._map.own(0, a, a + length)
        crosses = {here.section, there.section} == FREE_TEXTS and own >= CROSSING_WORDS
        if own < PIECE_OWN or not (crosses or may_move(here, there)):
            return
        whole_old = self._map.own(0, self._map.sentence(0, a)[0], self._map.sentence(0, a + length - 1)[1])
        whole_new = self._map.own(1, self._map.sentence(1, b)[0], self._map.sentence(1, b + length - 1)[1])
        # Only a whole sentence is followed into another section, and only if it is a whole sentence there.
        if own < PIECE_SHARE * (max if crosses else min)(whole_old, whole_new):
            return
        self._to[a : a + length] = array("l", range(b, b + length))
        self._map.moved_pieces.update(range(a, a + length))
        taken.update(range(b, b + length))
