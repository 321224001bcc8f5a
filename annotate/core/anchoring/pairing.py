"""Pairing of old and new blocks: the state that the passes of ``block_alignment`` share."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from annotate.core.anchoring.block_outline import Outline, OutlineEntry
from annotate.core.anchoring.word_weights import Tells, tells
from annotate.core.words import Spellings

MOST_RIVALS = 900
"""Most pairs of equal blocks (old × new) whose surroundings are compared; beyond it they are rivals."""
MOST_WORK = 200_000
"""Most comparisons of two blocks in one pair of versions, of either kind; beyond it blocks stay unpaired."""
MOST_CANDIDATES = 8


class How(IntEnum):
    """State of an old block in the new version."""

    GONE = 0
    SAME = 1
    """Same words, same ownership."""
    CROSSED = 2
    """Same words, in the other list of criteria or in the other free text."""
    EDITED = 3
    """Same ownership, other words."""


@dataclass(slots=True)
class Pairing:
    """``partner[i]`` is the new block of old block ``i`` or -1; ``rivals`` the indistinguishable equal new blocks."""

    partner: list[int]
    how: list[How]
    taken: list[int]
    """The old block of each new one, or -1."""
    piece_old: list[int]
    piece_new: list[int]
    """The gap between unchanged blocks of each block: equal numbers, the same gap."""
    rivals: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def join(self, old: int, new: int, how: How) -> None:
        """Pair the two blocks."""
        self.partner[old], self.how[old], self.taken[new] = new, how, old

    @classmethod
    def empty(cls, old: int, new: int) -> "Pairing":
        """Begin without pairs, with the numbers of blocks."""
        return cls([-1] * old, [How.GONE] * old, [-1] * new, [0] * old, [0] * new)


class Blocks:
    """The blocks of two versions, and their pairing so far."""

    def __init__(self, old: Outline, new: Outline, spellings: Spellings) -> None:
        """Begin with two outlines with common spellings."""
        self.outlines = old, new
        self.spellings = spellings
        self.pairing = Pairing.empty(len(old.entries), len(new.entries))

    @property
    def old(self) -> Sequence[OutlineEntry]:
        """Blocks of the old version."""
        return self.outlines[0].entries

    @property
    def new(self) -> Sequence[OutlineEntry]:
        """Blocks of the new version."""
        return self.outlines[1].entries

    def left(self) -> tuple[list[int], list[int]]:
        """Indexes of the unpaired blocks of each version."""
        pairing = self.pairing
        return [a for a, b in enumerate(pairing.partner) if b < 0], [b for b, a in enumerate(pairing.taken) if a < 0]

    def own_words(self, which: int, entry: OutlineEntry) -> int:
        """Count the distinct telling words of a block of the old (0) or the new (1) version."""
        keys = self.outlines[which].words.keys[entry.first : entry.last]
        return sum(tells(word) is Tells.OWN for word in self.spellings.words(sorted(set(keys))))
