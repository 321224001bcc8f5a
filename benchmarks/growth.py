"""Whether one person's pages stay as quick while an instance grows: ``python -m benchmarks.growth [--sizes 10000,100000,1000000]``.

One person keeps 200 notes, ten links and forty answered threads. Around them others write: for every 200 notes one more
person, two links of five notes and four threads of two replies, on a thousand trials. At each size the person's pages are
asked for in this process, over and over; printed are the median milliseconds (of the processor on SQLite, so that others may be
at work beside it; of the clock on PostgreSQL) and the factor from the first size to the last.
Passcodes are hashed cheaply here, for hashing takes the same time at every size. The last line is one JSON object.
"""

import argparse
import gc
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, insert, select

from annotate import clock, schema
from annotate.accounts import passwords
from annotate.accounts.models import Account
from annotate.app import create_app
from annotate.database import Base, Database, new_id, opened
from annotate.notes.models import Note
from annotate.replies.models import Reply, Thread
from annotate.settings import Settings
from annotate.shares import passcodes
from annotate.shares.models import Share, ShareNote
from annotate.trials.models import Trial, TrialVersion
from tests.cast import Cast
from tests.sharing import Shared, address, reply, share, unlock
from tests.studies import keep_study, numbered

SIZES = (10_000, 100_000, 1_000_000)
TRIALS = 1_000
ONE_PERSONS = 200
"""Notes of one person."""
LINKS, NOTES_OF_A_LINK, THREADS, REPLIES_OF_A_THREAD = 2, 5, 4, 2
"""What comes with them."""
TRIALS_OF_ONE = 20
OWN_LINKS, NOTES_OF_OWN_LINK = 10, 4
SERIES, ROUNDS = 5, 9
MOST = 1.5
"""The factor by which a page of one person may become slower."""

