"""What pages show of the earlier texts of a note or reply, and of two texts that have to be brought together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from annotate.core.merging import Piece, differences, merge
from annotate.texts.models import EarlierText, Written
from annotate.texts.queries import PAGE_SIZE

MOST_COMPARED = 100_000
"""Code points of the texts that one page of a history compares, but for the first pair: each word takes its time."""


@dataclass(frozen=True, slots=True)
class Merging:
    """Two texts that were both made on an earlier one, for whoever has to bring them together."""

    mine: str
    """As it was typed."""
    both: str
    """Both brought together, as far as that goes by itself."""
    clean: bool
    """Whether no line was changed in both."""
    pieces: tuple[Piece, ...]
    """Removed is what only the saved text has, added what only the typed one has."""


@dataclass(frozen=True, slots=True)
class Editing:
    """What the form of an edit holds."""

    words: str
    revision: str
    """The number of the text that the words are made on."""
    merging: Merging | None = None
    """The two texts that the words bring together, if there are two."""
    conflict: str = ""
    """Why they have to be brought together, on the page that says so first."""


@dataclass(frozen=True, slots=True)
class TextView:
    """One text of a note or reply."""

    number: int
    body: str
    written_at: datetime
    pieces: tuple[Piece, ...]
    """Compared with the text before it; empty for the first one that is known."""
    present: bool


@dataclass(frozen=True, slots=True)
class TextHistory:
    """One page of the texts of a note or reply, the newest first."""

    texts: tuple[TextView, ...]
    revision: int
    """Of the present text; a restoration states it."""
    before: int | None
    """The number before which the next, older page goes on; None on the last one."""

    @property
    def complete(self) -> bool:
        """Whether the last text here is the first that there was."""
        return bool(self.texts) and self.texts[-1].number == 1


def merging(base: str | None, theirs: str, mine: str) -> Merging:
    """Bring two texts together; without the text that both were made on, all that differs was changed in both."""
    merged = merge(base, theirs, mine)
    return Merging(mine, merged.text, merged.clean, differences(theirs, mine))


def history(written: Written, earlier: Sequence[EarlierText], *, first_page: bool) -> TextHistory:
    """Show the texts of a note or reply; one more than a page tells that there is another page. Of long ones fewer are shown."""
    now = (written.revision, written.body, written.edited_at or written.created_at, True)
    texts = [now] if first_page else []
    texts += [(text.number, text.body, text.written_at, False) for text in earlier[: _fitting(earlier)]]
    olders = [*(earlier if first_page else earlier[1:]), None]
    views = tuple(
        TextView(number, body, written_at, differences(older.body, body) if older is not None else (), present)
        for (number, body, written_at, present), older in zip(texts, olders, strict=False)
    )
    last = views[-1].number if views else 0
    return TextHistory(views, written.revision, last if any(text.number < last for text in earlier) else None)


def _fitting(earlier: Sequence[EarlierText]) -> int:
    """Tell how many of the texts one page shows, each compared with the one before it; one at least."""
    compared = 0
    for count, (text, older) in enumerate(pairwise(earlier[: PAGE_SIZE + 1])):
        compared += len(text.body) + len(older.body)
        if count and compared > MOST_COMPARED:
            return count
    return min(len(earlier), PAGE_SIZE)
