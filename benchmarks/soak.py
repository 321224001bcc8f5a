"""Whether the server stays the same for hours: ``python -m benchmarks.soak [--hours 2] [--rps 10] [--workers 2]``.

The real server in production settings, in a process of its own. Twelve people read, search, write notes and throw them away,
open links as guests, and now and then type a wrong passcode: so many requests a second in all. Every hour other people come.
Looked at a hundred times: memory, open files and threads of all processes, and the database's write-ahead log. The first
tenth warms up; what grows after it is told as the last quarter over the first. The last line is one JSON object.
"""

import argparse
import http.client
import json
import random
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from annotate.accounts.credentials.password import hashing
from annotate.app import create_app
from annotate.database import Database, new_id, opened
from annotate.settings import Settings
from annotate.trials.models import Trial
from benchmarks.load import SEARCHES, memory
from tests.cast import Cast
from tests.faults.writing import signed_in
from tests.serving import Browser, KeptBrowser, Server
from tests.sharing import address, share, write_note

PEOPLE = 12
NOTES = 20
SHIFT_SECONDS = 3600.0
LOOKS = 100
ACTS = {"read": 65, "search": 15, "write": 10, "visit": 9, "guess": 1}
_BROKEN = (OSError, http.client.HTTPException)


@dataclass(frozen=True, slots=True)
class Look:
    """What the server held at one time."""

    memory_mb: float
    files: int
    threads: int
    wal_mb: float


@dataclass(slots=True)
class Tally:
    """What was asked, and what was answered otherwise than wanted."""

    asked: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    """By act and status; 0 when there was no answer."""
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class Door:
    """A link, and the passcode that opens it."""

    path: str
    share_id: str
    passcode: str


class Person:
    """Somebody signed in, who also opens colleagues' links as a guest."""

    def __init__(self, server: Server, browser: Browser, version_id: str, paths: Sequence[str], door: Door) -> None:
        """Take over a browser that is signed in."""
        self._server = server
        self._browser = KeptBrowser(browser)
        self._version_id = version_id
        self._paths = paths
        self._door = door
        self._written = ""

    def leave(self) -> None:
        """Close the connection."""
        self._browser.close()

    def act(self, tally: Tally) -> None:
        """Do one thing, and note what went wrong."""
        (kind,) = random.choices(list(ACTS), list(ACTS.values()))  # noqa: S311 - what somebody does next is no secret
        try:
            statuses, wanted = getattr(self, f"_{kind}")()
        except _BROKEN:
            statuses, wanted = [0], {200}
        with tally.lock:
            tally.asked[kind] += len(statuses)
            tally.errors.update(f"{kind} {status}" for status in statuses if status not in wanted)

    def _read(self) -> tuple[list[int], set[int]]:
        return [self._browser.get(random.choice(self._paths)).status], {200}  # noqa: S311 - as above

    def _search(self) -> tuple[list[int], set[int]]:
        return [self._browser.get(random.choice(SEARCHES)).status], {200}  # noqa: S311 - as above

    def _write(self) -> tuple[list[int], set[int]]:
        """Write a note, or throw the last one away: what is kept stays as much as it was."""
        if self._written:
            path, self._written = f"/notes/{self._written}/deletion", ""
            return [self._browser.post(path).status], {303}
        sent = {"version": self._version_id, "body": "Words of a long day", "client_key": new_id()}
        answer = self._browser.post(f"{self._paths[0]}/notes", sent)
        self._written = answer.headers.get("location", "").rpartition("/")[2]
        return [answer.status], {303}

    def _visit(self) -> tuple[list[int], set[int]]:
        guest = self._server.browser(f"192.0.2.{random.randrange(1, 250)}")  # noqa: S311 - as above
        statuses = [
            guest.get(self._door.path).status,
            guest.post(self._door.path, {"passcode": self._door.passcode}).status,
        ]
        return [*statuses, guest.get(f"/shared/{self._door.share_id}").status], {200, 303}

    def _guess(self) -> tuple[list[int], set[int]]:
        stranger = self._server.browser(f"203.0.{random.randrange(250)}.1")  # noqa: S311 - as above
        guessed = [stranger.get("/sign-in").status]
        sent = {"email": "nobody@example.org", "password": "not the right words"}
        return [*guessed, stranger.post("/sign-in", sent).status], {200, 422, 429}


