"""Two texts that were both made on an earlier one, for a program to bring together."""

from typing import Self

from annotate.api.presenters.notes import Note
from annotate.api.presenters.shapes import Outgoing
from annotate.api.presenters.texts import Earlier
from annotate.api.presenters.threads import Reply
from annotate.texts.models import EarlierText
from annotate.texts.presenters import merging


class Text(Outgoing):
    """Words alone."""

    body: str
    """The words, in Markdown."""


class Merged(Outgoing):
    """Both texts brought together; not ``clean`` where both changed the same lines, which then stand one below the other."""

    body: str
    """The merged words, in Markdown."""
    clean: bool
    """Whether no line was changed in both."""


class Both(Outgoing):
    """What was sent and what is saved, when the one was not made on the other."""

    yours: Text | None
    """Null when no words were sent."""
    current: Note | Reply
    """What is saved, with the ``etag`` to go on with."""
    base: Earlier | None
    """What yours was made on, or the last text before it that was kept."""
    merged: Merged | None
    """Both brought together; null when no words were sent."""

    @classmethod
    def of(cls, words: str | None, current: Note | Reply, base: EarlierText | None) -> Self:
        """Show both texts, and how they come together."""
        both = merging(base.body if base else None, current.body, words) if words is not None else None
        return cls(
            yours=Text(body=words) if words is not None else None,
            current=current,
            base=Earlier.of(base) if base else None,
            merged=Merged(body=both.both, clean=both.clean) if both else None,
        )
