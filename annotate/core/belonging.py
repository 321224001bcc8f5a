"""What a block says of its place by its own words: a list of criteria that it opens, an arm or cohort that it names."""

import re
from dataclasses import dataclass
from functools import lru_cache

from annotate.core.evidence import GuardKind, guarded


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where a block belongs: section, headings from the outermost in, list (``inclusion``, ``exclusion`` or ``""``)."""

    section: str
    owners: tuple[str, ...] = ()
    side: str = ""


@dataclass(slots=True)
class Line:
    """One block before its words are counted; ``parent`` is the index of the block that it stands under, or -1."""

    start: int
    end: int
    belongs: Belonging
    parent: int
    heading: bool


_SIDE = re.compile(r"\W*(?:[\w/'’-]+\W+){0,3}?(inclusion|exclusion)\b(?!\s+(?:of|from)\b)", re.IGNORECASE)
_SIDE_ONLY = re.compile(
    r"\W*(?:inclusions?|exclusions?|(?:key |main |major |general )?(?:inclusion|exclusion) criteri(?:a|on))\b",
    re.IGNORECASE,
)
HEADING_LENGTH = 80
"""Code points; a longer block that speaks of inclusion is a sentence, not a heading."""
_LABEL_LENGTH = 120


@lru_cache(maxsize=16_384)
def list_side(text: str) -> str:
    """``inclusion`` or ``exclusion`` for a heading of such a list, ``""`` for any other block."""
    found = _SIDE.match(text) if len(text) <= HEADING_LENGTH else None
    if found is None or re.search(r"\binclusion\b.*\bexclusion\b", text, re.IGNORECASE):
        return ""
    if not (_SIDE_ONLY.match(text) or text.rstrip().endswith(":") or len(text) <= HEADING_LENGTH // 2):
        return ""
    return found[1].lower()


_INLINE_SIDE = re.compile(r"\b(inclusion|exclusion) criteri(?:a|on)\s*[:.-]", re.IGNORECASE)


def inline_side(text: str, side: str) -> str:
    """The list that a block's text has come to, when one block holds the criteria with their headings in it."""
    found = [named[1].lower() for named in _INLINE_SIDE.finditer(text)]
    return found[-1] if found else side


@lru_cache(maxsize=16_384)
def arm_label(text: str) -> str:
    """The arm or cohort that a block's first words name, as ``arm a``; ``""`` where it names none."""
    head = re.split(r"[:;,.(–]| - ", text.strip()[:_LABEL_LENGTH], maxsplit=1)[0]
    opening = re.match(
        r"\W*(?:experimental|active comparator|placebo comparator|sham comparator|no intervention|other)\s*:\s*",
        text,
        re.IGNORECASE,
    )
    if opening is not None:
        head = re.split(r"[;,.(–]| - ", text[opening.end() : opening.end() + _LABEL_LENGTH], maxsplit=1)[0]
    if len(head.split()) > 8:
        return ""
    named = guarded(head, GuardKind.ARM)
    return " ".join(named[:2])


@lru_cache(maxsize=16_384)
def cohort_line(text: str) -> str:
    """The arm or cohort that a short line names for the criteria below it."""
    if len(text) > HEADING_LENGTH or not (text.rstrip().endswith(":") or len(text.split()) <= 5):
        return ""
    return " ".join(guarded(text, GuardKind.ARM))
