"""Alignment of the old version's blocks with the new one's.

First blocks with the same words and the same ownership (section, headings, list), in place; then moved ones; then edited ones.
Indistinguishable equal blocks stay unpaired, as rivals of each other.
"""

from annotate.core.anchoring.block_outline import Outline
from annotate.core.anchoring.edited_blocks import EditedBlocks
from annotate.core.anchoring.equal_blocks import EqualBlocks
from annotate.core.anchoring.pairing import Blocks, Pairing
from annotate.core.words import Spellings


def pair_blocks(old: Outline, new: Outline, spellings: Spellings) -> Pairing:
    """Pair the blocks of two outlines with common spellings; each pass works on the blocks that earlier passes left."""
    blocks = Blocks(old, new, spellings)
    equal = EqualBlocks(blocks)
    equal.pair_in_place()
    equal.pair_lone()
    equal.part_equals()
    equal.part_again()
    equal.pair_crossed()
    EditedBlocks(blocks).pair()
    equal.part_equals()
    equal.note_rivals()
    return blocks.pairing
