"""Split and merged blocks: parts contained whole, or nearly so, in a block of the other version."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from annotate.core.anchoring.block_outline import OutlineEntry
from annotate.core.anchoring.ownership import Belonging
from annotate.core.anchoring.pairing import How
from annotate.core.anchoring.word_map import WordMap
from annotate.core.anchoring.word_weights import Tells, tells
from annotate.core.diff import Run, common_runs, places_of

PIECE = 5
"""Consecutive equal and unique words by which a moved piece is found."""
NEARLY_ROW = 3
"""Consecutive words by which a block nearly whole within another is found."""
NEARLY_LONGER = 1.4
"""Least ratio of the other's length; one of similar length is the same block edited, or another one."""
NEARLY_SHARE = 0.7
"""Least weighted share of its words that must be there."""
NEARLY_MARGIN = 0.15
"""Least lead over another block for the same place."""
_MOST_COMPARED = 200_000
_MOST_IN_GAP = 400

Held = Mapping[tuple[int, int], list[Run]]
"""The parts by the block that holds them: ``(0, old)`` or ``(1, new)``."""


class Parts:
    """Finds the parts in the blocks of one word map, whose blocks are paired and words not yet followed."""

    def __init__(self, words: WordMap) -> None:
        self._map, self._old, self._new = words, words.old, words.new
        self._pairing, self._spellings = words.pairing, words.spellings

    def held(self) -> Held:
        """Blocks whole within a block of the same gap: the parts of a split, or of a merger.

        By the containing block: ``(0, old)`` or ``(1, new)``. Indistinguishable equal blocks contain nothing and are in nothing,
        since which of them it is is unknown.
        """
        pairing = self._pairing
        rivals = {self._old.entries[a].words for a in pairing.rivals}
        gaps: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for a, b in enumerate(pairing.partner):
            if (b < 0 and self._old.entries[a].words not in rivals) or pairing.how[a] is How.EDITED:
                gaps[pairing.piece_old[a]][0].append(a)
        for b, a in enumerate(pairing.taken):
            free = self._new.entries[b].words not in rivals if a < 0 else pairing.how[a] is How.EDITED
            if free and pairing.piece_new[b] in gaps:
                gaps[pairing.piece_new[b]][1].append(b)
        holders: dict[tuple[int, int], list[Run]] = defaultdict(list)
        for olds, news in gaps.values():
            if len(olds) * len(news) <= _MOST_IN_GAP:
                for a in olds:
                    for b in news:
                        self._note_whole(a, b, holders)
                self._note_nearly(olds, news, holders)
                self._note_beside(olds, news, holders)
        return _without_doubled(holders)

    def _note_nearly(self, olds: Sequence[int], news: Sequence[int], holders: dict[tuple[int, int], list[Run]]) -> None:
        """Note unpaired blocks nearly whole within another: merged or split off, with a word or two changed."""
        held = {run.old for (which, _), runs in holders.items() if which for run in runs} | {
            run.new for (which, _), runs in holders.items() if not which for run in runs
        }
        found: dict[tuple[int, int], list[tuple[float, list[Run]]]] = defaultdict(list)
        for a in olds:
            for b in news:
                one, other = self._old.entries[a], self._new.entries[b]
                if one.heading or other.heading or not may_move(one.belongs, other.belongs):
                    continue
                merged = other.last - other.first > one.last - one.first
                alone = self._pairing.partner[a] < 0 if merged else self._pairing.taken[b] < 0
                if not alone or (one.first if merged else other.first) in held:
                    continue
                share, runs = self._nearly(one, other, merged=merged)
                if runs:
                    found[(1, b) if merged else (0, a)].append((share, runs))
        for (which, block), parts in found.items():
            best_first = sorted(parts, key=lambda part: -part[0])
            for index, (share, runs) in enumerate(best_first):
                mine = _covered(runs, which)
                rivals = [
                    part for step, part in enumerate(best_first) if step != index and mine & _covered(part[1], which)
                ]
                if all(other < share - NEARLY_MARGIN for other, _ in rivals):
                    holders[which, block].extend(runs)

    def _nearly(self, one: OutlineEntry, other: OutlineEntry, *, merged: bool) -> tuple[float, list[Run]]:
        """The words of the shorter block in one stretch of the longer, and their weighted share; none if too few."""
        old, new = self._old.words.folded[one.first : one.last], self._new.words.folded[other.first : other.last]
        part, whole = (old, new) if merged else (new, old)
        if len(part) < PIECE or len(whole) < NEARLY_LONGER * len(part) or len(part) * len(whole) > _MOST_COMPARED:
            return 0.0, []
        longest = SequenceMatcher(None, part, whole, autojunk=False).find_longest_match()
        if longest.size < NEARLY_ROW or len(places_of(part[longest.a : longest.a + longest.size], whole)) != 1:
            return 0.0, []
        begin = max(0, longest.b - longest.a - NEARLY_ROW)
        stretch = whole[begin : longest.b + len(part) - longest.a + NEARLY_ROW]
        runs = common_runs(part, stretch)
        total = retained = own = 0
        stands = {run.old + step for run in runs for step in range(run.length)}
        for place, key in enumerate(part):
            weight = tells(self._spellings.texts[key])
            total += weight
            retained += weight * (place in stands)
            own += weight is Tells.OWN and place in stands
        if not own or retained < NEARLY_SHARE * total:
            return 0.0, []
        laid = [
            Run(one.first + run.old, other.first + begin + run.new, run.length)
            if merged
            else Run(one.first + begin + run.new, other.first + run.old, run.length)
            for run in runs
        ]
        return retained / total, laid

    def _note_whole(self, a: int, b: int, holders: dict[tuple[int, int], list[Run]]) -> None:
        """Note the words of an unpaired block if they occur once, whole and unassigned, within the other block."""
        one, other = self._old.entries[a], self._new.entries[b]
        if one.heading or other.heading or not may_move(one.belongs, other.belongs):
            return
        old = self._old.words.folded[one.first : self._unsigned(0, one)]
        new = self._new.words.folded[other.first : self._unsigned(1, other)]
        if len(new) < len(old) and self._pairing.taken[b] < 0 and self._map.own(1, other.first, other.last):
            found = places_of(new, old)
            if len(found) == 1:
                holders[0, a].append(self._with_signs(Run(one.first + found[0], other.first, len(new)), one, other))
        elif len(old) < len(new) and self._pairing.partner[a] < 0 and self._map.own(0, one.first, one.last):
            found = places_of(old, new)
            if len(found) == 1:
                holders[1, b].append(self._with_signs(Run(one.first, other.first + found[0], len(old)), one, other))

    def _note_beside(self, olds: Sequence[int], news: Sequence[int], holders: dict[tuple[int, int], list[Run]]) -> None:
        """Note blocks without a telling word (``Age: 18 and over``) that went with the block before or after them.

        Their words may be anywhere; they are placed by their neighbour, directly beside them in the same block as before.
        """
        for which, parts in ((1, olds), (0, news)):
            for step, ordered in ((-1, parts), (1, parts[::-1])):
                for part in ordered:
                    for holder in (news, olds)[1 - which]:
                        run = self._beside(which, part, holder, step, holders.get((which, holder), ()))
                        if run is not None:
                            holders[which, holder].append(run)

    def _beside(self, which: int, part: int, holder: int, step: int, runs: Sequence[Run]) -> Run | None:
        """The place of an unpaired part without a telling word, beside the next part in its containing block; None if there is none."""
        own, other = (self._new, self._old)[which].entries, (self._old, self._new)[which].entries
        mine, whole = own[part], other[holder]
        paired = (self._pairing.taken, self._pairing.partner)[which]
        if not 0 <= part + step < len(own) or paired[part] >= 0 or self._map.own(1 - which, mine.first, mine.last):
            return None
        end = self._unsigned(1 - which, mine)
        if end - mine.first < NEARLY_ROW or mine.heading or not may_move(mine.belongs, whole.belongs):
            return None
        next_to = own[part + step]
        places = [(*_sides(run, which), run.length) for run in runs]
        if any(mine.first <= place < mine.last for place, _, _ in places):
            return None
        words = (self._new, self._old)[which].words.folded[mine.first : end]
        holding = (self._old, self._new)[which].words.folded
        for place, there, length in places:
            if not next_to.first <= place < next_to.last:
                continue
            at = (
                self._past_signs(which, there - 1, -1) - len(words) + 1
                if step > 0
                else self._past_signs(which, there + length, 1)
            )
            stands = whole.first <= at and at + len(words) <= whole.last and holding[at : at + len(words)] == words
            if stands and self._is_free(which, part, whole, at, at + len(words)):
                return Run(mine.first, at, len(words)) if which else Run(at, mine.first, len(words))
        return None

    def _is_free(self, which: int, part: int, whole: OutlineEntry, first: int, last: int) -> bool:
        """True if no new word beside the part changes whom its words are about: ``Spouses: Age: 18 and over``."""
        own, keys = (self._new, self._old)[which], (self._old, self._new)[which].words.folded
        entries = own.entries
        above = {part - 1, entries[part].parent} - {-1}
        known = {key for block in above for key in own.words.folded[entries[block].first : entries[block].last]}
        start = self._map.sentence(which, first)[0]
        before = (keys[word] for word in range(first - 1, start - 1, -1) if self._map.own(which, word, word + 1))
        if next(before, None) not in {None, *known}:
            return False
        if last == whole.last or self._map.ends_sentence(which, last):
            return True
        return part + 1 < len(entries) and keys[last] == own.words.folded[entries[part + 1].first]

    def _past_signs(self, which: int, place: int, step: int) -> int:
        """The nearest word from ``place`` on that is not a sign."""
        keys = (self._old, self._new)[which].words.keys
        while 0 <= place < len(keys) and tells(self._spellings.texts[keys[place]]) is Tells.SIGN:
            place += step
        return place

    def _with_signs(self, run: Run, one: OutlineEntry, other: OutlineEntry) -> Run:
        """The run with the common closing signs of both blocks."""
        old, new, length = self._old.words.folded, self._new.words.folded, run.length
        while (
            run.old + length < one.last
            and run.new + length < other.last
            and old[run.old + length] == new[run.new + length]
            and tells(self._spellings.texts[old[run.old + length]]) is Tells.SIGN
        ):
            length += 1
        return Run(run.old, run.new, length)

    def _unsigned(self, which: int, entry: OutlineEntry) -> int:
        """The end of a block's words without its closing signs, which a merger drops."""
        keys, last = (self._old, self._new)[which].words.keys, entry.last
        while last > entry.first and tells(self._spellings.texts[keys[last - 1]]) is Tells.SIGN:
            last -= 1
        return last


def _without_doubled(holders: Held) -> Held:
    """The containing blocks without parts that are in several of them, whose target is unknown."""
    parts = Counter((which, run.new if not which else run.old) for (which, _), runs in holders.items() for run in runs)
    return {
        (which, block): retained
        for (which, block), runs in holders.items()
        if (retained := [run for run in runs if parts[which, run.new if not which else run.old] == 1])
    }


def _sides(run: Run, which: int) -> tuple[int, int]:
    """The run's place in its own block and in the containing one."""
    return (run.old, run.new) if which else (run.new, run.old)


def _covered(runs: Sequence[Run], which: int) -> set[int]:
    """The places of the runs in the old (0) or the new (1) version."""
    return {(run.new if which else run.old) + step for run in runs for step in range(run.length)}


def may_move(here: Belonging, there: Belonging) -> bool:
    """True if the ownership allows the same block there: same section, same headings, no contradicting list."""
    return (
        here.section == there.section
        and here.owners == there.owners
        and (here.side == there.side or not (here.side and there.side))
    )