Rows = dict[type[Base], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a note stands."""

    trial_id: str
    version_id: str


@dataclass(frozen=True, slots=True)
class One:
    """The person whose pages are asked for, and a link of theirs."""

    client: FlaskClient
    reads: str
    """The address of the trial that they read."""
    writes: str
    """The address of another one, on which their notes may grow in number."""
    place: Place
    """Where those stand."""
    shared: Shared


def keep_trials(database: Database, number: int) -> list[Place]:
    """Store so many records, each of which can be searched for."""
    with database.transaction() as session:
        for count in range(number):
            keep_study(session, numbered(count), conditions=[f"Condition {count % 50}", "Myasthenia"])
        rows = session.execute(select(Trial.id, TrialVersion.id).join(TrialVersion, TrialVersion.trial_id == Trial.id))
        return [Place(trial_id, version_id) for trial_id, version_id in rows.all()]


def settle(app: Flask, database: Database, places: list[Place]) -> One:
    """Make the one person, with notes on some trials, and links on which a colleague has answered."""
    cast = Cast(app, database)
    alice, bob = cast.viewer("alice"), cast.client("bob")
    with database.transaction() as session:
        rows = [note_row(alice.id, places[count % TRIALS_OF_ONE], clock.now(), count) for count in range(ONE_PERSONS)]
        session.execute(insert(Note), rows)
        reads, writes = (
            f"/trials/{session.get_one(Trial, place.trial_id).registry_id}" for place in (places[0], places[-1])
        )
    bodies = tuple(f"Question {count}" for count in range(NOTES_OF_OWN_LINK))
    links = [
        share(database, alice, trial_id=places[count].trial_id, bodies=bodies, words=("",) * len(bodies))
        for count in range(OWN_LINKS)
    ]
    for shared in links:
        unlock(bob, app, shared)
        for note in range(NOTES_OF_OWN_LINK):
            answered = reply(bob, shared, "An answer", note=note)
            assert answered.status_code == 303, answered.text  # noqa: S101 - else nothing of this is measured
    return One(cast.client("alice"), reads, writes, places[-1], links[0])


def note_row(account_id: str, place: Place, at: datetime, number: int) -> dict[str, Any]:
    """Give the row of a note on a whole trial."""
    return {
        "id": new_id(),
        "account_id": account_id,
        "trial_id": place.trial_id,
        "version_id": place.version_id,
        "exact": "",
        "prefix": "",
        "suffix": "",
        "body": f"Note number {number} on dose, placebo and what follows from them",
        "client_key": new_id(),
        "revision": 1,
        "created_at": at,
        "updated_at": at,
    }


def other_people(places: list[Place], first: int, notes: int) -> Iterator[Rows]:
    """Give the rows of other people who keep so many notes in all, person by person; each answers another one's notes."""
    before: list[tuple[str, str]] = []
    for number in range(first, first + notes // ONE_PERSONS):
        at = clock.now() - timedelta(minutes=number % 500_000)
        account_id = new_id()
        account = {"email": f"other{number}@example.org", "name": "Somebody", "password_hash": "none"}
        rows: Rows = {Account: [{"id": account_id, **account, "created_at": at}]}
        rows[Note] = [
            note_row(account_id, places[(number * 7 + count) % len(places)], at + timedelta(seconds=count), count)
            for count in range(ONE_PERSONS)
        ]
        rows[Share] = [share_row(account_id, rows[Note][link]["trial_id"], at) for link in range(LINKS)]
        rows[ShareNote] = [
            {"share_id": link["id"], "note_id": rows[Note][place * NOTES_OF_A_LINK + count]["id"], "added_at": at}
            for place, link in enumerate(rows[Share])
            for count in range(NOTES_OF_A_LINK)
        ]
        rows[Thread] = [
            {
                "id": new_id(),
                "note_id": note_id,
                "share_id": share_id,
                "respondent_account_id": account_id,
                "created_at": at,
            }
            for note_id, share_id in before
        ]
        rows[Reply] = [
            {
                "id": new_id(),
                "thread_id": thread["id"],
                "from_author": bool(count % 2),
                "body": "Words",
                "client_key": new_id(),
                "created_at": at,
            }
            for thread in rows[Thread]
            for count in range(REPLIES_OF_A_THREAD)
        ]
        before = [(row["note_id"], row["share_id"]) for row in rows[ShareNote][:THREADS]]
        yield rows


def share_row(account_id: str, trial_id: str, at: datetime) -> dict[str, Any]:
    """Give the row of a link that is a month old at most, or has ended."""
    return {
        "id": new_id(),
        "account_id": account_id,
        "trial_id": trial_id,
        "recipient": "A colleague",
        "can_reply": True,
        "passcode_hash": "none",
        "passcode_own": False,
        "client_key": new_id(),
        "created_at": at,
        "expires_at": at + timedelta(days=30),
    }


def grow(database: Database, places: list[Place], first: int, notes: int) -> None:
    """Store what other people keep, some hundred of them in each transaction."""
    batch: list[Rows] = []
    for rows in other_people(places, first, notes):
        batch.append(rows)
        if len(batch) == 250:
            _store(database, batch)
            batch = []
    _store(database, batch)
    with database.transaction() as session:
        session.connection().exec_driver_sql("ANALYZE")


def _store(database: Database, batch: list[Rows]) -> None:
    with database.transaction() as session:
        connection: Connection = session.connection()
        for model in (Account, Note, Share, ShareNote, Thread, Reply):
            if rows := [row for person in batch for row in person.get(model, [])]:
                connection.execute(insert(model), rows)


def pages(app: Flask, one: One) -> dict[str, Callable[[], int]]:
    """Give what is measured, by name: each gives the status that it was answered with."""
    unlocking = {"passcode": one.shared.passcode}

    def ask(path: str) -> Callable[[], int]:
        return lambda: one.client.get(path).status_code

    def write() -> int:
        sent = {"version": one.place.version_id, "body": "One more", "client_key": new_id()}
        return one.client.post(f"{one.writes}/notes", data=sent).status_code

    return {
        "reading page": ask(one.reads),
        "my notes": ask("/notes"),
        "search in my notes": ask("/notes?q=placebo"),
        "search": ask("/trials?q=myasthenia"),
        "share unlock": lambda: app.test_client().post(address(app, one.shared.id), data=unlocking).status_code,
        "shared page": lambda: one.client.get(f"/shared/{one.shared.id}").status_code,
        "reply inbox": ask("/replies"),
        "my links": ask("/shares"),
        "home": ask("/"),
        "writing a note": write,
    }


def median(ask: Callable[[], int], watch: Callable[[], float]) -> float:
    """Give the median milliseconds of a series of rounds: of several series the best one."""
    return round(min(statistics.median(took(ask, watch) for _ in range(ROUNDS)) for _ in range(SERIES)) * 1000, 2)


def took(ask: Callable[[], int], watch: Callable[[], float]) -> float:
    """Give the seconds of one round."""
    began = watch()
    status = ask()
    if status not in {200, 303}:
        raise RuntimeError(f"answered {status}")
    return watch() - began


def measure(database: Database, settings: Settings, sizes: tuple[int, ...], trials: int) -> dict[str, dict[str, float]]:
    """Let the instance grow to each size, and give the milliseconds of each page there, by name and size."""
    app = create_app(settings, database)
    app.config["WTF_CSRF_ENABLED"] = False
    places = keep_trials(database, trials)
    one = settle(app, database, places)
    unlock(one.client, app, one.shared)
    measured: dict[str, dict[str, float]] = {}
    watch = time.thread_time if database.engine.dialect.name == "sqlite" else time.perf_counter
    there = 0
    for size in sizes:
        began = time.perf_counter()
        grow(database, places, there // ONE_PERSONS, size - there)
        there = size
        gc.collect()  # what filling has left behind is no page's
        print(f"{size:,} notes: filled in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        for name, ask in pages(app, one).items():
            measured.setdefault(name, {})[str(size)] = median(ask, watch)
    return measured


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description="Whether one person's pages stay as quick while an instance grows.")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of notes, the smallest first")
    parser.add_argument("--trials", type=int, default=TRIALS, help=f"records (default: {TRIALS})")
    parser.add_argument("--database-url", default="", help="an empty PostgreSQL database (default: SQLite)")
    asked = parser.parse_args()
    passwords.use_cheapest_hashing()
    passcodes.use_cheapest_hashing()
    sizes = tuple(int(size) for size in asked.sizes.split(","))
    with tempfile.TemporaryDirectory(prefix="annotate-growth-") as folder:
        environ = {"ANNOTATE_DATA": str(Path(folder) / "data"), "ANNOTATE_DATABASE_URL": asked.database_url}
        settings = Settings.from_environ(environ)
        with opened(settings.database_url) as database:
            schema.upgrade(database)
            measured = measure(database, settings, sizes, asked.trials)
    factors = {name: round(by_size[str(sizes[-1])] / by_size[str(sizes[0])], 2) for name, by_size in measured.items()}
    for name, by_size in measured.items():
        print(f"{name:20}" + "".join(f"{took:10.1f} ms" for took in by_size.values()) + f"   × {factors[name]}")
    print(json.dumps({"median_ms": measured, "factor": factors, "most": MOST}))


if __name__ == "__main__":
    main()
