"""Subjects of criteria: ``Stroke that required surgery`` and ``Aneurysm that required surgery`` are two criteria.

Most of their words are the same, so if one replaced the other its block looks edited. The words after a subject are only as
certain as the subject.
"""

from annotate.core.anchoring.pairing import How
from annotate.core.anchoring.spelling import spelt_alike
from annotate.core.anchoring.word_map import WordMap

ANOTHER_SUBJECT = "The criterion is about something else now."
_OPENING = 1  # telling words that may precede a subject: history of, known, severe
_CRITERIA = "eligibility"


class Subjects:
    """The subjects of the criteria of one word map."""

    def __init__(self, words: WordMap) -> None:
        self._map, self._old, self._new = words, words.old, words.new

    def doubt(self, a: int, first: int) -> str:
        """The reason why words from ``first`` on in the edited criterion ``a`` may be about something else; or empty."""
        pairing = self._map.pairing
        if pairing.how[a] is not How.EDITED or self._old.entries[a].belongs.section != _CRITERIA:
            return ""
        if self._new.block_of[self._map.to[first]] != pairing.partner[a]:
            return ""
        return ANOTHER_SUBJECT if self._is_replaced(first) else ""

    def _is_replaced(self, first: int) -> bool:
        """True if the first change in the sentence replaces the subject, before the passage."""
        to = self._map.to
        begin, place = self._map.sentence(0, first)[0], self._map.sentence(1, to[first])[0]
        start = begin
        while start < first and to[start] == place + start - begin:
            start += 1
        if self._map.own(0, begin, start) > _OPENING:
            return False
        stop = next(word for word in range(start, first + 1) if to[word] >= 0)
        gone, come = (start, stop), (place + start - begin, to[stop])
        if stop == start or self._new.block_of[to[stop]] != self._new.block_of[place] or come[0] >= come[1]:
            return False
        old, new = self._telling(0, *gone), self._telling(1, *come)
        # "The subject suffers from" that became "Suffered from" has the same subject.
        return bool(old and new) and not any(spelt_alike(one, other) for one in old for other in new)

    def _telling(self, which: int, first: int, last: int) -> list[str]:
        outline = (self._old, self._new)[which]
        texts, keys = self._map.spellings.texts, outline.words.folded
        return [texts[keys[word]] for word in range(first, last) if self._map.own(which, word, word + 1)]
