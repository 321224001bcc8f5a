"""Excerpts for search results: a few lines around the searched words, with each hit marked.

Cut here and not by the database, which would search again for every row of a page: for a prefix that takes as long as the
search itself.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from annotate.core.text import cut_off
from annotate.trials.index_words import fold, index_words

HIT_START, HIT_END = "\x02", "\x03"
"""Marks around a hit in an excerpt: control characters, which no canonical text contains."""

WIDTH = 200
"""Code points of an excerpt, about two lines; the first and the last word are whole."""

_LEAD = 40  # code points before the first hit
_MOST_HITS = 60  # examined in one text
_BETWEEN, _ENDS = r"[\W_]+", r"(?![^\W_])"

Hit = tuple[int, int, str]


def cut_excerpt(text: str, words: Sequence[str], *, last_is_prefix: bool) -> str:
    """Return the part of a text with most of the words; without any, its beginning."""
    hits = _hits(text, words, last_is_prefix=last_is_prefix)
    start, end = _window(text, hits)
    parts, at = ["…" if start else ""], start
    for first, last, _words in hits:
        if at <= first and last <= end:
            parts += [text[at:first], HIT_START, text[first:last], HIT_END]
            at = last
    return "".join([*parts, cut_off(text[at:end]) if end < len(text) else text[at:end]])


def find_hits(text: str, words: Sequence[str], *, last_is_prefix: bool, most: int) -> tuple[tuple[int, int], ...]:
    """Return where the words are in a text, as spans of code points, up to a number of them."""
    hits = _hits(text, words, last_is_prefix=last_is_prefix, most=most)
    return tuple((first, last) for first, last, _words in hits)


def _hits(text: str, words: Sequence[str], *, last_is_prefix: bool, most: int = _MOST_HITS) -> list[Hit]:
    """Return the hits in order, each with the words that it matches."""
    sought = [index_words(word) for word in words]
    patterns = [_BETWEEN.join(map(re.escape, tokens)) + _ENDS for tokens in sought if tokens]
    if last_is_prefix and patterns and sought[-1]:
        patterns[-1] = patterns[-1].removesuffix(_ENDS) + r"[^\W_]*"
    if not patterns:
        return []
    return list(islice(_whole_words(re.compile("|".join(patterns)), fold(text)), most))


def _whole_words(pattern: re.Pattern[str], text: str) -> Iterator[Hit]:
    """Return the matches at the beginning of a word. Checked here: a pattern that begins with letters is searched much faster."""
    place = 0
    while match := pattern.search(text, place):
        start, place = match.span()
        if start and text[start - 1].isalnum():
            place = start + 1
        else:
            yield start, place, match[0]


def _window(text: str, hits: Sequence[Hit]) -> tuple[int, int]:
    """Return the first stretch with the most different words."""
    best, begin = 0, hits[0][0] if hits else 0
    for place, (first, _last, _word) in enumerate(hits):
        within = {word for _start, last, word in hits[place:] if last <= first + WIDTH - _LEAD}
        if len(within) > best:
            best, begin = len(within), first
    start = _blank_before(text, max(0, begin - _LEAD)) if begin > _LEAD else 0
    end = min(len(text), max(start + WIDTH, begin + WIDTH - _LEAD))
    return start, _blank_after(text, end)


def _blank_before(text: str, place: int) -> int:
    """Return the beginning of the word at an offset; a text without blanks is cut anywhere."""
    blank = max(text.rfind(sign, max(0, place - _LEAD), place) for sign in " \n")
    if blank >= 0:
        return blank + 1
    return 0 if place <= _LEAD else place  # nothing but one word stands before it


def _blank_after(text: str, place: int) -> int:
    found = [blank for sign in " \n" if (blank := text.find(sign, place, place + _LEAD)) >= 0]
    return min(found) if found else min(place, len(text))
