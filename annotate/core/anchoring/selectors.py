"""Selectors of passages: position, exact words, and enough context to be unique.

Offsets are code points, half-open, as in the text position selector and text quote selector of the W3C Web Annotation
Data Model (sections 4.2.4 and 4.2.5).
"""

from dataclasses import dataclass

CONTEXT = 32
"""Code points of context on each side, if that makes the place unique."""


@dataclass(frozen=True, slots=True)
class Selector:
    """One passage of one version of a text."""

    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


def describe(text: str, start: int, end: int) -> Selector:
    """Return the selector of ``[start, end)``: its context grows until it is unique or the text ends on both sides.

    Raises ValueError for an empty or reversed passage, and for one outside the text.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no passage of a text of {len(text)} code points: from {start} to {end}")
    width = CONTEXT
    while True:
        before, after = max(start - width, 0), min(end + width, len(text))
        quote = text[before:after]
        # No other place: none starts before this one, and none after it.
        if len(quote) == len(text) or (text.find(quote) == before and text.find(quote, before + 1) < 0):
            return Selector(start, end, text[start:end], text[before:start], text[end:after])
        width *= 2
