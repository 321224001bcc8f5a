"""Positions in the plain texts of projects: which passage a program meant, if that is sure.

The standard counts Unicode code points in a text whose lines end with LF. Some programs write CR and LF, and count them as one or as two; some
count UTF-16 units. Where these readings differ, the names of passages tell which one holds, as programs name a passage by its first words.
Without any, the passage is not sure, and a note on the wrong words would be worse than none.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotate.interchange import refi_names

_WHOLE = re.compile("[0-9]{1,9}")
_ELLIPSIS = ("...", "…")
_LEAST_NAMED = 3  # signs that tell one passage from another


@dataclass(frozen=True, slots=True)
class CountedText:
    """A source's text with LF alone, and the ways in which its program may have counted."""

    text: str
    readings: tuple[tuple[int, ...] | None, ...]
    """For each way the code points that count as one more; None for the way of the standard."""

    def decided(self, passages: Iterable[tuple[str, str, str]]) -> "CountedText":
        """Return the text with those readings alone by which passages (start, end, name) have the words that they are named by."""
        left = set(range(len(self.readings)))
        for start, end, name in passages if len(left) > 1 else ():
            found = [self._span(start, end, extra) for extra in self.readings]
            named = {span for span in found if span and _is_named(self.text[slice(*span)], name)}
            if len(named) == 1 and len(set(found)) > 1:
                left &= {place for place, span in enumerate(found) if span in named}
        chosen = tuple(self.readings[place] for place in sorted(left))
        return CountedText(self.text, chosen or self.readings)

    def spans(self, start: str, end: str) -> set[tuple[int, int]]:
        """Return the passages that positions can mean; empty for positions that are none."""
        return {span for extra in self.readings if (span := self._span(start, end, extra)) is not None}

    def _span(self, start: str, end: str, extra: tuple[int, ...] | None) -> tuple[int, int] | None:
        if not (_WHOLE.fullmatch(start) and _WHOLE.fullmatch(end)):
            return None
        first, last = _code_points(int(start), extra), _code_points(int(end), extra)
        return (first, last) if 0 <= first < last <= len(self.text) else None


def counted_text(raw: str, origin: str) -> CountedText:
    """Return a text with the readings that its program and its signs call for."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    if origin.casefold().startswith(refi_names.ORIGIN):
        return CountedText(text, (None,))
    readings: list[tuple[int, ...] | None] = [None]
    ends = tuple(_places(text, "\n")) if "\r\n" in raw else ()
    astral = tuple(place for place, sign in enumerate(text) if ord(sign) > 0xFFFF) if not text.isascii() else ()
    readings += [extra for extra in (ends, astral, tuple(sorted((*ends, *astral)))) if extra]
    return CountedText(text, tuple(dict.fromkeys(readings)))


def _places(text: str, sign: str) -> Iterator[int]:
    place = text.find(sign)
    while place >= 0:
        yield place
        place = text.find(sign, place + 1)


def _code_points(position: int, extra: tuple[int, ...] | None) -> int:
    """Return a position in code points, where each sign at ``extra`` was counted twice; -1 for one inside of such a sign."""
    if extra is None:
        return position
    # The sign at extra[n] begins at extra[n] + n; the first one that begins at or after the position is not before it.
    before = bisect_left(range(len(extra)), position, key=lambda place: extra[place] + place)
    point = position - before
    return -1 if before and point <= extra[before - 1] else point


def _is_named(words: str, name: str) -> bool:
    shown = name.strip()
    for sign in _ELLIPSIS:
        shown = shown.removesuffix(sign)
    wanted = "".join(shown.split())
    return len(wanted) >= _LEAST_NAMED and "".join(words.split()).startswith(wanted)
