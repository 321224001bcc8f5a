"""Use cases of all that is written: other words, and the refusal of those that were made on an earlier text."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from annotate.clock import now
from annotate.errors import Conflict, TooMany
from annotate.texts.models import EarlierText, Written
from annotate.texts.queries import revisions_of

LONGEST_TEXT = 20_000
"""Longest words of anything that is written, in code points: those of a note."""

WHILE_TYPING = timedelta(minutes=1)
"""Within this time of the last earlier text, words that only go on take the place of those before them."""

MOST_REVISIONS = 2_000
"""Earlier texts of one note or reply."""

STALE = (
    "This was changed in another window after you opened it. Both texts are here: bring them together and save again. "
    "Whatever you choose, the text that is saved now stays in the history."
)
"""Said of an edit that was made on another text than the present one."""


@dataclass(frozen=True, slots=True)
class TextChange:
    """What became of a change of words."""

    added: int
    """How many code points more are stored, earlier texts included; may be negative."""
    keeps_earlier: bool
    """Whether the words before stay as an earlier text."""


def refuse_stale(written: Written, made_on: int, words: str | None) -> None:
    """Raise Conflict for a change that was made on another text than the present one; ``words`` is None when it has none.

    The present words themselves are never stale: they were saved before, and the answer got lost (RFC 9110, section 13.1.1).
    """
    if made_on != written.revision and words != written.body:
        raise Conflict(STALE, written.body, made_on=made_on)


def change_words(
    session: Session, model: type[EarlierText], written: Written, words: str, *, most: int = MOST_REVISIONS
) -> TextChange:
    """Put other words in the place of the present ones, which become an earlier text.

    While typing goes on, the present words are dropped where the new ones hold them to the letter. The text before the typing
    began always stays, and so does every text of which a letter was taken away. Raises TooMany when ``most`` texts stay.
    """
    last, at = next(iter(revisions_of(session, model, written, limit=1)), None), now()
    goes_on = last is not None and at - last.kept_at < WHILE_TYPING and written.body in words
    if not goes_on and last is not None and last.number >= most:
        raise TooMany(
            f"This has been changed {most:,} times, which is as often as its history holds. Your words were not "
            "saved; they are still here for you to copy."
        )
    added = len(words) - (len(written.body) if goes_on else 0)
    if not goes_on:
        earlier = {
            "number": written.revision,
            "body": written.body,
            "written_at": written.edited_at or written.created_at,
        }
        session.add(model(written_id=written.id, kept_at=at, **earlier))
    written.body, written.edited_at = words, at
    written.revision += 1
    return TextChange(added, keeps_earlier=not goes_on)
