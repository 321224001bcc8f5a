"""People who write without a pause, and remember what the server has acknowledged: that, and nothing else, must be there."""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import func, select

from annotate.activity.models import Activity
from annotate.core.viewer import Viewer
from annotate.database import Database, new_id
from annotate.notes.models import Note
from annotate.shares.models import Share, ShareNote
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.making import form
from tests.serving import Answer, Browser, Server

SAMPLE = "NCT04561557"
BROKEN = (OSError, http.client.HTTPException)
"""What a client sees of a server that is not there, or is gone in the middle."""

SHARED_AT_ONCE = 3


@dataclass(slots=True)
class Ledger:
    """What one person was told."""

    notes: dict[str, str] = field(default_factory=dict)
    """The last acknowledged words of each note, by its id."""
    unsure: dict[str, str] = field(default_factory=dict)
    """Words whose edit got no answer, by the note's id: it holds these or the acknowledged ones."""
    links: int = 0
    """Links that were acknowledged."""
    statuses: Counter[int] = field(default_factory=Counter)
    refused: list[tuple[float, int]] = field(default_factory=list)
    """When something was answered with an error (by ``time.monotonic()``), and with which."""
    broken: int = 0
    """Requests that got no answer."""


class Writer:
    """One person at one browser: notes and edits, and now and then a link over the last notes."""

    def __init__(self, browser: Browser, version_id: str, *, shares: bool = False, reads: bool = False) -> None:
        self.browser = browser
        self.ledger = Ledger()
        self.version_id = version_id
        self._shares = shares
        self._reads = reads
        self._unanswered: dict[str, str] | None = None
        self._made = 0

    def write(self) -> None:
        """Do one thing; what got no answer is sent once more, under the same key."""
        self._made += 1
        try:
            if self._shares and self._made % 4 == 0 and len(self.ledger.notes) >= SHARED_AT_ONCE:
                self._share()
            elif self._made % 3 == 0 and self.ledger.notes and self._unanswered is None:
                self._edit()
            else:
                self._note()
            if self._reads:
                self._noted(self.browser.get("/notes"))
        except BROKEN:
            self.ledger.broken += 1

    def _note(self) -> None:
        fields = self._unanswered or {
            "version": self.version_id,
            "body": f"Words number {self._made}",
            "client_key": new_id(),
        }
        self._unanswered = fields
        answer = self._post(f"/trials/{SAMPLE}/notes", fields)
        if answer.status == 303:
            self.ledger.notes[answer.headers["location"].rsplit("/", 1)[-1]] = fields["body"]
            self._unanswered = None

    def _edit(self) -> None:
        note_id, words = next(reversed(self.ledger.notes.items()))
        if words.startswith("Edited") or note_id in self.ledger.unsure:
            return
        edited = f"Edited {words}"
        self.ledger.unsure[note_id] = edited
        answer = self._post(f"/notes/{note_id}/edits", {"body": edited, "revision": "1"})
        del self.ledger.unsure[note_id]
        if answer.status == 303:
            self.ledger.notes[note_id] = edited

    def _share(self) -> None:
        answer = self._post(f"/trials/{SAMPLE}/shares", form(list(self.ledger.notes)[-SHARED_AT_ONCE:]))
        self.ledger.links += answer.status == 201

    def _post(self, path: str, fields: Mapping[str, Any]) -> Answer:
        return self._noted(self.browser.post(path, fields))

    def _noted(self, answer: Answer) -> Answer:
        self.ledger.statuses[answer.status] += 1
        if answer.status >= 400:
            self.ledger.refused.append((time.monotonic(), answer.status))
        return answer


def people(
    server: Server,
    app: Flask,
    database: Database,
    number: int,
    *,
    sharing: int = 0,
    reads: bool = False,
    name: str = "writer",
) -> list[Writer]:
    """Sign so many writers in, ``sharing`` of whom make links as well; their addresses begin with the name.

    With ``reads`` they look at their notes after each thing that they write.
    """
    cast = Cast(app, database)
    with database.reader() as session:
        version_id = session.scalars(select(Trial).where(Trial.registry_id == SAMPLE)).one().current_version.id
    return [
        Writer(
            signed_in(server, app, cast.viewer(f"{name.lower()}{count}"), count),
            version_id,
            shares=count < sharing,
            reads=reads,
        )
        for count in range(number)
    ]


def signed_in(server: Server, app: Flask, viewer: Viewer, number: int = 0) -> Browser:
    """Give a person's browser, at an address of its own."""
    browser = server.browser(f"198.51.100.{number % 250 + 1}")
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    browser.cookies["__Host-session"] = str(signer.dumps({"_user_id": viewer.sign_in_id, "_fresh": True}))
    assert browser.get("/notes").status == 200
    return browser


@contextmanager
def at_work(writers: Sequence[Writer]) -> Iterator[None]:
    """Have everybody write, each in a thread of their own, until the block ends."""
    over = threading.Event()

    def go_on(writer: Writer) -> None:
        while not over.is_set():
            writer.write()

    threads = [threading.Thread(target=go_on, args=(writer,), daemon=True) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(60)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is there, held against what was acknowledged."""

    acknowledged: int
    lost: int
    twice: int
    half: int
    """Links without their notes or without their first event."""


def held_against(database: Database, writers: Sequence[Writer]) -> Kept:
    """Hold what the database has against what everybody was told."""
    with database.reader() as session:
        bodies = {row[0]: row[1] for row in session.execute(select(Note.id, Note.body))}
        by_key = Counter(session.scalars(select(Note.client_key)))
        notes = select(func.count()).where(ShareNote.share_id == Share.id).scalar_subquery()
        events = select(func.count()).where(Activity.subject_id == Share.id).scalar_subquery()
        links = session.execute(select(notes, events).select_from(Share)).all()
    ledgers = [writer.ledger for writer in writers]
    lost = sum(
        bodies.get(note_id) not in {words, ledger.unsure.get(note_id, words)}
        for ledger in ledgers
        for note_id, words in ledger.notes.items()
    )
    acknowledged_links = sum(ledger.links for ledger in ledgers)
    return Kept(
        acknowledged=sum(len(ledger.notes) for ledger in ledgers) + acknowledged_links,
        lost=lost + max(0, acknowledged_links - len(links)),
        twice=sum(number > 1 for number in by_key.values()),
        half=sum(held != SHARED_AT_ONCE or told == 0 for held, told in links),
    )


def statuses(writers: Sequence[Writer]) -> Counter[int]:
    """Add up what everybody was answered."""
    return sum((writer.ledger.statuses for writer in writers), Counter())
