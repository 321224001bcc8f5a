"""An account is closed or deleted while its other windows still write: nobody waits for anybody crosswise."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from annotate import clock, schema
from annotate.accounts.models import Account
from annotate.app import create_app
from annotate.codebook import actions as labels
from annotate.codebook.queries import labels_of
from annotate.core.viewer import Viewer
from annotate.database import Database, new_id, opened
from annotate.errors import AnnotateError, NotFound
from annotate.notes import actions as notes
from annotate.notes.labelled import move_notes
from annotate.notes.models import Note
from annotate.notes.queries import find_note, has_notes
from annotate.personal_data.actions import deactivate, delete_due
from annotate.replies import actions as replies
from annotate.replies.actions import ReplyEdit
from annotate.replies.models import Reply
from annotate.replies.queries import find_own_reply, find_thread
from annotate.replies.rules import reader_of
from annotate.settings import Settings
from annotate.shares import actions as shares
from annotate.shares.models import Share
from annotate.shares.queries import find_share
from tests.at_once import all_at_once
from tests.cast import Cast
from tests.databases import new_url
from tests.sharing import Shared, reply, share, thread_ids, unlock

ROUNDS = 4
TIMES = 20
MANY = 40
"""Notes of an account that is deleted."""


@dataclass(frozen=True, slots=True)
class World:
    """Alice, who shares notes, of which Bob has answered one."""

    database: Database
    cast: Cast
    alice: Viewer
    shared: Shared
    thread_id: str


@pytest.fixture
def world(tmp_path: Path, settings: Settings) -> Iterator[World]:
    with opened(new_url(tmp_path)) as database:
        schema.upgrade(database)
        app = create_app(settings, database)
        app.config.update(WTF_CSRF_ENABLED=False)
        cast = Cast(app, database)
        alice = cast.viewer("alice")
        shared = share(database, alice)
        assert reply(unlock(cast.client("bob"), app, shared), shared, "Quite right").status_code == 303
        yield World(database, cast, alice, shared, thread_ids(database)[0])


@pytest.mark.slow
def test_an_account_is_deleted_beside_edits_of_its_notes(world: World) -> None:
    """What is under way when the account's time is over: each edit is kept, or finds no note any more."""
    for number in range(ROUNDS):
        leaver = world.cast.viewer(f"leaver{number}")
        ids = share(
            world.database, leaver, bodies=("Words",) * MANY, words=("",) * MANY, trial_id=world.shared.trial_id
        ).note_ids
        with world.database.transaction() as session:
            due = {"deactivated_at": clock.now(), "deletion_due_at": clock.now()}
            session.execute(update(Account).where(Account.id == leaver.id).values(due))

        def edit(viewer: Viewer, note_ids: tuple[str, ...]) -> int:
            return sum(_done(world, partial(_edit, viewer, note_id)) for note_id in note_ids)

        all_at_once([partial(edit, leaver, ids), partial(edit, leaver, ids[::-1]), partial(delete_due, world.database)])
        with world.database.reader() as session:
            assert session.get(Account, leaver.id) is None
            assert session.scalars(select(Note.id).where(Note.id.in_(ids))).all() == []


@pytest.mark.slow
def test_an_account_is_closed_beside_its_other_windows(world: World) -> None:
    """Each act is done, or refused with a sentence; the owner closes the account and comes back, again and again."""
    acts = [_wake, _suspend, _answer, _edit_answer, _edit_first, _label_anew, _close]

    def repeat(act: Callable[[World, Session], object]) -> int:
        return sum(_done(world, partial(act, world)) for _ in range(TIMES))

    all_at_once([partial(repeat, act) for act in acts])
    # Which of them were refused meanwhile is chance. What they leave behind is not: each can be done, in turn.
    assert [act.__name__ for act in acts if not _done(world, partial(act, world))] == []


def _done(world: World, act: Callable[[Session], object]) -> bool:
    """Do it in a transaction of its own; False when it was refused with a sentence."""
    try:
        with world.database.transaction() as session:
            act(session)
    except AnnotateError:
        return False
    return True


def _edit(viewer: Viewer, note_id: str, session: Session) -> None:
    note = find_note(session, viewer, note_id, for_change=True)
    notes.edit_note(session, viewer, note, notes.NoteEdit(note.revision, new_id()))


def _close(world: World, session: Session) -> None:
    deactivate(session, world.alice)


def _wake(world: World, session: Session) -> None:
    session.execute(update(Account).where(Account.id == world.alice.id).values(deactivated_at=None))
    session.execute(update(Share).where(Share.id == world.shared.id).values(revoked_at=None))


def _suspend(world: World, session: Session) -> None:
    found = find_share(session, world.alice, world.shared.id, for_change=True)
    shares.pause(session, found)
    session.flush()
    shares.resume(session, found)


def _answer(world: World, session: Session) -> None:
    row = find_thread(session, reader_of(world.alice), world.thread_id)
    replies.answer(session, row, replies.ReplyDraft(new_id(), client_key=new_id()))


def _edit_answer(world: World, session: Session) -> None:
    reader = reader_of(world.alice)
    row = find_thread(session, reader, world.thread_id)
    written = select(Reply.id).where(Reply.thread_id == world.thread_id, Reply.from_author).limit(1)
    reply_id = session.scalar(written)
    if reply_id is None:
        raise NotFound
    found = find_own_reply(session, reader, reply_id, for_change=True)
    replies.edit_reply(session, row, found, ReplyEdit(found.revision, new_id()))


def _edit_first(world: World, session: Session) -> None:
    note = find_note(session, world.alice, world.shared.note_ids[0], for_change=True)
    label = next(iter(labels_of(session, world.alice)), None)
    words = notes.NoteEdit(note.revision, new_id(), label.id if label else None)
    notes.edit_note(session, world.alice, note, words)


def _label_anew(world: World, session: Session) -> None:
    for label in labels_of(session, world.alice):
        labels.delete_label(session, label, move_notes)
    labels.create_label(session, world.alice, has_notes, name=new_id(), hue=1)
