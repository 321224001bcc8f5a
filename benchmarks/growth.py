"""Whether one person's pages stay as quick where an instance is larger: ``python -m benchmarks.growth [--sizes 10000,1000000]``.

Each size is an instance of its own. One person keeps 200 notes, ten links and forty threads of 200 replies. Around them
others write: for every 200 notes one more person, two links of five notes and four threads of two replies, on a thousand
trials. Every note has its place in three versions of its record. In each instance the person's pages are asked for in this
process, and things are changed and deleted that are always as large: a record comes in, a note, a label, an account goes for
good. Printed are milliseconds and the factor from the first size to the last.

Other work may go on beside it. The sizes take turns, each of them once in every round, so that what slows the machine slows
all of them. On SQLite the time of this thread on the processor is taken; on PostgreSQL that of the clock, for the work is
another process's. Of several series of rounds the least median counts.
A file of SQLite is filled without waiting for the disk, and measured as it is served.
Passcodes are hashed cheaply here, for hashing takes the same time at every size. The last line is one JSON object.
"""

import argparse
import gc
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from annotate import clock, schema
from annotate.accounts.credentials.password import hashing
from annotate.app import create_app
from annotate.database import Database, new_id, opened
from annotate.notes.models import Anchor, Note
from annotate.replies.indexing import index_missing
from annotate.settings import Settings
from annotate.shares import passcodes
from annotate.trials.models import Trial
from benchmarks.growth_changes import Change, changes, lengthen_threads
from benchmarks.growth_rows import ONE_PERSONS, Place, anchor_rows, grow, hastened, keep_trials, note_row
from tests.cast import Cast
from tests.sharing import Shared, address, reply, share, unlock
from tests.studies import numbered

SIZES = (10_000, 100_000, 1_000_000)
TRIALS = 1_000
TRIALS_OF_ONE = 20
OWN_LINKS, NOTES_OF_OWN_LINK = 10, 4
SERIES, ROUNDS = 5, 9
MOST = 1.5
"""The factor by which a page of one person may become slower."""


@dataclass(frozen=True, slots=True)
class One:
    """The person whose pages are asked for, and a link of theirs."""

    id: str
    another: str
    """The id of somebody else, whose notes come and go."""
    client: FlaskClient
    reads: str
    """The address of the trial that they read."""
    writes: str
    """The address of another one, on which their notes may grow in number."""
    place: Place
    """Where those stand."""
    shared: Shared


def settle(app: Flask, database: Database, places: list[Place]) -> One:
    """Make the one person, with notes on some trials, and links on which a colleague has answered."""
    cast = Cast(app, database)
    alice, bob = cast.viewer("alice"), cast.client("bob")
    with database.transaction() as session:
        rows = [note_row(alice.id, places[count % TRIALS_OF_ONE], clock.now(), count) for count in range(ONE_PERSONS)]
        session.execute(insert(Note), rows)
        session.execute(
            insert(Anchor),
            [anchor for count, row in enumerate(rows) for anchor in anchor_rows(row, places[count % TRIALS_OF_ONE])],
        )
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
    return One(alice.id, cast.viewer("charlie").id, cast.client("alice"), reads, writes, places[-1], links[0])


def pages(app: Flask, one: One) -> dict[str, Callable[[], int]]:
    """Give what is measured, by name: each gives the status that it was answered with."""
    unlocking = {"passcode": one.shared.passcode}

    def ask(path: str) -> Callable[[], int]:
        return lambda: one.client.get(path).status_code

    def write() -> int:
        sent = {"version": one.place.version_ids[-1], "body": "One more", "client_key": new_id()}
        return one.client.post(f"{one.writes}/notes", data=sent).status_code

    return {
        "reading page": ask(one.reads),
        "my notes": ask("/notes"),
        "my notes by trial": ask("/notes?by=trial"),
        "search in my notes": ask("/notes?q=placebo"),
        "two words and a label in my notes": ask("/notes?q=number+follows+-label:none"),
        "search": ask("/trials?q=myasthenia"),
        "share unlock": lambda: app.test_client().post(address(app, one.shared.id), data=unlocking).status_code,
        "shared page": lambda: one.client.get(f"/shared/{one.shared.id}").status_code,
        "inbox of long threads": ask("/replies"),
        "my links": ask("/shares"),
        "home": ask("/"),
        "writing a note": write,
    }


