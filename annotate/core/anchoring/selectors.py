"""Where a note stands in a text: its position, its exact words, and enough of what surrounds them to be the only place.

Offsets are code points, half-open, as in the text position selector and text quote selector of the W3C Web Annotation
Data Model (sections 4.2.4 and 4.2.5).
"""

from dataclasses import dataclass

CONTEXT = 32
"""Code points of context on each side, where that much makes the place the only one."""


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


def locate(text: str, selector: Selector) -> tuple[int, int] | None:
    """Return where the selector's passage stands in the version that it was made on, or None.

    The words and their context are looked at where the selector says; where they are not there, the one place that
    has them is the passage, and several such places are none.
    """
    if not selector.exact:
        return None
    quote = selector.prefix + selector.exact + selector.suffix
    expected = selector.start - len(selector.prefix)
    length = len(selector.exact)
    if expected >= 0 and selector.end - selector.start == length and text.startswith(quote, expected):
        return selector.start, selector.end
    found = text.find(quote)
    if found < 0 or text.find(quote, found + 1) >= 0:
        return None
    start = found + len(selector.prefix)
    return start, start + length
