"""What a note's own words and its author's choices together say of its place in a version.

A choice is never older than the versions that it was made in, so the words that were chosen are followed from there; but
the note's own words are tried as well, each time: they may come home.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotate.core.anchoring.reanchoring import Ambiguous, Changed, Exact, Moved, Orphaned, Span, Standing
from annotate.core.words import same_spelling


class AnchorState(StrEnum):
    """How a note stands in a version."""

    EXACT = "exact"
    MOVED = "moved"
    CHANGED = "changed"
    AMBIGUOUS = "ambiguous"
    ORPHANED = "orphaned"


class Choice(StrEnum):
    """What a note's author chose."""

    ACCEPTED = "accepted"
    """The place that was found, with its other words or its other list."""
    CHOSEN = "chosen"
    """One of several candidates."""
    ATTACHED = "attached"
    """Words that they selected."""
    KEPT = "kept"
    """No place: the note is kept with its words as they were."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Where a note stands in a version."""

    standing: Standing
    follows: bool
    """Whether an earlier choice had a part in it."""
    asks: bool
    """Whether its author has something to decide."""


def settle(own: Standing) -> Settled:
    """Settle a note that nobody chose a place for."""
    return Settled(own, follows=False, asks=_asks(own))


def settle_chosen(own_words: str, own: Standing, chosen: Standing, text: str, number: int) -> Settled:
    """Settle a note whose author chose a place in version ``number``: ``chosen`` is where that one's words stand now.

    ``text`` is that of the version in which the note is settled. Chosen words that stand unchanged hold. Otherwise the
    note's own words do, if they stand again; else the author is asked.
    """
    said = f"Its author put it on these words in version {number}."
    if isinstance(chosen, Exact | Moved):
        return Settled(_held(own_words, own, chosen, text, said), follows=True, asks=crossed(chosen))
    if isinstance(own, Exact | Moved):
        return settle(own)
    if isinstance(chosen, Changed):
        changed = Changed(chosen.span, chosen.score, (f"{said} They changed since.", *chosen.evidence))
        return Settled(changed, follows=True, asks=True)
    if isinstance(own, Changed):
        return settle(own)
    gone = type(chosen)(chosen.candidates, chosen.score, (said, *chosen.evidence))
    return Settled(gone, follows=True, asks=True)


def settle_kept(own: Standing, number: int) -> Settled:
    """Settle a note that its author kept without a place in version ``number``: it is asked again when there is one."""
    if not isinstance(own, Ambiguous | Orphaned):
        return settle(own)
    said = f"Its author kept it without a place in version {number}."
    return Settled(type(own)(own.candidates, own.score, (said, *own.evidence)), follows=True, asks=False)


def crossed(standing: Standing) -> bool:
    """Whether the words stand in another list of criteria, or another free text, than they did."""
    return isinstance(standing, Moved) and standing.crossed


def span_of(standing: Standing) -> Span | None:
    """Give the place, where there is one."""
    return standing.span if isinstance(standing, Exact | Moved | Changed) else None


def candidates_of(standing: Standing) -> Sequence[Span]:
    """Give the places that could be it, the likeliest first, where there is none."""
    return standing.candidates if isinstance(standing, Ambiguous | Orphaned) else ()


def _held(own_words: str, own: Standing, chosen: Exact | Moved, text: str, said: str) -> Standing:
    span = chosen.span
    if same_spelling(own_words) != same_spelling(text[span.start : span.end]):
        return Changed(span, chosen.score, (said, *chosen.evidence))
    if isinstance(own, Exact) and own.span == span:
        return own
    return Moved(span, chosen.score, (said, *chosen.evidence), crossed(chosen))


def _asks(standing: Standing) -> bool:
    return crossed(standing) or not isinstance(standing, Exact | Moved)
