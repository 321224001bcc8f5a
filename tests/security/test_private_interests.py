"""What one person follows, saved, annotated, read or asked changes no byte of what anybody else is shown or mailed."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from annotate import clock
from annotate.codebook.actions import create_label
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.following import actions as following
from annotate.following.models import Follow, SavedSearch
from annotate.following.subjects import SubjectKind
from annotate.notes.models import Anchor, Note
from annotate.notes.queries import has_notes
from annotate.notes.saved.actions import save_note_search
from annotate.notifications import actions as notifications
from annotate.notifications.kinds import NEWS, Frequency
from annotate.schedule import jobs_of
from annotate.settings import Settings
from annotate.trials.last_reads import note_last_read
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import find_trial
from annotate.web.limits import limiter
from tests.cast import Cast
from tests.enquiring import confirm, write
from tests.following import bring_in, follow, save_search
from tests.mailing import mails
from tests.security.observing import Told, seen
from tests.security.world import World
from tests.security.world_making import make_world
from tests.security.world_private import CONDITION
from tests.sharing import share, write_note
from tests.studies import numbered
from tests.volunteering import confirmed

OBSERVERS = ("anonymous", "charlie", "guest", "alice")
QUERY = "q=dose"
OTHER = numbered(3)
"""A trial that nobody but Bob takes an interest in."""

TELLING = {"following", "notifications", "volunteers"}
"""The jobs that write letters."""

CHANGE = timedelta(minutes=10)
LOOK = timedelta(minutes=30)
MAIL = timedelta(days=8)
"""When the record changes, when everybody looks, and when the last letter is written: so long after the world was made."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What everybody but Bob is shown and mailed."""

    pages: Mapping[str, Mapping[str, Told]]
    mails: list[tuple[str, str, str]]


@pytest.mark.slow
def test_nobody_learns_of_what_another_one_follows_saved_read_or_wrote(
    mailing_app: Flask, database: Database, settings: Settings
) -> None:
    """Charlie does most of it too, so that a count over all people would show; then the record changes, and all are told."""
    limiter.reset()
    cast = Cast(mailing_app, database)
    world = make_world(mailing_app, database, cast, settings)
    began = clock.now()
    registry_id = str(world.variables["registry_id"])
    own = _takes_interest(database, cast.viewer("charlie"), registry_id, CONDITION, QUERY)
    confirm(database, cast.viewer("bob"))
    world.save()
    _begin(world, began)
    before = _observe(world, settings, began, own)

    _begin(world, began)
    bobs = _takes_interest(database, cast.viewer("bob"), registry_id, CONDITION, QUERY)
    _takes_interest(database, cast.viewer("bob"), OTHER, "gout", "q=gout")
    with database.reader() as session:
        trial_id = find_trial(session, registry_id).id
    share(database, cast.viewer("bob"), trial_id=trial_id)
    assert write(cast.client("bob"), registry_id).status_code == 303
    confirmed(mailing_app.test_client(), database, "bob@example.org", conditions=[CONDITION])
    after = _observe(world, settings, began, own)

    for who, pages in before.pages.items():
        assert after.pages[who].keys() == pages.keys()
        assert not [
            line for path in pages for line in _differences(f"{who} {path}", pages[path], after.pages[who][path])
        ]
    assert after.mails == before.mails
    assert {to for to, _, _ in before.mails} >= {"charlie@example.org", "alice@example.org", "volunteer@example.org"}
    assert "What’s new" in before.pages["charlie"]["/whats-new"][1]
    assert "Mark 3 new as seen" in before.pages["charlie"]["/whats-new"][1]
    for path in ("/searches", "/notes/searches"):
        assert "Bob on gout" in world.clients["bob"].get(path).text
    assert world.clients["bob"].get(f"/following/{bobs['follow_id']}/feed").status_code == 200


def _differences(where: str, before: Told, after: Told) -> list[str]:
    """Give the lines that differ; of answers with the same lines, that anything else does."""
    if before == after:
        return []
    lines = difflib.unified_diff(before[1].splitlines(), after[1].splitlines(), where, where, lineterm="", n=0)
    return [*lines] or [f"{where}: {before[0]} {before[2]} → {after[0]} {after[2]}"]