def took(change: Change, watch: Callable[[], float]) -> float:
    """Give the seconds of one round, without what prepares it."""
    change.prepare()
    began = watch()
    change.act()
    return watch() - began


def asked(ask: Callable[[], int]) -> Change:
    """Ask for a page, which needs nothing before; raises RuntimeError when it is refused."""

    def act() -> None:
        status = ask()
        if status not in {200, 303}:
            raise RuntimeError(f"answered {status}")

    return Change(lambda: None, act)


def prepare(settings: Settings, database: Database, size: int, trials: int) -> dict[str, Change]:
    """Fill an empty database with so many notes, and give what is measured there, by name."""
    began = time.perf_counter()
    schema.upgrade(database)
    app = create_app(settings, database)
    app.config["WTF_CSRF_ENABLED"] = False
    with hastened(database):
        *places, quiet = keep_trials(database, trials + 1)
        one = settle(app, database, places)
        unlock(one.client, app, one.shared)
        lengthen_threads(database, one.id)
        measures = {name: asked(ask) for name, ask in pages(app, one).items()}
        measures |= changes(database, one.another, places[0], quiet, numbered(trials))
        grow(database, places, 0, size)
        index_missing(database)
    print(f"{size:,} notes: filled in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return measures


def measure(prepared: Mapping[int, Mapping[str, Change]], watch: Callable[[], float]) -> dict[str, dict[str, float]]:
    """Give the milliseconds of each page, by name and size: medians of rounds in which the sizes take turns, the least of several."""
    gc.collect()  # what filling has left behind is no page's
    medians: dict[tuple[str, int], list[float]] = {}
    for _ in range(SERIES):
        series: dict[tuple[str, int], list[float]] = {}
        for number in range(ROUNDS):
            sizes = sorted(prepared, reverse=bool(number % 2))
            for name in prepared[sizes[0]]:
                for size in sizes:
                    series.setdefault((name, size), []).append(took(prepared[size][name], watch))
        for place, seconds in series.items():
            medians.setdefault(place, []).append(statistics.median(seconds))
    measured: dict[str, dict[str, float]] = {}
    for (name, size), each in sorted(medians.items(), key=lambda item: item[0][1]):
        measured.setdefault(name, {})[str(size)] = round(min(each) * 1000, 2)
    return measured


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(
        description="Whether one person's pages stay as quick where an instance is larger."
    )
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of notes, the smallest first")
    parser.add_argument("--trials", type=int, default=TRIALS, help=f"records (default: {TRIALS})")
    parser.add_argument(
        "--database-url", action="append", help="an empty PostgreSQL database, once for each size (default: SQLite)"
    )
    asked = parser.parse_args()
    hashing.use_cheapest_hashing()
    passcodes.use_cheapest_hashing()
    sizes = tuple(int(size) for size in asked.sizes.split(","))
    watch = time.perf_counter if asked.database_url else time.thread_time
    with tempfile.TemporaryDirectory(prefix="annotate-growth-") as folder, ExitStack() as opening:
        prepared = {}
        for size, url in zip(sizes, asked.database_url or [""] * len(sizes), strict=True):
            environ = {"ANNOTATE_DATA": str(Path(folder) / str(size)), "ANNOTATE_DATABASE_URL": url}
            settings = Settings.from_environ(environ)
            database = opening.enter_context(opened(settings.database_url))
            prepared[size] = prepare(settings, database, size, asked.trials)
        measured = measure(prepared, watch)
    factors = {name: round(by_size[str(sizes[-1])] / by_size[str(sizes[0])], 2) for name, by_size in measured.items()}
    for name, by_size in measured.items():
        print(f"{name:22}" + "".join(f"{took:10.1f} ms" for took in by_size.values()) + f"   × {factors[name]}")
    print(json.dumps({"median_ms": measured, "factor": factors, "most": MOST}))


if __name__ == "__main__":
    main()
