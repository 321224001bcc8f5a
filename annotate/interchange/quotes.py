"""Finding a quote of another program in one of our texts, for sure or not at all.

A page shows our blocks as elements, and other programs put nothing, a blank or several between two of them. So a line break of
ours is the same as a blank, or as nothing; all else has to be the same, in the quote and in all that the file says stands before
and after it. Whether the passage is elsewhere in another version is for the anchoring engine, which needs both whole texts.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from annotate.core.text import composed
from annotate.interchange.foreign import ForeignQuote

LEAST_CONTEXT = 16
"""Code points around a quote, without blanks, that have to be known and the same, unless the text ends there."""

MOST_PLACES = 1_000
"""Places of a quote's words that are looked at in one text; with more, or longer words, it counts as several."""

_MOST_COMPARED = 5_000_000  # code points of all places of one quote

_BLANKS = re.compile(r"\s+")


class QuoteMatch(Enum):
    """How a text has a quote."""

    SURE = "once, in the same surroundings"
    SEVERAL = "more than once in the same surroundings"
    ELSEWHERE = "its words, in other surroundings"
    ABSENT = "not its words"


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """Where a text has a quote: code points, half-open; both 0 unless the match is sure."""

    match: QuoteMatch
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class _QuoteWords:
    """A quote for comparing: single blanks, none at the ends of the quote and the far ends of its surroundings."""

    exact: str
    before: str
    """From the quote backwards."""
    after: str


class QuotedText:
    """A text of ours in which quotes are searched."""

    def __init__(self, text: str) -> None:
        """Index the text once for many quotes."""
        self._text, self._backwards = text, text[::-1]
        self._places = [place for place, sign in enumerate(text) if not sign.isspace()]
        self._plain = "".join(text.split())

    def find(self, quote: ForeignQuote) -> FoundQuote:
        """Find a quote in a text that may be another version of the one it was taken from."""
        return self._find(quote, self._same_surroundings)

    def find_as_shown(self, quote: ForeignQuote) -> FoundQuote:
        """Find a quote that was taken from our own page of just this text.

        Between two paragraphs that page has headings and buttons of its own, so what is around the quote is compared as far as its
        paragraphs go. None has to be known where the words are there once.
        """
        found = self.find(quote)
        return found if found.match is QuoteMatch.SURE else self._find(quote, self._same_in_block)

    def _find(self, quote: ForeignQuote, fits: Callable[[tuple[int, int], "_QuoteWords"], bool]) -> FoundQuote:
        words = _words(quote)
        starts = self._starts("".join(words.exact.split()))
        if len(starts) > MOST_PLACES or len(starts) * len(words.exact) > _MOST_COMPARED:
            return FoundQuote(QuoteMatch.SEVERAL)
        spans = [(start, end) for start in starts if (end := _end(self._text, start, words.exact)) is not None]
        if not spans:
            return FoundQuote(QuoteMatch.ABSENT)
        sure = [span for span in spans if fits(span, words)]
        if len(sure) > 1:
            return FoundQuote(QuoteMatch.SEVERAL)
        return FoundQuote(QuoteMatch.SURE, *sure[0]) if sure else FoundQuote(QuoteMatch.ELSEWHERE)

    def _starts(self, plain: str) -> list[int]:
        found: list[int] = []
        place = self._plain.find(plain)
        while place >= 0 and len(found) <= MOST_PLACES:
            found.append(self._places[place])
            place = self._plain.find(plain, place + 1)
        return found

    def _same_surroundings(self, span: tuple[int, int], words: _QuoteWords) -> bool:
        start, end = span
        first = _end(self._backwards, len(self._text) - start, words.before)
        last = _end(self._text, end, words.after)
        if first is None or last is None:
            return False
        known = sum(not sign.isspace() for sign in words.before + words.after)
        return known >= LEAST_CONTEXT or (first == last == len(self._text))

    def _same_in_block(self, span: tuple[int, int], words: _QuoteWords) -> bool:
        start, end = span
        first = len(self._text) - start
        before = self._backwards[first : first + len(words.before)]
        return _agree(before, words.before) and _agree(self._text[end : end + len(words.after)], words.after)


def _agree(block: str, said: str) -> bool:
    """True if a text says the same as what is said of it, as far as its first line and both go."""
    for there, sign in zip(block, said, strict=False):
        if there == "\n":
            return True
        if there != sign:
            return False
    return True


def _words(quote: ForeignQuote) -> _QuoteWords:
    exact = _one_blank(quote.exact)
    before = _one_blank(quote.prefix + (" " if exact.startswith(" ") else "")).lstrip()
    after = _one_blank((" " if exact.endswith(" ") else "") + quote.suffix).rstrip()
    return _QuoteWords(exact.strip(), before[::-1], after)


def _one_blank(text: str) -> str:
    return _BLANKS.sub(" ", composed(text))


def _end(text: str, start: int, words: str) -> int | None:
    """Return where words end that begin at a place of a text; None if other words stand there."""
    place, length = start, len(text)
    for sign in words:
        if place < length and text[place] == "\n":
            place += 1
            if sign == " ":
                continue
        if place >= length or text[place] != sign:
            return None
        place += 1
    return place


def same_words(one: str, other: str) -> bool:
    """True if two quotes differ in blanks and line breaks alone."""
    return "".join(composed(one).split()) == "".join(composed(other).split())
