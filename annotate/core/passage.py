"""A passage: a place in one version's text, and the words that the client saw there."""

import re
from dataclasses import dataclass
from typing import Self

from annotate.core.text import line_feeds

_OFFSET = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Passage:
    """The span that the client saw: code points of the version's text, half-open, and the words in it."""

    start: int
    end: int
    exact: str

    @classmethod
    def read(cls, start: str, end: str, exact: str) -> Self:
        """Read a passage from form values; raises ValueError for offsets that are not numbers."""
        if not (_OFFSET.fullmatch(start) and _OFFSET.fullmatch(end)):
            raise ValueError("an offset is a number of at most nine digits")
        return cls(int(start), int(end), exact)

    def words_in(self, text: str) -> str | None:
        """Return the text's words at this place; None if the place is outside the text."""
        return text[self.start : self.end] if 0 <= self.start < self.end <= len(text) else None

    def was_seen_as(self, words: str) -> bool:
        """True if these are the words that the client saw. Line ends may differ: browsers send CRLF."""
        return line_feeds(self.exact) == words
