"""Notes and shares made for a test, without their pages."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from annotate import clock
from annotate.accounts.models import Account
from annotate.core.viewer import Viewer
from annotate.database import Database, new_id
from annotate.notes.models import Note
from annotate.replies.models import Thread
from annotate.shares import actions, passcodes
from annotate.shares.models import Share
from annotate.shares.tokens import Link, Tokens
from annotate.trials.models import Trial, TrialVersion
from tests.texts import keep_trial

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Shared:
    """A share as a test knows it: its id, its passcode, and what it is about."""

    id: str
    passcode: str
    trial_id: str
    registry_id: str
    note_ids: tuple[str, ...]


def write_note(
    session: Session, author: Viewer, trial: Trial, *, words: str = "", body: str = "Ask about this.", number: int = 0
) -> Note:
    """Keep a note on these words of a version (the current one unless told), or on the whole trial."""
    version = session.query(TrialVersion).filter_by(trial_id=trial.id, number=number or trial.current_number).one()
    start = version.text.index(words) if words else None
    at = clock.now()
    note = Note(
        id=new_id(),
        account_id=author.id,
        trial_id=trial.id,
        version_id=version.id,
        start_offset=start,
        end_offset=None if start is None else start + len(words),
        exact=words,
        prefix="",
        suffix="",
        body=body,
        client_key=new_id(),
        revision=1,
        created_at=at,
        updated_at=at,
    )
    session.add(note)
    session.flush()
    return note


def share(
    database: Database,
    owner: Viewer,
    *,
    bodies: tuple[str, ...] = ("Is this dose right?",),
    words: tuple[str, ...] = ("160 mg",),
    trial_id: str = "",
    can_reply: bool = True,
    lives: timedelta = WEEK,
    passcode: str = "",
) -> Shared:
    """Share new notes of the owner's, one for each body, on a trial of their own unless told."""
    code = passcodes.choose(passcode) if passcode else passcodes.generate()
    with database.transaction() as session:
        trial = session.get_one(Trial, trial_id) if trial_id else keep_trial(session)
        notes = [
            write_note(session, owner, trial, body=body, words=exact) for body, exact in zip(bodies, words, strict=True)
        ]
        draft = actions.ShareDraft(
            recipient="A colleague",
            note_ids=tuple(note.id for note in notes),
            expires_at=clock.now() + lives,
            can_reply=can_reply,
            client_key=new_id(),
        )
        made = actions.create_share(session, owner, trial.id, draft, code).share
        return Shared(made.id, code.shown, trial.id, trial.registry_id, draft.note_ids)


def change_share(database: Database, share_id: str, **values: object) -> None:
    """Change a share's row behind everybody's back."""
    with database.transaction() as session:
        session.execute(update(Share).where(Share.id == share_id).values(**values))


def deactivate(database: Database, account_id: str) -> None:
    """Let an account's owner leave."""
    with database.transaction() as session:
        session.get_one(Account, account_id).deactivated_at = clock.now()


def address(app: Flask, share_id: str, *, epoch: int = 1) -> str:
    """Give the path of a share's address, with a token that is signed now."""
    tokens: Tokens = app.extensions["annotate.share_tokens"]
    return f"/s/{tokens.link(Link(share_id, epoch))}"


def try_passcode(client: FlaskClient, app: Flask, shared: Shared, passcode: str = "", **environ: str) -> TestResponse:
    """Send a passcode (the right one unless told) to a share's address."""
    page = address(app, shared.id)
    return client.post(page, data={"passcode": passcode or shared.passcode}, environ_overrides=environ)


def unlock(client: FlaskClient, app: Flask, shared: Shared) -> FlaskClient:
    """Open a share in a browser, which then shows it at ``/shared/<id>``."""
    answer = try_passcode(client, app, shared)
    assert answer.status_code == 303, answer.text
    return client


def reply(client: FlaskClient, shared: Shared, body: str, *, name: str = "", note: int = 0) -> TestResponse:
    """Reply under a shared note as whoever has unlocked it."""
    data = {"body": body, "name": name, "client_key": new_id()}
    return client.post(f"/shared/{shared.id}/notes/{shared.note_ids[note]}/replies", data=data)


def answer(client: FlaskClient, thread_id: str, body: str) -> TestResponse:
    """Answer in a thread from its own page."""
    data = {"body": body, "client_key": new_id(), "place": "thread"}
    return client.post(f"/threads/{thread_id}/replies", data=data)


def thread_ids(database: Database) -> list[str]:
    """Give the ids of all threads, the oldest first."""
    with database.reader() as session:
        return list(session.scalars(select(Thread.id).order_by(Thread.created_at, Thread.id)))
