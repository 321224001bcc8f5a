"""The earlier texts of whatever was written, as programs are shown them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from annotate.api.presenters.shapes import Outgoing
from annotate.core.cursors import page_of
from annotate.texts.models import EarlierText


class Earlier(Outgoing):
    """An earlier text of a note or reply."""

    revision: int
    """The number of the text, from 1."""
    body: str
    """What it said, in Markdown."""
    written_at: datetime
    """When it was written."""

    @classmethod
    def of(cls, text: EarlierText) -> Self:
        """Show a text that other words took the place of."""
        return cls(revision=text.number, body=text.body, written_at=text.written_at)


class Revisions(Outgoing):
    """A part of a note's earlier texts, the newest first."""

    revisions: tuple[Earlier, ...]
    """Those of this page."""
    next: str | None
    """What to send as ``after`` for the next page; null on the last one."""

    @classmethod
    def of(cls, texts: Sequence[EarlierText], limit: int) -> Self:
        """Show up to ``limit`` texts; one more tells that there are others."""
        page = page_of(texts, limit)
        after = page.next_after(lambda last: str(last.number))
        return cls(revisions=tuple(map(Earlier.of, page.rows)), next=after or None)
