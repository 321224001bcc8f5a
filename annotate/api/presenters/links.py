"""My links, as programs are shown them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Self

from annotate import clock
from annotate.api.presenters.shapes import Outgoing
from annotate.core.cursors import Cursor, page_of, write_cursor
from annotate.shares import models
from annotate.shares.queries import LinkRow, lifetime

AddressOf = Callable[[models.Share], str]
"""Gives a link's address."""


class Link(Outgoing):
    """A link of mine over some of my notes, which opens with a passcode."""

    id: str
    """Its id."""
    name: str
    """What I call it."""
    state: str
    """``live``, ``expired``, ``revoked``, ``suspended`` or ``orphaned``; only a live one opens."""
    address: str | None
    """What visitors open; null when the link is revoked."""
    trial: str
    """The registry's number of the trial that it begins with."""
    trials: int
    """How many trials its notes are on."""
    notes: int
    """How many notes it holds."""
    can_reply: bool
    """Whether visitors can reply."""
    opened: int
    """How often it was opened with the passcode."""
    most_openings: int | None
    """How often it opens at most; null for no limit."""
    last_opened_at: datetime | None
    """When it was last opened; null when it never was."""
    unread: int
    """Private replies that came in through it and that I have not read."""
    created_at: datetime
    """When it was made."""
    expires_at: datetime
    """When it ends."""

    @classmethod
    def of(cls, row: LinkRow, address_of: AddressOf, unread: Mapping[str, int]) -> Self:
        """Show a link."""
        share = row.share
        return cls(
            id=share.id,
            name=share.recipient,
            state=lifetime(share).state(clock.now()).value,
            address=address_of(share) if share.revoked_at is None else None,
            trial=share.trial.registry_id,
            trials=row.trials,
            notes=row.notes,
            can_reply=share.can_reply,
            opened=share.openings,
            most_openings=share.most_openings,
            last_opened_at=row.last_opened_at,
            unread=unread.get(share.id, 0),
            created_at=share.created_at,
            expires_at=share.expires_at,
        )


class LinkWithNotes(Link):
    """A link of mine, with the ids of its notes."""

    note_ids: tuple[str, ...]
    """The notes that it holds, in no order that means anything."""

    @classmethod
    def with_notes(
        cls, row: LinkRow, address_of: AddressOf, unread: Mapping[str, int], note_ids: Collection[str]
    ) -> Self:
        """Show a link with its notes."""
        return cls(**Link.of(row, address_of, unread).model_dump(), note_ids=tuple(sorted(note_ids)))


class LinkWithPasscode(Outgoing):
    """A link and its passcode, which nobody can read again: annotate keeps a hash of it alone."""

    link: LinkWithNotes
    """The link."""
    passcode: str
    """What opens it."""


class Links(Outgoing):
    """A part of my links, the newest first."""

    links: tuple[Link, ...]
    """Those of this page."""
    next: str | None
    """What to send as ``after`` for the next page; null on the last one."""

    @classmethod
    def of(cls, rows: Sequence[LinkRow], address_of: AddressOf, unread: Mapping[str, int], limit: int) -> Self:
        """Show up to ``limit`` links; one more tells that there are others."""
        page = page_of(rows, limit)
        after = page.next_after(lambda last: write_cursor(Cursor(last.share.created_at, last.share.id)))
        return cls(links=tuple(Link.of(row, address_of, unread) for row in page.rows), next=after or None)
