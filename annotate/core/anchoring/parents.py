"""Parents of items: the item above or the introducing line, and whether it is still the same."""

from collections.abc import Sequence

from annotate.core.anchoring.block_outline import OutlineEntry
from annotate.core.anchoring.guards import DrugNames, GuardKind, differences
from annotate.core.anchoring.word_alignment import PIECE_OWN
from annotate.core.anchoring.word_map import WordMap

HALF = 0.5
"""Least share of a sentence's or item's own words that must remain for it to be the same."""
ANOTHER_PARENT = "The item above it is a different one now."
_MOST_ABOVE = 12  # lines above an item that are searched for its introducing line


class Parents:
    """The parents of the blocks of one word map."""

    def __init__(self, words: WordMap, drugs: DrugNames) -> None:
        self._map, self._old, self._new = words, words.old, words.new
        self._drugs = drugs
        self._leads = _leads(self._old.entries), _leads(self._new.entries)

    def doubt(self, a: int, b: int) -> str:
        """Check the parent: an item has its meaning only under its own; words that could be anywhere need the same one."""
        parent, other = self._old.entries[a].parent, self._new.entries[b].parent
        if parent < 0 or self._map.own(0, self._old.entries[a].first, self._old.entries[a].last) >= PIECE_OWN:
            return ""
        partner = self._map.pairing.partner[parent]
        right_above = parent == a - 1 and other == b - 1
        if partner < 0 and other < 0 and not self._old.entries[parent].words.endswith(":"):
            return ""  # a title that is gone, and no other in its place: the item may name it itself now
        if partner < 0 or (other >= 0 and partner != other and (right_above or not beside_the_same(self._map, a, b))):
            return ANOTHER_PARENT
        first, last = self._old.entries[parent].first, self._old.entries[parent].last
        own = self._map.own(0, first, last)
        if own and self._map.own_remaining(first, last) <= HALF * own:
            return "The item above it is worded differently now."
        guards = {GuardKind.ARM, GuardKind.DRUG, GuardKind.NEGATION, GuardKind.LIST}
        old, new = self._old.entries[parent].words, self._new.entries[partner].words
        found = (
            [difference for difference in differences(old, new, self._drugs) if difference.kind in guards]
            if old != new
            else []
        )
        return f"The item above it changed. {found[0].sentence}" if found else ""

    def doubt_of_lead(self, a: int, b: int) -> str:
        """Check the introducing line: an item that moved from one to another, both still there, has another meaning."""
        if self._old.entries[a].parent < 0 or self._new.entries[b].parent < 0:
            return ""
        # By the order of the lines, not by their depth: broken markup changes the depth of items.
        lead, other = self._leads[0][a], self._leads[1][b]
        pairing = self._map.pairing
        stand = lead >= 0 and other >= 0 and pairing.partner[lead] >= 0 and pairing.taken[other] >= 0
        return ANOTHER_PARENT if stand and pairing.partner[lead] != other else ""

    def is_another(self, a: int, b: int) -> bool:
        """True if the introducing line of a block is gone or replaced."""
        lead, other = self._leads[0][a], self._leads[1][b]
        leads = 0 <= lead == self._old.entries[a].parent and 0 <= other == self._new.entries[b].parent
        return leads and self._map.pairing.partner[lead] != other


def beside_the_same(words: WordMap, a: int, b: int) -> bool:
    """True if the block before or after is the same in both versions."""
    partner = words.pairing.partner
    before = partner[a - 1] == b - 1 if a and b else a == b
    after = partner[a + 1] == b + 1 if a + 1 < len(partner) else b + 1 == len(words.new.entries)
    return before or after


def _leads(entries: Sequence[OutlineEntry]) -> list[int]:
    """The nearest of the few lines above each block that ends in a colon; -1 if there is none."""
    found: list[int] = []
    lead = -1
    for block, entry in enumerate(entries):
        found.append(lead if lead >= 0 and block - lead <= _MOST_ABOVE else -1)
        if entry.words.endswith(":"):
            lead = block
    return found
