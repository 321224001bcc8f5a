"""Before the reveal no byte that a reader is shown, and no statement behind it, tells of another reader's work.

Alice made the round and reads, Bob reads with her. One of them marks, edits, deletes, says "nothing found" and closes; the
other one, Charlie and a stranger ask every address before and after, in pages, for programs, as archives and by mail.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from annotate import clock
from annotate.codebook.models import Label
from annotate.database import Database
from annotate.notes import actions as notes
from annotate.notes.models import Note
from annotate.reviews import closing, own_work
from annotate.reviews import queries as rounds
from annotate.reviews.models import MemberLabel, ReadingRound, RoundReading
from annotate.schedule import jobs_of
from annotate.settings import Settings
from annotate.trials.queries import find_trial
from annotate.web.limits import limiter
from tests.cast import Cast
from tests.mailing import mails, rows_asked
from tests.security.observing import Told, seen, told
from tests.security.world import World
from tests.security.world_making import make_world
from tests.sharing import write_note

WORDS = "what nobody may read yet"
LOOK = timedelta(minutes=30)
PRIVATE = re.compile(r"\b(notes|labels|tags|rounds|round_\w+|activities|notices|accounts|mails)\b")
"""Tables whose rows are somebody's."""

NEW_MEMBER = re.compile(r"(?<=/members/)[\w-]+")
"""The id of who has just been invited differs between any two invitations."""

TELLING = {"notifications", "rounds", "following"}


@dataclass(frozen=True, slots=True)
class Observed:
    """What somebody is shown, told when they act, and mailed; and the statements behind it."""

    pages: Mapping[str, Told]
    acts: list[Told]
    mails: list[tuple[str, str]]
    statements: list[str]


@pytest.mark.slow
@pytest.mark.parametrize(("observer", "worker"), [("alice", "bob"), ("bob", "alice"), ("charlie", "bob")])
def test_no_byte_tells_of_another_readers_work(
    app: Flask,
    cast: Cast,
    database: Database,
    settings: Settings,
    queries: list[str],
    observer: str,
    worker: str,
) -> None:
    limiter.reset()
    world = make_world(app, database, cast, settings)
    began = clock.now()
    before = _observe(world, settings, queries, observer, began + LOOK)
    _anew(world)
    _work(world, cast, worker)
    with database.reader() as session:
        assert session.scalars(select(RoundReading.closed_at)).all() != []
    after = _observe(world, settings, queries, observer, began + LOOK)

    assert after.pages.keys() == before.pages.keys()
    assert {page[0] for page in before.pages.values()} & {500} == set()
    for path, page in before.pages.items():
        assert after.pages[path] == page, path
    assert after.acts == before.acts
    assert after.mails == before.mails
    assert after.statements == before.statements
    assert not [path for path, (_, body, _) in after.pages.items() if WORDS in body]
    own = world.path("reviews.round_page", "GET")
    assert before.pages[own][0] == (404 if observer == "charlie" else 200)
    with database.reader() as session:
        assert session.get_one(ReadingRound, str(world.variables["round_id"])).revealed_at is None


def _anew(world: World) -> None:
    world.changed = True
    world.restore()
    limiter.reset()


def _observe(world: World, settings: Settings, queries: list[str], who: str, at: datetime) -> Observed:
    """Ask every address, do what a reader and an owner do, and let the jobs write their letters."""
    queries.clear()
    pages = seen(world, who, at)
    # Public records are cached in the process, whoever asked for them first.
    statements = [each for each in rows_asked(queries) if PRIVATE.search(each)]
    acts, client = [], world.clients[who]
    with time_machine.travel(at, tick=False):
        for endpoint in ("reviews.remind", "reviews.say_nothing_found", "reviews.invite", "reviews.close_trial"):
            path = world.path(endpoint, "POST")
            answer = client.post(path, data=world.forms.get(endpoint), follow_redirects=True)
            status, body, headers = told(answer)
            acts.append((status, NEW_MEMBER.sub("", body), headers))
        for job in jobs_of(settings):
            if job.name in TELLING:
                job.work(world.database)
    mailed = [(mail.subject, mail.body) for mail in mails(world.database, f"{who}@example.org")]
    return Observed(pages, acts, mailed, statements)


def _work(world: World, cast: Cast, who: str) -> None:
    """Let a reader do everything that a reader does, and close the trial."""
    viewer, round_id = cast.viewer(who), str(world.variables["round_id"])
    with world.database.transaction() as session:
        trial = find_trial(session, str(world.variables["registry_id"]))
        seat = rounds.hold_seat(session, viewer, round_id)
        mine = select(MemberLabel.own_label_id).where(MemberLabel.member_id == seat.member.id)
        label = session.scalars(select(Label).where(Label.id.in_(mine))).one()
        read = rounds.find_trial(session, round_id, str(world.variables["registry_id"]))
        marked = [write_note(session, viewer, trial, words=words, body=WORDS) for words in ("160 mg", "240 mg", "")]
        for note in marked:
            session.get_one(Note, note.id).label_id = label.id
        session.flush()
        notes.delete_note(session, marked[-1])
        closing.say_nothing_found(session, viewer, seat, read, [])
        noted = own_work.notes_that_count(session, viewer, seat.member.id, read)
        closing.close_trial(session, viewer, seat, read, closing.fingerprint(noted.values()))
