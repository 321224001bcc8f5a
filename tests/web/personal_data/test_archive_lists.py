"""What the archive holds of following, saved searches, messages to studies and last reads: all of one's own, nothing of others."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from annotate.app import create_app
from annotate.database import Database
from annotate.following import actions as following
from annotate.following.models import Follow, SavedSearch
from annotate.following.subjects import SubjectKind
from annotate.notes.saved.actions import delete_note_search, save_note_search
from annotate.participation.models import Enquiry
from annotate.settings import Settings
from annotate.trials.last_reads import note_last_read
from annotate.trials.models import Trial
from annotate.web.limits import limiter
from tests.cast import Cast
from tests.enquiring import BOSTON, IN_BOSTON, MESSAGE, OFFICE, confirm, keep_open_study, write
from tests.following import bring_in, follow, save_search
from tests.noting import Noting
from tests.studies import numbered

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1, minutes=30)
GOUT, REST, WALKS = numbered(1), "q=rest", "q=walks&status=RECRUITING"


@pytest.fixture
def mailing_app(settings: Settings, migrated: Database, database: Database) -> Iterator[Flask]:
    """An instance that passes messages on."""
    limiter.reset()
    app = create_app(replace(settings, smtp_url="smtps://mail.example.org"), migrated)
    app.config.update(WTF_CSRF_ENABLED=False)
    yield app
    limiter.reset()


def taken(cast: Cast, who: str, name: str) -> list[dict[str, Any]]:
    """Give one list of somebody's archive."""
    archive = ZipFile(io.BytesIO(cast.client(who).get("/account/archive").get_data()))
    found: list[dict[str, Any]] = json.loads(archive.read(f"{name}.json"))
    return found


def test_what_is_followed_is_in_it_with_what_ended(database: Database, cast: Cast) -> None:
    alice, bob = cast.viewer("alice"), cast.viewer("bob")
    bring_in(database, GOUT, conditions=["Gout"])
    with time_machine.travel(NOON, tick=False):
        follow(database, alice, SubjectKind.TRIAL, GOUT)
        ended = follow(database, alice, SubjectKind.CONDITION, "gout")
        follow(database, alice, SubjectKind.SEARCH, save_search(database, alice, REST, "Rest cures"))
        follow(database, bob, SubjectKind.TRIAL, GOUT)
    with database.transaction() as session, time_machine.travel(LATER, tick=False):
        following.unfollow(session, session.get_one(Follow, ended))
    since = {"since": NOON.isoformat(), "ended_at": None}
    assert sorted(taken(cast, "alice", "following"), key=sorted) == [
        {"condition": "gout", **since, "ended_at": LATER.isoformat()},
        {"search": "Rest cures", **since},
        {"trial": GOUT, **since},
    ]
    assert taken(cast, "bob", "following") == [{"trial": GOUT, **since}]
    assert taken(cast, "charlie", "following") == []


def test_saved_searches_are_in_it_with_those_that_were_deleted(database: Database, cast: Cast) -> None:
    alice, bob = cast.viewer("alice"), cast.viewer("bob")
    with time_machine.travel(NOON, tick=False):
        save_search(database, alice, REST, "Rest cures")
        deleted = save_search(database, alice, WALKS, "Walks")
        save_search(database, bob, REST, "Bob's own name for it")
    with database.transaction() as session, time_machine.travel(LATER, tick=False):
        following.delete_search(session, session.get_one(SavedSearch, deleted))
    saved = {"saved_at": NOON.isoformat(), "deleted_at": None}
    assert taken(cast, "alice", "searches") == [
        {"name": "Rest cures", "address": f"/trials?{REST}", **saved},
        {"name": "Walks", "address": f"/trials?{WALKS}", **saved, "deleted_at": LATER.isoformat()},
    ]
    assert taken(cast, "bob", "searches") == [{"name": "Bob's own name for it", "address": f"/trials?{REST}", **saved}]
    assert taken(cast, "charlie", "searches") == []


def test_saved_searches_of_notes_are_in_it_with_those_that_were_deleted(database: Database, cast: Cast) -> None:
    alice, bob = cast.viewer("alice"), cast.viewer("bob")
    with database.transaction() as session, time_machine.travel(NOON, tick=False):
        save_note_search(session, alice, name="Doses", typed="tag:dose low", by_trial=True)
        deleted = save_note_search(session, alice, name="Walks", typed="walks", by_trial=False).id
        save_note_search(session, bob, name="Bob's own name for it", typed="walks", by_trial=False)
    with database.transaction() as session, time_machine.travel(LATER, tick=False):
        delete_note_search(session, alice, deleted)
    saved = {"saved_at": NOON.isoformat(), "deleted_at": None}
    assert taken(cast, "alice", "note_searches") == [
        {"name": "Doses", "query": "tag:dose low", "by_trial": True, **saved},
        {"name": "Walks", "query": "walks", "by_trial": False, **saved, "deleted_at": LATER.isoformat()},
    ]
    assert [each["name"] for each in taken(cast, "bob", "note_searches")] == ["Bob's own name for it"]
    assert taken(cast, "charlie", "note_searches") == []


