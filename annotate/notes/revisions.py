"""What is kept of a text when other words take its place: the same for notes and for replies."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from annotate.clock import now
from annotate.errors import TooMany
from annotate.notes.models import EarlierText

WHILE_TYPING = timedelta(minutes=1)
"""Within this time of the last text that was kept, words that are only continued take the place of themselves."""

MOST_REVISIONS = 2_000
"""Earlier texts of one note or reply; each of them is kept."""

STALE = (
    "This was changed in another window after you opened it. Both texts are here: bring them together and save again. "
    "Whatever you choose, the text that is saved now stays in the history."
)
"""Said of an edit that was made on another text than the present one."""


class Written(Protocol):
    """A note, or a reply."""

    body: str
    revision: int
    created_at: datetime
    edited_at: datetime | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A text that other words took the place of."""

    number: int
    body: str
    written_at: datetime
    kept_at: datetime


def change_words(
    written: Written, words: str, last: EarlierText | None, *, most: int = MOST_REVISIONS
) -> Earlier | None:
    """Put other words in place and give the text that has to be kept, or None when it goes on, to the letter, in the new one.

    ``last`` is the text that was kept last. The text before the typing began is always kept, and so is every text of which
    a letter was taken away. Raises TooMany when there are ``most`` of them.
    """
    at = now()
    goes_on = last is not None and at - last.kept_at < WHILE_TYPING and written.body in words
    if not goes_on and last is not None and last.number >= most:
        raise TooMany(
            f"This has been changed {most:,} times, which is as often as its history holds. Your words were not "
            "saved; they are still here for you to copy."
        )
    earlier = None if goes_on else Earlier(written.revision, written.body, written.edited_at or written.created_at, at)
    written.body, written.edited_at = words, at
    written.revision += 1
    return earlier
