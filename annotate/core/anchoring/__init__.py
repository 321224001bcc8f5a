"""The anchoring engine finds a passage of one text in another. This is its public face; no other module is imported outside.

``describe`` makes a selector of a passage, so that it can be found again. ``compare`` two versions once, then ask the
``Comparison`` for every passage: ``Exact``, ``Moved``, ``Changed``, ``Ambiguous`` or ``Orphaned``. ``settle`` and its siblings
combine that with the choice of the note's author. ``outline`` and ``map_words`` serve the page that shows two versions side by
side. Rules, limits and measured errors: docs/anchoring.md.
"""

from annotate.core.anchoring.block_outline import OutlineEntry, outline
from annotate.core.anchoring.decision import (
    AnchorState,
    Choice,
    Settled,
    candidates_of,
    crossed,
    settle,
    settle_chosen,
    settle_kept,
    span_of,
)
from annotate.core.anchoring.ownership import list_side
from annotate.core.anchoring.pairing import How
from annotate.core.anchoring.reanchoring import (
    Ambiguous,
    Changed,
    Comparison,
    Exact,
    Moved,
    Orphaned,
    Reanchored,
    Span,
    compare,
)
from annotate.core.anchoring.selectors import Selector, describe
from annotate.core.anchoring.word_alignment import map_words

__all__ = [
    "Ambiguous",
    "AnchorState",
    "Changed",
    "Choice",
    "Comparison",
    "Exact",
    "How",
    "Moved",
    "Orphaned",
    "OutlineEntry",
    "Reanchored",
    "Selector",
    "Settled",
    "Span",
    "candidates_of",
    "compare",
    "crossed",
    "describe",
    "list_side",
    "map_words",
    "outline",
    "settle",
    "settle_chosen",
    "settle_kept",
    "span_of",
]
