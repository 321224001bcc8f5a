"""Marks the searched words in a note and in its quote."""

import re
from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from annotate.notes.indexed_words import LONGEST_WORD, spelt
from annotate.notes.query_fields import NoteCondition
from annotate.trials.index_words import fold

_WORD = re.compile(r"[^\W_]+")
_MARKUP = re.compile(r"<[^>]*>|&[#\w]+;")
"""Elements and entities of rendered Markdown; its values have no ``>``, for the renderer escapes it."""


class WordMarker:
    """Marks words and phrases, by the rules of the index; made once for a page."""

    def __init__(self, sought: Sequence[NoteCondition]) -> None:
        """Take the words that are asked for."""
        self._whole: dict[str, list[tuple[tuple[str, ...], bool]]] = {}
        self._begun: list[str] = []
        for condition in sought:
            for words in spelt(condition):
                if condition.prefix and len(words) == 1:
                    self._begun.append(words[0])
                else:
                    self._whole.setdefault(words[0], []).append((words, condition.prefix))
        self._beginnings = tuple(self._begun)

    def __bool__(self) -> bool:
        return bool(self._whole or self._begun)

    def finds(self, text: str) -> bool:
        """True if one of the words is in the text."""
        return any(True for _ in self._spans(text))

    def text(self, text: str) -> Markup:
        """Return plain text as markup, with the words marked."""
        return self.html(str(escape(text)))

    def html(self, markup: str) -> Markup:
        """Return rendered markup with the words in its texts marked."""
        if not self:
            return Markup(markup)  # noqa: S704 - the renderer escaped it
        parts, at = [], 0
        for tag in _MARKUP.finditer(markup):
            parts += [self._marked(markup[at : tag.start()]), tag[0]]
            at = tag.end()
        return Markup("".join([*parts, self._marked(markup[at:])]))  # noqa: S704 - as above; marks stand around words alone

    def _marked(self, text: str) -> str:
        parts, at = [], 0
        for start, end in self._spans(text):
            parts += [text[at:start], "<mark>", text[start:end], "</mark>"]
            at = end
        return "".join([*parts, text[at:]]) if parts else text

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where the words are, in order and apart."""
        found = list(_WORD.finditer(fold(text)))
        words = [each[0][:LONGEST_WORD] for each in found]
        after = 0
        for place, word in enumerate(words):
            if place < after:
                continue
            length = max(
                (len(each) for each, prefix in self._whole.get(word, ()) if _fits(words, place, each, prefix)),
                default=0,
            )
            if not length and self._beginnings and word.startswith(self._beginnings):
                length = 1
            if length:
                after = place + length
                yield found[place].start(), found[after - 1].end()


def _fits(words: Sequence[str], place: int, sought: tuple[str, ...], prefix: bool) -> bool:  # noqa: FBT001 - a pair of the table
    there = words[place : place + len(sought)]
    if len(there) < len(sought):
        return False
    return tuple(there[:-1]) == sought[:-1] and (
        there[-1].startswith(sought[-1]) if prefix else there[-1] == sought[-1]
    )