def arrive(server: Server, app: Flask, database: Database, shift: int) -> list[Person]:
    """Have other people come, each with notes of their own and a link over two of them."""
    cast = Cast(app, database)
    with database.reader() as session:
        trials = session.scalars(select(Trial).order_by(Trial.registry_id)).all()
        known = [(trial.id, f"/trials/{trial.registry_id}", trial.current_version.id) for trial in trials]
    people = []
    for number in range(PEOPLE):
        viewer = cast.viewer(f"shift{shift}person{number}")
        with database.transaction() as session:
            for count in range(NOTES):
                trial = session.get_one(Trial, known[count % len(known)][0])
                write_note(session, viewer, trial, body=f"Note number {count}")
        made = share(database, viewer, trial_id=known[0][0], bodies=("One", "Two"), words=("", ""))
        door = Door(address(app, made.id), made.id, made.passcode)
        turn = number % len(known)
        paths = [path for _, path, _ in (*known[turn:], *known[:turn])]
        own = [*paths, "/notes", "/", "/replies", "/shares", "/trash", "/needs-your-eye"]
        people.append(Person(server, signed_in(server, app, viewer, number), known[turn][2], own, door))
    return people


def look(server: Server) -> Look:
    """Look at what the server's processes hold."""
    files = threads = 0
    for process in server.processes():
        place = Path(f"/proc/{process}")
        files += len(list((place / "fd").iterdir()))
        threads += len(list((place / "task").iterdir()))
    wal = server.data / "annotate.sqlite3-wal"
    return Look(memory(server), files, threads, round(wal.stat().st_size / 2**20, 2) if wal.exists() else 0.0)


def day(people: Sequence[Person], tally: Tally, rps: float, over: threading.Event) -> list[threading.Thread]:
    """Have everybody act until it is over, so many requests a second in all."""
    pause = len(people) / rps

    def go_on(person: Person) -> None:
        while not over.wait(random.expovariate(1 / pause)):
            person.act(tally)
        person.leave()

    threads = [threading.Thread(target=go_on, args=(person,), daemon=True) for person in people]
    for thread in threads:
        thread.start()
    return threads


def growth(looks: Sequence[Look], of: Callable[[Look], float]) -> dict[str, float]:
    """Give the median of the first quarter after the warm-up, that of the last, and the most there ever was."""
    seen = [of(one) for one in looks[len(looks) // 10 :]]
    quarter = max(1, len(seen) // 4)
    first, last = statistics.median(seen[:quarter]), statistics.median(seen[-quarter:])
    return {"first": first, "last": last, "most": max(seen), "factor": round(last / first, 3) if first else 1.0}


def soak(seconds: float, rps: float, workers: int) -> dict[str, object]:
    """Let everybody act for so long, and give what was seen."""
    tally, looks = Tally(), []
    with (
        tempfile.TemporaryDirectory(prefix="annotate-soak-") as folder,
        Server(Path(folder) / "data", workers=workers) as server,
        opened(Settings.from_environ(server.environ).database_url) as database,
    ):
        hashing.use_cheapest_hashing()
        app = create_app(Settings.from_environ(server.environ), database)
        began = time.monotonic()
        while (gone := time.monotonic() - began) < seconds:
            over, shift = threading.Event(), int(gone // SHIFT_SECONDS)
            threads = day(arrive(server, app, database, shift), tally, rps, over)
            ends = min(seconds, (shift + 1) * SHIFT_SECONDS)
            while (gone := time.monotonic() - began) < ends:
                over.wait(min(seconds / LOOKS, ends - gone))
                looks.append(look(server))
                print(json.dumps({"minutes": round(gone / 60, 1), **asdict(looks[-1])}), flush=True)
            over.set()
            for thread in threads:
                thread.join(60)
        code = server.stop()
    return {
        "hours": round(seconds / 3600, 2),
        "requests": sum(tally.asked.values()),
        "rps": round(sum(tally.asked.values()) / seconds, 1),
        "errors": dict(tally.errors),
        "memory_mb": growth(looks, lambda one: one.memory_mb),
        "files": growth(looks, lambda one: one.files),
        "threads": growth(looks, lambda one: one.threads),
        "wal_mb": growth(looks, lambda one: one.wal_mb),
        "stopped_with": code,
        "workers": workers,
    }


def main() -> None:
    """Soak, and print."""
    parser = argparse.ArgumentParser(description="Whether the server stays the same for hours.")
    parser.add_argument("--hours", type=float, default=2.0, help="how long (default: 2)")
    parser.add_argument("--rps", type=float, default=10.0, help="acts a second, of everybody together (default: 10)")
    parser.add_argument("--workers", type=int, default=2, help="web processes (default: 2)")
    asked = parser.parse_args()
    print(json.dumps(soak(asked.hours * 3600, asked.rps, asked.workers)))


if __name__ == "__main__":
    main()