def _begin(world: World, began: datetime) -> None:
    """Put everything back, and bring in the trial that is Bob's interest: the search index is not put back with the rows."""
    world.changed = True
    world.restore()
    with time_machine.travel(began, tick=False):
        bring_in(world.database, OTHER, conditions=["Gout"])


def _takes_interest(database: Database, viewer: Viewer, registry_id: str, condition: str, query: str) -> dict[str, str]:
    """Let somebody follow, save, annotate and read, and give their things for the addresses of pages."""
    followed = follow(database, viewer, SubjectKind.TRIAL, registry_id)
    follow(database, viewer, SubjectKind.CONDITION, condition)
    search = save_search(database, viewer, query, f"{viewer.name} on {condition}")
    follow(database, viewer, SubjectKind.SEARCH, search)
    with database.transaction() as session:
        following.make_feed(session, session.get_one(Follow, followed))
        following.make_feed(session, session.get_one(SavedSearch, search))
        trial = find_trial(session, registry_id)
        words = trial.current_version.title[:20]
        note = write_note(session, viewer, trial, words=words, body=f"{viewer.name}’s note")
        label = create_label(session, viewer, has_notes, name=f"{viewer.name} on {condition}", hue=3)
        session.get_one(Note, note.id).label_id = label.id
        write_note(session, viewer, trial, body=f"{viewer.name}’s note on all of it")
        saved = save_note_search(session, viewer, name=f"{viewer.name} on {condition}", typed=condition, by_trial=False)
        note_last_read(session, viewer, trial.id, trial.current_number)
        notifications.choose(session, viewer.id, dict.fromkeys(NEWS, Frequency.AT_ONCE))
    return {"follow_id": followed, "search_id": search, "note_id": note.id, "label_id": label.id, "saved_id": saved.id}


def _observe(world: World, settings: Settings, began: datetime, own: Mapping[str, str]) -> Observed:
    """Let the record change, tell everybody, and look at every page as each of them."""
    registry_id, of_condition = str(world.variables["registry_id"]), {"conditions": ["A condition"]}
    jobs = [job for job in jobs_of(replace(settings, smtp_url="smtps://mail.example.org")) if job.name in TELLING]
    with time_machine.travel(began + CHANGE, tick=False):
        bring_in(world.database, registry_id, updated="2026-02-01", status="RECRUITING", **of_condition)
    with time_machine.travel(began + 2 * CHANGE, tick=False):
        bring_in(world.database, numbered(2), title="Another dose", status="RECRUITING", **of_condition)
        for job in jobs:
            job.work(world.database)
    _number_anchors(world.database, registry_id)
    names = _names(world.database)
    everything = world.variables
    pages = {}
    for who in OBSERVERS:
        pages[who] = seen(world, who, began + LOOK)
        if who == "charlie":
            world.variables = {**everything, **own}
            pages[who] |= seen(world, who, began + LOOK)
            world.variables = everything
    with time_machine.travel(began + MAIL, tick=False):
        for job in jobs:
            job.work(world.database)
    letters = [(mail.recipient, mail.subject, mail.body) for mail in mails(world.database)]
    return Observed(
        {who: {path: _named(page, names) for path, page in shown.items()} for who, shown in pages.items()},
        sorted(letter for letter in letters if letter[0] not in {"bob@example.org", "office@example.org"}),
    )


def _number_anchors(database: Database, registry_id: str) -> None:
    """Give the anchors in a trial's current version the same ids each time: they came in at once, so ids decide their order."""
    with database.transaction() as session:
        version_id = find_trial(session, registry_id).current_version.id
        for anchor_id, note_id in session.execute(
            select(Anchor.id, Anchor.note_id).where(Anchor.version_id == version_id)
        ):
            session.execute(update(Anchor).where(Anchor.id == anchor_id).values(id=note_id[::-1]))


def _names(database: Database) -> dict[str, str]:
    """Name what came in under an id of chance: trials and their versions."""
    versions = select(Trial.id, TrialVersion.id, Trial.registry_id, TrialVersion.number).join(Trial)
    with database.reader() as session:
        rows = session.execute(versions).all()
    return {row[0]: row[2] for row in rows} | {row[1]: f"{row[2]} in {row[3]}" for row in rows}


def _named(page: Told, names: Mapping[str, str]) -> Told:
    status, text, headers = page
    for row_id, name in names.items():
        text = text.replace(row_id, name)
    return status, text, headers
