"""What a visitor's page of a link is told while it stays open: that something on it is other than when it was loaded.

All of it is read from what the visitor may see themselves: no number of the owner's activity, which others move as well.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.numbers import many, written
from annotate.core.text import isolated
from annotate.notes.models import Note
from annotate.prepared import prepared
from annotate.replies.models import Reply, Thread
from annotate.replies.rules import Reader, reader_on, visible_replies
from annotate.shares.queries import shared_notes
from annotate.shares.unlocks.queries import Visit
from annotate.trials.models import Trial

_DIGEST = 16  # hexadecimal digits: 64 bits tell two states of one link apart
_WRITTEN = re.compile(rf"([0-9a-f]{{{_DIGEST}}})\.([0-9a-f]{{{_DIGEST}}})((?:\.[0-9]{{1,12}}){{6}})")


@dataclass(frozen=True, slots=True)
class SharedState:
    """What a visitor's page of a link is of: another value when anything changed that it could show."""

    chosen: str
    """A digest of which notes the link has, on whichever trials."""
    texts: str
    """A digest of these notes' texts and labels."""
    notes: int
    answers: int
    """The author's answers in the visitor's own threads under these notes."""
    rewordings: int
    """Counts the texts that these answers had."""
    ends: int
    """When the link ends, in seconds since 1970."""
    can_reply: int
    """1 while the link takes replies."""
    current: int
    """The number of the current version of the trial that the page shows; 0 without a note on it."""

    @property
    def etag(self) -> str:
        """The state as a validator (RFC 9110, section 8.8.3), and as an address carries it."""
        return ".".join(map(str, astuple(self)))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read a state from an address; None for one that no page made."""
        found = _WRITTEN.fullmatch(text)
        return cls(found[1], found[2], *map(int, found[3].split(".")[1:])) if found else None


def shared_state(session: Session, visit: Visit, registry_id: str) -> SharedState:
    """Tell what the visitor's page of a trial is of now, in two statements that read no words."""
    rows = sorted(session.execute(*_notes(visit.share_id)), key=lambda row: row[0])
    reader = reader_on(visit)
    answers, rewordings = session.execute(*_answers(reader, visit.share_id, clock.now())).one() if reader else (0, 0)
    return SharedState(
        chosen=_digest(row[0] for row in rows),
        texts=_digest(f"{row[0]} {row[1]} {row[2]}" for row in rows),
        notes=len(rows),
        answers=answers,
        rewordings=rewordings,
        ends=int(visit.expires_at.timestamp()),
        can_reply=int(visit.can_reply),
        current=next((row[4] for row in rows if row[3] == registry_id), 0),
    )


def shared_news(was: SharedState, now: SharedState, owner: str) -> tuple[str, ...]:
    """Say what happened between two states of a page, in sentences; ``owner`` is the name of whose notes they are."""
    name, said = isolated(owner), []
    if was.current and now.current and was.current != now.current:
        said.append("The record has changed.")
    if now.answers > was.answers:
        said.append(f"{many(now.answers - was.answers, 'new answer')} from {name}.")
    elif now.answers == was.answers and now.rewordings != was.rewordings:
        said.append(f"{name} has changed an answer to you.")
    if was.chosen != now.chosen:
        said.append(_chosen(was.notes, now.notes, name))
    elif was.texts != now.texts:
        said.append(f"{name} has changed notes.")
    if was.can_reply != now.can_reply:
        said.append("You can reply by this link now." if now.can_reply else "Replies are off for this link now.")
    if was.ends != now.ends:
        said.append("This link ends at another time now.")
    return tuple(said)


def _chosen(before: int, now: int, name: str) -> str:
    if now == before:
        return f"{name} has exchanged notes."
    return f"{name} has {'added notes' if now > before else 'taken notes out'}: {many(now, 'note')} now, {written(before)} before."


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_DIGEST]


@prepared
def _notes(share_id: str) -> Select[str, int, str | None, str, int]:
    states = select(Note.id, Note.revision, Note.label_id, Trial.registry_id, Trial.current_number)
    return states.join(Trial, Trial.id == Note.trial_id).where(shared_notes(share_id))


@prepared
def _answers(reader: Reader, share_id: str, at: datetime) -> Select[int, int]:
    given = select(Note.id).where(shared_notes(share_id))
    return (
        select(func.count(), func.coalesce(func.sum(Reply.revision), 0))
        .select_from(Reply)
        .join(Thread, Thread.id == Reply.thread_id)
        .where(visible_replies(reader, at), Reply.from_author, Thread.note_id.in_(given))
    )
