"""Marks: where notes stand in a text, without their words. A page carries those of all its notes, and cards for some."""

from collections.abc import Iterable
from typing import NamedTuple

WHOLE = -1
"""Start and end of a note on the whole trial."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Mark(NamedTuple):
    """A note's passage in the version that a page shows: code points, half-open; both ``WHOLE`` for one on the whole trial."""

    id: str
    start: int
    end: int
    label: int = 0
    """Place of its label in the page's list, from 1; 0 without a label."""
    is_changed: bool = False
    """True if its words are others than it was made on."""


def marks_to_text(marks: Iterable[Mark]) -> str:
    """Return marks, sorted by their starts, as one short text; ``readMarks`` in ``static/js/core/marks.js`` reads it.

    Marks are parted by blanks: the id (22 characters), the label, and for a passage, each after a point, how far it begins
    after the one before, and its length, with ``!`` behind it if its words changed. Numbers have base 36; 0 is left out.
    """
    parts = []
    before = 0
    for mark in marks:
        if mark.start == WHOLE:
            parts.append(f"{mark.id}{_digits(mark.label)}")
            continue
        place = f"{_digits(mark.start - before)}.{_digits(mark.end - mark.start)}"
        parts.append(f"{mark.id}{_digits(mark.label)}.{place}{'!' if mark.is_changed else ''}")
        before = mark.start
    return " ".join(parts)


def _digits(number: int) -> str:
    """Return a number in base 36; nothing for 0."""
    written = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        written = _DIGITS[digit] + written
    return written
