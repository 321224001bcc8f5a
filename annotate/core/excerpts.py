"""A passage in context: its words, the text around them, and the headings above."""

from dataclasses import dataclass

from annotate.core.anchoring import list_side
from annotate.core.document import BlockKind, Document, Section
from annotate.core.text import cut_off

WIDTH = 160
"""Code points on each side of the passage, at most."""

_LONGEST = 600
"""Code points of the passage itself; a longer one shows its beginning and end."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Part of a version's text, with the blocks' line breaks."""

    section: str
    """The key of its section."""
    under: tuple[str, ...]
    """The section's title, the headings below it and the opening of the list, from the outermost on."""
    before: str
    words: str
    after: str


def excerpt(document: Document, start: int, end: int) -> Excerpt:
    """Return ``[start, end)``, in code points, with its context within the section.

    Raises ValueError for a passage outside the text.
    """
    text = document.text
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no passage of a text of {len(text)} code points: from {start} to {end}")
    section = _section_at(document, start)
    heading = section.blocks[0]
    first = heading.start if start < heading.end else min(heading.end + 1, start)
    last = section.blocks[-1].end
    return Excerpt(
        section.key,
        _under(section, start),
        _tail(text[first:start]),
        _middle(text[start:end]),
        _head(text[end : max(last, end)]),
    )


def _section_at(document: Document, offset: int) -> Section:
    begun = [section for section in document.sections if section.blocks[0].start <= offset]
    return begun[-1] if begun else document.sections[0]


def _under(section: Section, offset: int) -> tuple[str, ...]:
    headings: list[tuple[int, str]] = []
    opening = ""
    for block in section.blocks:
        if block.start > offset:
            break
        if block.kind is BlockKind.HEADING:
            headings = [(depth, words) for depth, words in headings if depth < block.depth]
            headings.append((block.depth, block.text))
            opening = ""
        elif list_side(block.text) and block.end <= offset:
            opening = block.text
    return (*(words for _, words in headings), *([opening] if opening else []))


def _tail(text: str) -> str:
    if len(text) <= WIDTH:
        return text
    cut = text[-WIDTH:]
    return "…" + cut[_first_blank(cut) + 1 :]


def _head(text: str) -> str:
    if len(text) <= WIDTH:
        return text
    cut = text[:WIDTH]
    return cut_off(cut[: len(cut) - 1 - _first_blank(cut[::-1])])


def _middle(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return f"{cut_off(text[: _LONGEST // 2])} {text[-_LONGEST // 2 :].lstrip()}"


def _first_blank(text: str) -> int:
    """Offset of the first blank in the first half, or -1: a text without blanks is cut anywhere."""
    return next((place for place, sign in enumerate(text[: len(text) // 2]) if sign.isspace()), -1)
