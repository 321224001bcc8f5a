"""A text as words: their offsets, and their spellings for comparing two versions.

A word here must never be cut: ``non-thymic``, ``2.5``, ``mg/kg``, ``10^9/L`` and an emoji with its modifiers are one
word each, so ``5 mg`` is not in ``15 mg`` or ``2.5 mg``, and ``cafe`` not in ``café`` written with a combining accent. A sign
that joins nothing is its own word.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from annotate.core.text import composed

# Marks and invisible joiners belong to the letter before them.
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u200b-\u200d\u2060\u00ad\ufeff"
_EAST = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_EAST_NUMERALS = "〇零一二三四五六七八九十百千万萬億亿两兩"
_LETTER = rf"(?:(?![{_EAST}])[\w{_MARKS}])"
_WORD = re.compile(
    rf"""
      (?:[A-Za-z]\.){{2,}}                                     # e.g. i.v. U.S.
    | (?:(?<![^\s(\[])[-−](?=\d))?                             # a minus sign that opens a number
      {_LETTER}+(?:(?:[-‐‑'’/^]|(?<=\d)[.,:·](?=\d)){_LETTER}+)*   # letters and digits, joined ones too
    | [{_EAST_NUMERALS}]+                                      # their numerals: 十 is not in 二十
    | [{_EAST}][{_MARKS}]*                                     # scripts without blanks: each sign by itself
    | [\U0001f1e6-\U0001f1ff]{{2}}                             # a flag
    | <=|>=|=<|=>|</=|>/=|\+/-|\+-                             # signs that are written as two
    | \S[{_MARKS}\U0001f3fb-\U0001f3ff]*(?:(?<=\u200d)\S[{_MARKS}\U0001f3fb-\U0001f3ff]*)*
    """,
    re.VERBOSE,
)
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " "})
_SIGNS = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "μ": "µ", "×": "x"}
)
_COMPARED = {
    ">=": "≥",
    "=>": "≥",
    ">/=": "≥",
    "<=": "≤",
    "=<": "≤",
    "</=": "≤",
    "⩾": "≥",
    "⩽": "≤",
    "+/-": "±",
    "+-": "±",
}
LINE_END = re.compile(r"\r\n|\n|\r")


def same_spelling(text: str) -> str:
    """The text for comparing: NFC, each no-break blank a blank, each line end LF; nothing else is normalised."""
    if text.isascii() and "\r" not in text:
        return text
    return composed(LINE_END.sub("\n", text).translate(_BLANKS))


_JOINT = re.compile(r"[-‐‑'’/^.,:·]")


def part_before(old: str, new: str, offset: int) -> int:
    """Where the part of a word that ``offset`` cuts into begins in its new spelling: ``160/100`` and ``180/100`` have two each.

    0 where the two have not the same number of parts.
    """
    cuts = _cuts(old), _cuts(new)
    if len(cuts[0]) != len(cuts[1]):
        return 0
    return next(mine for theirs, mine in zip(reversed(cuts[0]), reversed(cuts[1]), strict=True) if theirs[0] <= offset)[
        0
    ]


def part_after(old: str, new: str, offset: int) -> int:
    """Where the part of a word that ``offset`` cuts into ends in its new spelling; its end where the parts differ in number."""
    cuts = _cuts(old), _cuts(new)
    if len(cuts[0]) != len(cuts[1]):
        return len(new)
    return next(mine for theirs, mine in zip(*cuts, strict=True) if offset <= theirs[1])[1]


def _cuts(word: str) -> list[tuple[int, int]]:
    """Beginning and end of each part of a joined word."""
    joints = [found.span() for found in _JOINT.finditer(word)]
    begins = [0, *(end for _, end in joints)]
    return list(zip(begins, [*(start for start, _ in joints), len(word)], strict=True))


class Words:
    """The words of one text, in order: offsets in code points, spellings as numbers of a common ``Spellings``.

    ``folded`` are the spellings without capitals and with one spelling of each sign: words are aligned by them, and equal only
    by ``keys``. ``gaps[i]`` numbers the blanks between word ``i`` and the one before it in the same block: none, one, or any
    other run, each spelling by itself.
    """

    __slots__ = ("ends", "folded", "gaps", "keys", "starts")

    def __init__(self) -> None:
        self.starts = array("l")
        self.ends = array("l")
        self.keys = array("l")
        self.gaps = array("l")
        self.folded = array("l")

    def __len__(self) -> int:
        return len(self.starts)

    def add(self, text: str, start: int, end: int, spellings: "Spellings", gap: str) -> None:
        """Add the words of ``text[start:end]``, one block; ``gap`` is the gap before its first word."""
        last = start
        number = spellings.number
        for found in _WORD.finditer(text, start, end):
            begin, after = found.span()
            if begin > last:
                gap = text[last:begin]
            self.gaps.append(number(gap))
            self.starts.append(begin)
            self.ends.append(after)
            key = number(found[0])
            self.keys.append(key)
            self.folded.append(spellings.fold(key))
            last, gap = after, ""

    def within(self, start: int, end: int) -> tuple[int, int]:
        """The words that have at least one code point in ``[start, end)``, half-open."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)


class Spellings:
    """Numbers of spellings, common to the two compared versions; equal numbers mean the same words."""

    __slots__ = ("_folded", "_numbers", "texts")

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._folded: dict[int, int] = {}
        self.texts: list[str] = []

    def number(self, spelling: str) -> int:
        """The spelling's number; a new spelling gets a new one."""
        known = self._numbers.get(spelling)
        if known is not None:
            return known
        plain = same_spelling(spelling)
        number = self._numbers.get(plain)
        if number is None:
            number = len(self.texts)
            self.texts.append(plain)
            self._numbers[plain] = number
        self._numbers[spelling] = number
        return number

    def fold(self, number: int) -> int:
        """The number of the word without capitals and with one spelling of each sign (``≥`` for ``>=``)."""
        folded = self._folded.get(number)
        if folded is None:
            text = composed(self.texts[number], "NFKC").casefold().translate(_SIGNS)
            folded = self._folded[number] = self.number(_COMPARED.get(text, text))
        return folded

    def words(self, keys: Sequence[int]) -> list[str]:
        """The spellings of the numbers."""
        return [self.texts[key] for key in keys]
