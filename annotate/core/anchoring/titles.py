"""Titles and names: the ownership of lines with little meaning of their own, and the content of names such as ``Cohort 3``.

A time frame, a unit or an arm's type is only as certain as the title above it, and a name only as certain as its content: when
cohort 2 is deleted and cohort 3 moves up, the words ``Cohort 2`` remain, but mean others. In a document the headings own a line; in
a plain text, the nearest line above with a meaning does.
"""

import re
from collections import Counter
from collections.abc import Sequence

from annotate.core.anchoring.block_outline import OutlineEntry
from annotate.core.anchoring.ownership import HEADING_LENGTH, arm_label, cohort_line, list_side
from annotate.core.anchoring.word_map import WordMap

REMAINING = 0.5
"""Share of a name's content, or of a title's own words, of which more must remain for it to be the same."""
_NAME_WORDS = 1  # most telling words of a bare name
_MOST_ABOVE = 12  # blocks above a detail that are searched for its title
_BARE = re.compile(r"\W*(?:[0-9]{1,2}|[a-z]|[ivx]{1,4})\W*", re.IGNORECASE)
_DETAILED = frozenset({"arms", "treatments", "outcomes"})
_TYPE = re.compile(
    r"experimental|(?:active|placebo|sham) comparator|no intervention(?:: observational/control)?|other|type:.*",
    re.IGNORECASE,
)
_DETAIL = re.compile(
    r"[-–•*\s]*(?:time\s?-?\s?frame|units?(?: of measure)?|type|description|dosage|dose|route|schedule|other names?)\b",
    re.IGNORECASE,
)


