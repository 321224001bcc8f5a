"""Where passages of one text stand in another, asked all at once."""

from collections.abc import Iterable, Sequence

from annotate.core.anchoring import Changed, Exact, Moved, Reanchored, Span, compare
from annotate.core.document import Document


def reanchor(
    old: Document | str, new: Document | str, spans: Iterable[tuple[int, int]], drugs: Iterable[str] = ()
) -> list[Reanchored]:
    """Tell where each passage of the old version stands in the new one."""
    comparison = compare(old, new, drugs)
    return [comparison.reanchor(start, end) for start, end in spans]


def spans_of(reanchored: Reanchored) -> Sequence[Span]:
    """Give the places that a reanchored names: one when the passage was found, the candidates when not."""
    return (reanchored.span,) if isinstance(reanchored, Exact | Moved | Changed) else reanchored.candidates