def test_what_opens_a_feed_is_not_in_it(database: Database, cast: Cast) -> None:
    """Whoever finds the file could read the feed by it."""
    alice = cast.viewer("alice")
    bring_in(database, GOUT)
    followed, search = follow(database, alice, SubjectKind.TRIAL, GOUT), save_search(database, alice, REST)
    with database.transaction() as session:
        for of in (session.get_one(Follow, followed), session.get_one(SavedSearch, search)):
            following.make_feed(session, of)
        keys = [key for model in (Follow, SavedSearch) for key in session.scalars(select(model.feed_key))]
    assert len(keys) == 2
    archive = ZipFile(io.BytesIO(cast.client("alice").get("/account/archive").get_data()))
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert not any(str(key) in everything for key in keys)


def test_last_reads_are_in_it_the_latest_first(database: Database, cast: Cast) -> None:
    alice, bob = cast.viewer("alice"), cast.viewer("bob")
    for number in (1, 2):
        bring_in(database, numbered(number))
    bring_in(database, numbered(1), updated="2026-02-01", summary="Quite other words.")
    with database.transaction() as session:
        first, second = (
            session.scalars(select(Trial.id).where(Trial.registry_id == numbered(number))).one() for number in (1, 2)
        )
        for at, viewer, trial_id, version in (
            (NOON, alice, first, 1),
            (NOON + timedelta(minutes=1), alice, second, 1),
            (NOON + timedelta(minutes=2), bob, second, 1),
            (LATER, alice, first, 2),
        ):
            with time_machine.travel(at, tick=False):
                note_last_read(session, viewer, trial_id, version)
    read = {"trial": numbered(2), "version": 1}
    assert taken(cast, "alice", "last_reads") == [
        {"trial": numbered(1), "version": 2, "read_at": LATER.isoformat()},
        {**read, "read_at": (NOON + timedelta(minutes=1)).isoformat()},
    ]
    assert taken(cast, "bob", "last_reads") == [{**read, "read_at": (NOON + timedelta(minutes=2)).isoformat()}]
    assert taken(cast, "charlie", "last_reads") == []


def test_messages_to_studies_are_in_it(mailing_app: Flask, database: Database) -> None:
    cast = Cast(mailing_app, database)
    with database.transaction() as session:
        for number in (1, 2):
            keep_open_study(session, numbered(number))
    for name in ("alice", "bob"):
        confirm(database, cast.viewer(name))
    assert write(cast.client("alice"), numbered(1)).status_code == 303
    assert write(cast.client("alice"), numbered(2), "And in Boston?", IN_BOSTON).status_code == 303
    assert write(cast.client("bob"), numbered(1), "Bob's question").status_code == 303
    with database.transaction() as session:
        session.execute(update(Enquiry).values(created_at=NOON))
    entries = taken(cast, "alice", "enquiries")
    assert sorted(entries, key=lambda entry: str(entry["trial"])) == [
        {
            "trial": numbered(1),
            "contact": "Study Office",
            "email": OFFICE,
            "message": MESSAGE,
            "sent_at": NOON.isoformat(),
        },
        {
            "trial": numbered(2),
            "contact": "Dr. Place",
            "email": BOSTON,
            "message": "And in Boston?",
            "sent_at": NOON.isoformat(),
        },
    ]
    assert [entry["message"] for entry in taken(cast, "bob", "enquiries")] == ["Bob's question"]
    assert taken(cast, "charlie", "enquiries") == []


def test_labels_and_tags_are_in_it_with_what_they_are_for(cast: Cast, noting: Noting) -> None:
    alice = cast.client("alice")
    said = {"description": "How much", "when_not": "When"}
    alice.post("/labels", data={"name": "Amount", "hue": "3", **said})
    noting.note(tags="dose, to discuss")
    noting.note("bob", tags="Bob's own")
    listed = taken(cast, "alice", "labels")
    assert [label["name"] for label in listed][-2:] == ["Question", "Amount"]
    assert said.items() <= listed[-1].items()
    assert [tag["name"] for tag in taken(cast, "alice", "tags")] == ["dose", "to discuss"]
    assert [note["tags"] for note in taken(cast, "alice", "notes")] == [["dose", "to discuss"]]
    archive = ZipFile(io.BytesIO(alice.get("/account/archive").get_data()))
    assert "    #dose #to discuss\n" in archive.read("notes.md").decode()
