"""Ownership that a block's own words state: a list of criteria that it opens, an arm or cohort that it names."""

import re
from dataclasses import dataclass
from functools import lru_cache

from annotate.core.anchoring.guards import GuardKind, guarded


@dataclass(frozen=True, slots=True)
class Belonging:
    """A block's ownership: section, headings from the outermost in, list (``inclusion``, ``exclusion`` or ``""``)."""

    section: str
    owners: tuple[str, ...] = ()
    side: str = ""


@dataclass(slots=True)
class Line:
    """One block before its words are counted; ``parent`` is the index of its parent block, or -1."""

    start: int
    end: int
    belongs: Belonging
    parent: int
    heading: bool


_SIDE = re.compile(r"(?<!\w)(inclusion|exclusion)\b(?!\s+(?:of|from)\b)", re.IGNORECASE)
_JOINED = re.compile(r"[\w/'’-]+")
_WORDS_BEFORE = 3
_SIDE_ONLY = re.compile(
    r"\W*(?:inclusions?|exclusions?|(?:key |main |major |general )?(?:inclusion|exclusion) criteri(?:a|on))\b",
    re.IGNORECASE,
)
_BOTH_SIDES = re.compile(r"\binclusion\b.*\bexclusion\b", re.IGNORECASE)
HEADING_LENGTH = 80
"""Code points; a longer block about inclusion is a sentence, not a heading."""
_LABEL_LENGTH = 120


@lru_cache(maxsize=16_384)
def list_side(text: str) -> str:
    """``inclusion`` or ``exclusion`` for a heading of such a list, ``""`` for any other block."""
    if len(text) > HEADING_LENGTH:
        return ""
    named = (found for found in _SIDE.finditer(text) if _count_words(text[: found.start()]) <= _WORDS_BEFORE)
    found = next(named, None)
    if found is None or _BOTH_SIDES.search(text):
        return ""
    if not (_SIDE_ONLY.match(text) or text.rstrip().endswith(":") or len(text) <= HEADING_LENGTH // 2):
        return ""
    return found[1].lower()


def _count_words(text: str) -> int:
    return sum(bool(joined.strip("/'’-")) for joined in _JOINED.findall(text))


_TITLE_WORDS = 5
_TITLE_END = (".", ";", ",", "?")


def leads_in(text: str) -> bool:
    """True if a paragraph introduces the blocks below: it ends in a colon, or is a few words without a final sign (``Life expectancy``)."""
    words = text.rstrip()
    if words.endswith(":"):
        return True
    return len(words) <= HEADING_LENGTH // 2 and len(words.split()) <= _TITLE_WORDS and not words.endswith(_TITLE_END)


_INLINE_SIDE = re.compile(r"\b(inclusion|exclusion) criteri(?:a|on)\s*[:.-]", re.IGNORECASE)


def inline_side(text: str, side: str) -> str:
    """The current list within a block that contains the criteria with their headings."""
    found = [named[1].lower() for named in _INLINE_SIDE.finditer(text)]
    return found[-1] if found else side


_LABEL_END = re.compile(r"[:;,.(–]| - ")
_TYPED_LABEL_END = re.compile(r"[;,.(–]| - ")
_ARM_TYPE = re.compile(
    r"\W*(?:experimental|active comparator|placebo comparator|sham comparator|no intervention|other)\s*:\s*",
    re.IGNORECASE,
)


@lru_cache(maxsize=16_384)
def arm_label(text: str) -> str:
    """The arm or cohort named by a block's first words, as ``arm a``; else ``""``."""
    head = _LABEL_END.split(text.strip()[:_LABEL_LENGTH], maxsplit=1)[0]
    opening = _ARM_TYPE.match(text)
    if opening is not None:
        head = _TYPED_LABEL_END.split(text[opening.end() : opening.end() + _LABEL_LENGTH], maxsplit=1)[0]
    if len(head.split()) > 8:
        return ""
    named = guarded(head, GuardKind.ARM)
    return " ".join(named[:2])


@lru_cache(maxsize=16_384)
def cohort_line(text: str) -> str:
    """The arm or cohort named by a short line above criteria."""
    if len(text) > HEADING_LENGTH or not (text.rstrip().endswith(":") or len(text.split()) <= 5):
        return ""
    return " ".join(guarded(text, GuardKind.ARM))
