"""Surroundings of a passage in both versions: whether its ownership is the same, and where its ends went."""

from dataclasses import dataclass

from annotate.core.anchoring.guards import DrugNames, GuardKind, guarded
from annotate.core.anchoring.pairing import How
from annotate.core.anchoring.parents import ANOTHER_PARENT, HALF, Parents, beside_the_same
from annotate.core.anchoring.subjects import Subjects
from annotate.core.anchoring.titles import Titles
from annotate.core.anchoring.word_alignment import PIECE_OWN
from annotate.core.anchoring.word_map import READ_BACK, WordMap
from annotate.core.anchoring.word_weights import Tells, tells
from annotate.core.diff import increasing

MOST = 0.75
"""Share from which the sentence alone holds words without a number or a comparison, though the word beside them changed."""

_ANOTHER_SENTENCE = "The sentence around it is a different one now."


@dataclass(frozen=True, slots=True)
class Said:
    """Result for a passage whose words all remain."""

    exact: bool
    sentences: tuple[str, ...] = ()
    crossed: bool = False


class Surroundings:
    """The surroundings of passages, over one word map."""

    def __init__(self, words: WordMap, drugs: DrugNames) -> None:
        self._map, self._drugs = words, drugs
        self._old, self._new = words.old, words.new
        self._titles, self._parents, self._subjects = Titles(words), Parents(words, drugs), Subjects(words)
        pairs = [(a, b) for a, b in enumerate(words.pairing.partner) if b >= 0]
        self._in_order = {a for a, _ in increasing(pairs)}

    def tells_itself(self, first: int, last: int) -> bool:
        """True if the passage's own words identify it."""
        return self._map.own(0, first, last) >= PIECE_OWN

    def elsewhere(self, first: int, place: int) -> tuple[bool, str]:
        """True if equal words elsewhere are in the passage's own section; and their ownership there."""
        here, there = self._map.belonging(0, first), self._map.belonging(1, place)
        if here.section != there.section:
            return False, "The same words are only in another section."
        if here.owners != there.owners:
            return True, "The same words are only under another heading."
        if here.side != there.side and here.side and there.side:
            return True, "The same words are only in the other list of criteria."
        return (
            True,
            "The same words are in another paragraph of the section, and nothing shows that they are this passage.",
        )

    def renamed(self, first: int) -> int:
        """The first word of the new name that has the content of an old one, or -1."""
        name = self._titles.renamed(self._old.block_of[first])
        return self._new.entries[name].first if name >= 0 else -1

    # --- passages whose words remain

    def doubt(self, first: int, last: int) -> str:
        """The reason why remaining words may be another passage; empty if there is none."""
        for a, b, begin, after in self._blocks(first, last):
            doubt = self._doubt_of_block(a, b, begin, after, whole=self.tells_itself(first, last))
            if doubt:
                return doubt
        return ""

    def _doubt_of_block(self, a: int, b: int, first: int, last: int, *, whole: bool) -> str:
        here, there = self._old.entries[a].belongs, self._new.entries[b].belongs
        how = self._map.pairing.how[a] if self._map.pairing.partner[a] == b else How.GONE
        if how is How.CROSSED:
            return ""
        if here.section != there.section or here.owners != there.owners:
            return "The same words are under another heading now."
        doubt = self._titles.under_another(a, b) or self._parents.doubt_of_lead(a, b)
        if not whole:
            doubt = doubt or self._titles.doubt(a, b) or self._parents.doubt(a, b) or self._doubt_of_copy(a, b)
        if doubt or how is How.SAME:
            return doubt
        doubt = self._subjects.doubt(a, first) or self.doubt_of_names(first, self._map.own(0, first, last))
        # The rest of the passage confirms an end that reaches into another block.
        part = whole and self._map.own(0, first, last) < PIECE_OWN
        return doubt or ("" if part else self.doubt_of_sentence(first, last))

    def _doubt_of_copy(self, a: int, b: int) -> str:
        """Check a block that could be anywhere: a neighbour, or a certain heading, must confirm it."""
        old, new = self._old.entries[a], self._new.entries[b]
        if self._map.pairing.how[a] is not How.SAME or self._map.own(0, old.first, old.last) >= PIECE_OWN:
            return ""
        if self._old.certain and old.belongs.owners:
            return ""
        repeated = old.words in self._old.repeated or new.words in self._new.repeated
        return (
            "There are equal paragraphs elsewhere, and both its neighbours changed."
            if repeated and not beside_the_same(self._map, a, b)
            else ""
        )

    def doubt_of_names(self, first: int, own: int) -> str:
        """The arm named last before the passage, and the drug named last before it in its sentence.

        ``own`` is the number of the passage's telling words. A sentence that moved alone has left the arms of its old block.
        """
        to = self._map.to
        old_block, new_block = self._old.block_of[first], self._new.block_of[to[first]]
        old_start, new_start = self._old.words.starts[first], self._new.words.starts[to[first]]
        begins = [self._old.entries[old_block].start, self._new.entries[new_block].start]
        if self._map.pairing.partner[old_block] != new_block or first in self._map.moved_pieces:
            begins = [
                self._old.words.starts[self._map.sentence(0, first)[0]],
                self._new.words.starts[self._map.sentence(1, to[first])[0]],
            ]
        arms = [
            guarded(outline.text[max(begin, start - READ_BACK) : start], GuardKind.ARM)[-1:]
            for outline, begin, start in zip((self._old, self._new), begins, (old_start, new_start), strict=True)
        ]
        whole = own >= PIECE_OWN
        if arms[0] != arms[1] and (arms[0] or not whole):
            return "It is beside the name of another arm or cohort now."
        if whole:
            return ""
        drugs = [
            self._drugs.found_in(outline.text[outline.words.starts[self._map.sentence(which, word)[0]] : start])[-1:]
            for which, outline, word, start in ((0, self._old, first, old_start), (1, self._new, to[first], new_start))
        ]
        if drugs[0] == drugs[1] or not (drugs[0] or not own):
            return ""
        return "It is beside the name of another drug now."

    def doubt_of_sentence(self, first: int, last: int) -> str:
        """Check words that could be anywhere: their neighbours must confirm them; some of the passage's words may be gone."""
        own = self._map.own(0, first, last)
        if own >= PIECE_OWN:
            return ""
        remaining = next(word for word in range(first, last) if self._map.to[word] >= 0)
        start, stop, total, new_total, retained = self._sentence(first, last)
        if not own:
            beside = self._beside(start, first, last, stop)
            gone = beside is not None and not self._stands(beside, remaining)
            # A dose or a limit belongs to its subject; other words without weight belong to their sentence.
            if beside is not None and gone and (retained < MOST * total or self._measures(first, last)):
                return f"The words next to it changed ({self._spelt(beside)}): it may be another passage now."
        if total and new_total and retained < HALF * total and retained < HALF * new_total:
            return _ANOTHER_SENTENCE
        return ""

    def doubt_of_fragment(self, first: int, last: int) -> str:
        """Check the rest of a passage: its sentence must confirm it, whatever its own weight."""
        _, _, total, new_total, retained = self._sentence(first, last)
        return _ANOTHER_SENTENCE if retained < HALF * total and retained < HALF * new_total else ""

    def _sentence(self, first: int, last: int) -> tuple[int, int, int, int, int]:
        """The sentence around a passage: its words, the own words of it and of the new one, and those that remain."""
        remaining = [word for word in range(first, last) if self._map.to[word] >= 0]
        start, stop = self._map.sentence(0, remaining[0])
        start, stop = min(start, first), max(stop, last)
        new_start, new_stop = self._map.sentence(1, self._map.to[remaining[0]])
        new_stop = max(new_stop, self._map.to[remaining[-1]] + 1)
        retained = sum(self.is_own(word) and new_start <= self._map.to[word] < new_stop for word in range(start, stop))
        return start, stop, self._map.own(0, start, stop), self._map.own(1, new_start, new_stop), retained

    def _measures(self, first: int, last: int) -> bool:
        """True if the passage has a number, a unit or a comparison."""
        text = self._old.text[self._old.words.starts[first] : self._old.words.ends[last - 1]]
        return any(guarded(text, kind) for kind in (GuardKind.NUMBER, GuardKind.COMPARISON, GuardKind.NEGATION))

    def _beside(self, start: int, first: int, last: int, stop: int) -> int | None:
        left = next((word for word in range(first - 1, start - 1, -1) if self.is_own(word)), None)
        return left if left is not None else next((word for word in range(last, stop) if self.is_own(word)), None)

    def _stands(self, word: int, first: int) -> bool:
        place = self._map.to[word]
        return place >= 0 and self._new.block_of[place] == self._new.block_of[self._map.to[first]]

    def is_own(self, word: int) -> bool:
        """True if an old word identifies its place by itself."""
        return tells(self._map.spellings.texts[self._old.words.keys[word]]) is Tells.OWN

    def _spelt(self, word: int) -> str:
        return self._map.spellings.texts[self._old.words.keys[word]]

    def share(self, first: int, last: int) -> float:
        """Weighted share of the surrounding blocks that remains."""
        total = retained = 0
        for a, _, _, _ in self._blocks(first, last):
            entry = self._old.entries[a]
            total += self._map.weight(entry.first, entry.last)
            retained += self._map.weight_remaining(entry.first, entry.last)
        return retained / total if total else 1.0

    def said(self, first: int, last: int) -> Said:
        """Exact or moved, and the reason."""
        sentences: list[str] = []
        crossed = False
        blocks = self._blocks(first, last)
        for a, b, begin, after in blocks:
            here, there = self._old.entries[a].belongs, self._new.entries[b].belongs
            if here.section != there.section:
                crossed = True
                sentences.append(f"It moved from the {here.section} to the {there.section}.")
            elif here.side != there.side:
                crossed = True
                sentences.append(f"It moved from {_list(here.side)} to {_list(there.side)}.")
            elif self._map.pairing.partner[a] != b or any(
                word in self._map.moved_pieces for word in range(begin, after)
            ):
                sentences.append("It moved out of its old paragraph.")
            elif self._map.pairing.how[a] is How.EDITED and not self._sentence_stands(begin, after):
                sentences.append("The words around it changed.")
            elif self._parents.is_another(a, b):
                sentences.append(ANOTHER_PARENT)
            elif a not in self._in_order:
                sentences.append("Its paragraph is elsewhere in the section now.")
        if not sentences and len(blocks) == 1 and not beside_the_same(self._map, *blocks[0][:2]):
            sentences.append("The paragraphs beside it changed.")
        return Said(not sentences, tuple(dict.fromkeys(sentences)), crossed)

    def _sentence_stands(self, first: int, last: int) -> bool:
        to = self._map.to
        start, stop = self._map.sentence(0, first)[0], self._map.sentence(0, last - 1)[1]
        if to[start] < 0 or any(to[word] != to[start] + word - start for word in range(start, stop)):
            return False
        if self._old.words.keys[start:stop] != self._new.words.keys[to[start] : to[start] + stop - start]:
            return False
        return (
            self._map.sentence(1, to[start])[0] == to[start]
            and self._map.sentence(1, to[stop - 1])[1] == to[stop - 1] + 1
        )

    def _blocks(self, first: int, last: int) -> list[tuple[int, int, int, int]]:
        """The old and the new block of each part of a whole passage, with the part's words."""
        blocks = []
        while first < last:
            a = self._old.block_of[first]
            after = min(last, self._old.entries[a].last)
            blocks.append((a, self._new.block_of[self._map.to[first]], first, after))
            first = after
        return blocks


def _list(side: str) -> str:
    return f"the {side} criteria" if side else "criteria without a list's name"
