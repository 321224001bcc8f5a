"""Where passages of one text stand in another, asked all at once."""

from collections.abc import Iterable, Sequence

from annotate.core.anchoring import Changed, Exact, Moved, Span, Standing, compare
from annotate.core.document import Document


def reanchor(
    old: Document | str, new: Document | str, spans: Iterable[tuple[int, int]], drugs: Iterable[str] = ()
) -> list[Standing]:
    """Tell where each passage of the old version stands in the new one."""
    comparison = compare(old, new, drugs)
    return [comparison.standing(start, end) for start, end in spans]


def spans_of(standing: Standing) -> Sequence[Span]:
    """Give the places that a standing names: one when the passage was found, the candidates when not."""
    return (standing.span,) if isinstance(standing, Exact | Moved | Changed) else standing.candidates