class Titles:
    """The names and titles of one word map."""

    def __init__(self, words: WordMap) -> None:
        self._map, self._old, self._new = words, words.old, words.new
        self._doubts: dict[tuple[int, int], str] = {}
        self._lines: set[tuple[str, str]] | None = None
        self._above: list[list[int] | None] = [None, None]

    def doubt(self, a: int, b: int) -> str:
        """The reason why old block ``a``, whose few words are in new block ``b``, may be another one; empty if there is none."""
        if (a, b) not in self._doubts:
            self._doubts[a, b] = self._doubt_of_name(a, b) or self._doubt_of_detail(a, b)
        return self._doubts[a, b]

    def under_another(self, a: int, b: int) -> str:
        """True if the two blocks are under two names; in a document by its headings."""
        if self._old.certain or self._new.certain or self._is_name(0, a):
            return ""
        names = [(which, self._names(which)[block]) for which, block in ((0, a), (1, b))]
        labels = {self._entry(which, name).words.casefold() if name >= 0 else "" for which, name in names}
        return "It is under another name now." if len(labels) > 1 else ""

    def renamed(self, a: int) -> int:
        """The new name with most of the content of old name ``a``, or -1."""
        if not self._is_name(0, a):
            return -1
        first, last = self._words(0, self._under(0, a))
        names = Counter(self._names(1)[self._new.block_of[place]] for place in self._map.to[first:last] if place >= 0)
        name, count = max(names.items(), key=lambda found: found[1], default=(-1, 0))
        return name if count >= REMAINING * (last - first) else -1

    def _doubt_of_name(self, a: int, b: int) -> str:
        if not self._is_name(0, a) or self._under_stands(a, b):
            return ""
        return "The text under this name is different now."

    def _under_stands(self, a: int, b: int) -> bool:
        """True if most of a name's content is still under it, and not whole under another one."""
        blocks, there = self._under(0, a), self._under(1, b)
        begin, after = self._words(1, there)
        lines = [self._entry(0, block) for block in range(*blocks) if not _TYPE.fullmatch(self._entry(0, block).words)]
        words = [word for entry in lines for word in range(entry.first, entry.last)]
        telling = [word for word in words if self._map.own(0, word, word + 1)] or words
        if telling and self._share(telling, begin, after) <= REMAINING:
            return False
        told = [[word for word in telling if entry.first <= word < entry.last] for entry in lines]
        stand = [self._share(line, begin, after) > REMAINING for line in told if line]
        if stand and sum(stand) <= REMAINING * len(stand):
            return False
        here = {self._entry(1, block).words for block in range(*there)}
        elsewhere = [entry for entry in lines if entry.words not in here and self._stands_whole(entry)]
        return not words or sum(entry.last - entry.first for entry in elsewhere) < REMAINING * len(words)

    def _share(self, words: Sequence[int], begin: int, after: int) -> float:
        """The share of old words between the new words ``begin`` and ``after``."""
        return sum(begin <= self._map.to[word] < after for word in words) / len(words)

    def _stands_whole(self, entry: OutlineEntry) -> bool:
        """True if a block with a meaning is in its section of the new version, word for word."""
        if not self._map.own(0, entry.first, entry.last):
            return False
        if self._lines is None:
            self._lines = {(each.belongs.section, each.words) for each in self._new.entries}
        return (entry.belongs.section, entry.words) in self._lines

    def _doubt_of_detail(self, a: int, b: int) -> str:
        """A line that says little by itself is its name's or title's; in a document its headings tell, but for bare names."""
        name, other = self._names(0)[a], self._names(1)[b]
        if name >= 0 and other >= 0 and (doubt := self._doubt_of_name(name, other)):
            return doubt
        if self._old.certain or self._new.certain or not self._is_detail(a):
            return ""
        title, other = self._title(0, a), self._title(1, b)
        owners = self._old.entries[a].belongs.owners
        if title >= 0 and owners and self._old.entries[title].words.casefold() == owners[-1]:
            return ""  # a recognised heading: paired blocks are under the same one
        if (title < 0) == (other < 0) and (title < 0 or self._is_title(title, other)):
            return ""
        return "The line above, to which it belongs, is a different one now."

    def _is_title(self, a: int, b: int) -> bool:
        if self._map.pairing.partner[a] != b:
            return False
        entry = self._old.entries[a]
        own = self._map.own(0, entry.first, entry.last)
        return (
            not own or self._map.own_remaining(entry.first, entry.last) > REMAINING * own
        ) and not self._doubt_of_name(a, b)

    def _is_name(self, which: int, block: int) -> bool:
        """True if a block is only a name: ``Cohort 3``, ``Arm B:``, or a heading ``2``."""
        entry = self._entry(which, block)
        if entry.end - entry.start > HEADING_LENGTH or self._map.own(which, entry.first, entry.last) > _NAME_WORDS:
            return False
        certain = (self._old, self._new)[which].certain
        if (entry.heading or (not certain and entry.belongs.section == "arms")) and _BARE.fullmatch(entry.words):
            return True
        bare = len(entry.words.split()) <= _NAME_WORDS + 2
        return bool(bare and (arm_label(entry.words) or cohort_line(entry.words)))

    def _under(self, which: int, name: int) -> tuple[int, int]:
        """The blocks below a name up to the next name, or the end of its scope."""
        above = self._names(which)
        last = name + 1
        while last < len(above) and above[last] == name:
            last += 1
        return name + 1, last

    def _words(self, which: int, blocks: tuple[int, int]) -> tuple[int, int]:
        """The words of a stretch of blocks; none for none."""
        first, last = blocks
        entries = self._entries(which)
        return (entries[first].first, entries[last - 1].last) if first < last else (0, 0)

    def _names(self, which: int) -> list[int]:
        """The name above each block, or -1."""
        if self._above[which] is None:
            self._above[which] = found = []
            name = -1
            for block, entry in enumerate(self._entries(which)):
                if name >= 0 and self._ends(which, self._entry(which, name), entry):
                    name = -1
                named = self._is_name(which, block)
                found.append(-1 if named else name)
                name = block if named else name
        return self._above[which] or []

    def _ends(self, which: int, name: OutlineEntry, entry: OutlineEntry) -> bool:
        """True if a block ends the scope of a name above it."""
        if entry.belongs.section != name.belongs.section or list_side(entry.words):
            return True
        certain = (self._old, self._new)[which].certain
        return certain and entry.heading and len(entry.belongs.owners) <= len(name.belongs.owners)

    def _is_detail(self, a: int) -> bool:
        entry = self._old.entries[a]
        if entry.belongs.section not in _DETAILED or self._is_name(0, a):
            return False
        own = self._map.own(0, entry.first, entry.last)
        return not own or any(kind(entry.words) for kind in (_DETAIL.match, _TYPE.fullmatch))

    def _title(self, which: int, block: int) -> int:
        """The nearest line above in the section with a meaning of its own, or a name; -1 if there is none."""
        entries = self._entries(which)
        for title in range(block - 1, max(-1, block - 1 - _MOST_ABOVE), -1):
            entry = entries[title]
            if entry.belongs.section != entries[block].belongs.section:
                break
            if self._is_name(which, title):
                return title
            if self._map.own(which, entry.first, entry.last) and not _DETAIL.match(entry.words):
                return title
        return -1

    def _entries(self, which: int) -> Sequence[OutlineEntry]:
        return (self._old, self._new)[which].entries

    def _entry(self, which: int, block: int) -> OutlineEntry:
        return self._entries(which)[block]
