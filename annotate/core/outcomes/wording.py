"""Two texts of an outcome as words that can be compared: what is spelling, and what is meaning.

Spelling: capitals, blanks and line breaks, typographic signs and dashes, escapes of the registry's formats, ``>=`` for ``≥``,
``1,000`` for ``1000``, ``twelve`` for ``12``, numbers of a list, commas and full stops. Everything else is meaning, above all numbers
and signs of comparison: ``10⁹`` is ``10^9`` and never ``109``.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from annotate.core.text import composed, unbroken

_LONGEST = 40_000
"""Code points of one text that are read; the registry allows a few thousand, and the rest counts as one word."""
_MOST_CACHED = 4_096

_NUMBERS = {
    word: str(number)
    for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_AFTER_DIGIT = re.compile(r"(?<=[0-9])([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_AFTER_LETTER = re.compile(r"(?<=[^\W\d_])([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_LONE_POWER = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SIGNS = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
     "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "μ": "µ", "×": "x",
     "⩾": "≥", "≧": "≥", "⩽": "≤", "≦": "≤", "＞": ">", "＜": "<", "＝": "=", "∕": "/", "⁄": "/"}
)  # fmt: skip
_AT_LEAST = re.compile(r">\s?/?\s?=|=>")
_AT_MOST = re.compile(r"<\s?/?\s?=|=<")
_PLUS_MINUS = re.compile(r"\+\s?/?\s?-(?!\w)|\+/-")
_UNEQUAL = re.compile(r"!=|<>")
_RANGE = re.compile(r"(?<=[0-9])\s?-\s?(?=[0-9])")
_MINUS = re.compile(r"(?<![\w)])-\s+(?=[0-9])")
_THOUSANDS = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])")
_WORD_AND_HYPHEN = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?=-)")
_LIST_NUMBER = re.compile(r"\A\s*(?:\(?[0-9]{1,2}[.)]\s+|[-•*·]\s+)(?=[^\W\d_])")
_WORD = re.compile(
    r"""
      (?<![^\s(\[<>≥≤=])[-+]?[0-9]+(?:[.,:/^-]+[0-9]+)*(?:[-/^]?[^\W_]+)*%?   # a number with its unit, where it is written as one
    | [^\W_]+(?:['^/-][^\W_]+)*%?                                      # a word, joined ones too
    | [<>≥≤=≠±~%+/*^≈∼]                                                # signs that say something
    | [^\w\s.,;:!?'"()\[\]{}\-–—•·…|_]                                 # any other sign
    """,
    re.VERBOSE,
)
_IN_PARTS = re.compile(r"[-/]")
_COMPARISONS = frozenset("<>≥≤=≠±~≈∼^+%")

FILLERS = frozenset(
    "a an the of to in on for with by as is are was were be been being will shall would that this these those which it its their his her "
    "at from and during each per study trial objective objectives primary aim aims purpose determine determined evaluate evaluated "
    "evaluation assess assessed assessing assessment measure measured measures measuring examine compare describe defined define "
    "using used use based reported report reports result results evaluations subject subjects patient patients participant participants "
    "who have has had".split()
)
"""Words that say nothing of what is measured; a change of these alone is another wording."""

TELLING = frozenset(
    "not no nor non never without or except excluding unless until before after only any all first last every either neither "
    "number percent percentage proportion rate ratio mean median average total maximum minimum peak change changes difference time duration "
    "incidence frequency prevalence increase decrease increased decreased reduction improvement worsening greater less more fewer least most "
    "higher lower upper left right baseline within between above below over under exceeding up daily weekly monthly yearly "
    "second third fourth worst best better worse confirmed serious severe mild moderate positive negative".split()
)
"""Words that turn what is measured, how it is counted, or when: a change of one of these is a change of the outcome."""


@dataclass(frozen=True, slots=True)
class ReadWords:
    """The words of one text, as they are compared; ``figures`` are its numbers and signs of comparison, in order."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    figures: tuple[str, ...]


@lru_cache(maxsize=_MOST_CACHED)
def read_words(text: str) -> ReadWords:
    """Return the words of a text; never raises."""
    words = tuple(_WORD.findall(_plain(text)))
    words = tuple(_NUMBERS.get(word, word) for word in words)
    figures = tuple(word for word in words if word in _COMPARISONS or any(sign.isdigit() for sign in word))
    return ReadWords(words, tuple(stem(word) for word in words), figures)


def _plain(text: str) -> str:
    """The text without what is spelling alone."""
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]} {text[_LONGEST:].replace(' ', '_')}"
    text = unbroken(text)
    if "&" in text:
        text = html.unescape(html.unescape(text))
    text = _ESCAPED.sub(r"\1", text)
    text = _AFTER_DIGIT.sub(lambda found: f"^{found[1].translate(_POWERS)}", text)
    text = _AFTER_LETTER.sub(lambda found: found[1].translate(_POWERS), text)
    text = _LONE_POWER.sub(lambda found: f" ^{found[0].translate(_POWERS)} ", text)
    text = composed(text, "NFKC").casefold().translate(_SIGNS)
    text = _LIST_NUMBER.sub("", text)
    text = _UNEQUAL.sub("≠", _PLUS_MINUS.sub("±", _AT_MOST.sub("≤", _AT_LEAST.sub("≥", text))))
    text = _MINUS.sub("-", _RANGE.sub("-", text))
    if any(word in text for word in _NUMBERS):
        text = _WORD_AND_HYPHEN.sub(lambda found: _NUMBERS.get(found[0], found[0]), text)
    return _THOUSANDS.sub(lambda found: found[0].replace(",", ""), text)


_SHORTEST_PLURAL = 4


def stem(word: str) -> str:
    """The word without the ending of a plural: ``toxicities`` is ``toxicity``."""
    if len(word) < _SHORTEST_PLURAL or not word.isalpha() or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word if word.endswith(("ss", "us", "is")) else word[:-1]


def is_slip(one: str, other: str) -> bool:
    """True if one word is the other with a letter too many within it, as in a slip of the pen.

    Not at its beginning: ``atypical`` and ``symptomatic`` have opposites that are a letter longer.
    """
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) != 1 or len(short) < 6 or not long.isalpha():
        return False
    place = next((at for at, (mine, theirs) in enumerate(zip(short, long, strict=False)) if mine != theirs), len(short))
    return place > 2 and short[place:] == long[place + 1 :]


_SHORT = {"lab": "laboratory", "hrqol": "life", "qol": "life", "tumour": "tumor", "haematology": "hematology"}


def parts_of(words: Sequence[str]) -> list[str]:
    """The words, and the parts of those that are joined: ``six-minute`` is alike to ``six minute``."""
    found: list[str] = []
    for word in words:
        found.append(_SHORT.get(word, word))
        pieces = _IN_PARTS.split(word)
        if len(pieces) > 1:
            found += [stem(piece) for piece in pieces if piece]
    return found
