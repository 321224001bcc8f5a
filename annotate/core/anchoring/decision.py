"""Decision on a note's place in a version, from its own words and its author's choices.

Chosen words are followed from the version of the choice. The note's own words are tried as well, each time: they may return.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotate.core.anchoring.reanchoring import Ambiguous, Changed, Exact, Moved, Orphaned, Reanchored, Span
from annotate.core.words import same_spelling


class AnchorState(StrEnum):
    """State of a note in a version."""

    EXACT = "exact"
    MOVED = "moved"
    CHANGED = "changed"
    AMBIGUOUS = "ambiguous"
    ORPHANED = "orphaned"


class Choice(StrEnum):
    """Kind of an author's choice."""

    ACCEPTED = "accepted"
    """The found place, with other words or in another list."""
    CHOSEN = "chosen"
    """One of several candidates."""
    ATTACHED = "attached"
    """Words that the author selected."""
    KEPT = "kept"
    """No place: the note keeps its original words."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Place of a note in a version."""

    reanchored: Reanchored
    follows: bool
    """True if an earlier choice contributed."""
    asks: bool
    """True if the author has something to decide."""


def settle(own: Reanchored) -> Settled:
    """Settle a note without a choice."""
    return Settled(own, follows=False, asks=_asks(own))


def settle_chosen(own_words: str, own: Reanchored, chosen: Reanchored, text: str, number: int) -> Settled:
    """Settle a note whose author chose a place in version ``number``; ``chosen`` is the state of that place's words now.

    ``text`` is that of the version in which the note is settled. Unchanged chosen words win. Otherwise the note's own words do,
    if they are there again; else the author is asked.
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


def settle_kept(own: Reanchored, number: int) -> Settled:
    """Settle a note that its author left without a place in version ``number``; ask again if there is one."""
    if not isinstance(own, Ambiguous | Orphaned):
        return settle(own)
    said = f"Its author kept it without a place in version {number}."
    return Settled(type(own)(own.candidates, own.score, (said, *own.evidence)), follows=True, asks=False)


def crossed(reanchored: Reanchored) -> bool:
    """True if the words are in another list of criteria, or another free text, than before."""
    return isinstance(reanchored, Moved) and reanchored.crossed


def span_of(reanchored: Reanchored) -> Span | None:
    """Return the place, if there is one."""
    return reanchored.span if isinstance(reanchored, Exact | Moved | Changed) else None


def candidates_of(reanchored: Reanchored) -> Sequence[Span]:
    """Return the candidates, the likeliest first, if there is no place."""
    return reanchored.candidates if isinstance(reanchored, Ambiguous | Orphaned) else ()


def _held(own_words: str, own: Reanchored, chosen: Exact | Moved, text: str, said: str) -> Reanchored:
    span = chosen.span
    if same_spelling(own_words) != same_spelling(text[span.start : span.end]):
        return Changed(span, chosen.score, (said, *chosen.evidence))
    if isinstance(own, Exact) and own.span == span:
        return own
    return Moved(span, chosen.score, (said, *chosen.evidence), crossed(chosen))


def _asks(reanchored: Reanchored) -> bool:
    return crossed(reanchored) or not isinstance(reanchored, Exact | Moved)
