"""What is written: a note and a reply, each with the table of its earlier texts."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from annotate import clock
from annotate.database import Database
from annotate.notes.models import Note, NoteRevision
from annotate.replies.models import Reply, ReplyRevision, Thread
from tests.cast import Cast
from tests.sharing import share


@dataclass(frozen=True, slots=True)
class Text:
    """One of them, which says ``First``."""

    written: Note | Reply
    model: type[NoteRevision | ReplyRevision]


@pytest.fixture(params=["note", "reply"])
def text(request: pytest.FixtureRequest, session: Session) -> Text:
    if request.param == "note":
        return Text(session.query(Note).one(), NoteRevision)
    return Text(session.query(Reply).one(), ReplyRevision)


@pytest.fixture
def session(cast: Cast, database: Database) -> Iterator[Session]:
    """A writing session that begins when a note was shared and answered."""
    shared = share(database, cast.viewer("alice"), bodies=("First",))
    bob, at = cast.viewer("bob"), clock.now()
    with database.transaction() as session:
        begun = Thread(note_id=shared.note_ids[0], share_id=shared.id, respondent_account_id=bob.id, created_at=at)
        session.add(begun)
        session.flush()
        session.add(Reply(thread_id=begun.id, from_author=False, body="First", client_key="k", created_at=at))
        session.flush()
        yield session
        session.rollback()
