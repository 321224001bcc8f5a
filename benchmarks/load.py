"""How the server bears a hundred people: ``python -m benchmarks.load [--seconds 60] [--workers 2] [--database-url URL]``.

The real server in production settings, in a process of its own. A hundred people, each with notes of their own, read (70 %),
search (20 %) and write (10 %), about one request a second each; then the same beside a flood of wrong passcodes (50 a second)
and wrong passwords (20 a second) from many networks; then, for comparison, without any pause. The ceiling is what the same
clients get of the same server's plainest route, without any pause. The last line is one JSON object.
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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from sqlalchemy import select

from annotate.accounts.credentials.password import hashing
from annotate.app import create_app
from annotate.database import Database, new_id, opened
from annotate.settings import Settings
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.faults.writing import signed_in
from tests.serving import Browser, KeptBrowser, Server
from tests.sharing import address, share, write_note

PEOPLE = 100
NOTES = 20
LINKS = 20
NETWORKS = 50
PASSCODES_A_SECOND, PASSWORDS_A_SECOND = 50, 20
WITHOUT_PAUSE = 16
KINDS = ("read", "search", "write")
SHARES = (70, 20, 10)
SEARCHES = ("/trials?q=study", "/trials?q=dose+placebo", "/notes?q=number", "/trials?q=myasthenia", "/notes?q=words")
_BROKEN = (OSError, http.client.HTTPException)


@dataclass(slots=True)
class Tally:
    """What one phase measured."""

    seconds: float = 0.0
    took: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    errors: Counter[int] = field(default_factory=Counter)
    """Answers other than the wanted one, by status; 0 when there was none."""

    @property
    def rps(self) -> float:
        """Requests answered as wanted, a second."""
        return round(sum(map(len, self.took.values())) / self.seconds, 1)

    def percentile(self, kind: str, nth: int) -> float:
        """Give so many milliseconds that this share of a kind's requests took no longer."""
        took = self.took[kind]
        return round(statistics.quantiles(took, n=100)[nth - 1] * 1000, 1) if len(took) > 1 else 0.0


class Person:
    """Somebody signed in, over one connection that is kept."""

    def __init__(self, browser: Browser, version_id: str, paths: Sequence[str], seed: int) -> None:
        """Take over a browser that is signed in."""
        self._browser = KeptBrowser(browser)
        self._version_id = version_id
        self._paths = paths
        self._chosen = random.Random(seed)  # noqa: S311 - what somebody does next is no secret

    def leave(self) -> None:
        """Close the connection."""
        self._browser.close()

    def act(self, tally: Tally, lock: threading.Lock) -> None:
        """Do one thing, and note how long it took."""
        (kind,) = self._chosen.choices(KINDS, SHARES)
        began, wanted = time.perf_counter(), 303 if kind == "write" else 200
        try:
            status = self._do(kind)
        except _BROKEN:
            status = 0
        took = time.perf_counter() - began
        with lock:
            if status == wanted:
                tally.took[kind].append(took)
            else:
                tally.errors[status] += 1

    def _do(self, kind: str) -> int:
        if kind == "read":
            return self._browser.get(self._chosen.choice(self._paths)).status
        if kind == "search":
            return self._browser.get(self._chosen.choice(SEARCHES)).status
        sent = {"version": self._version_id, "body": "Words that were written under load", "client_key": new_id()}
        return self._browser.post(self._paths[0] + "/notes", sent).status


def phase(people: Sequence[Callable[[Tally, threading.Lock], None]], seconds: float, pause: float) -> Tally:
    """Have everybody act for so long, with pauses of so many seconds on average between two acts."""
    tally, lock, over = Tally(), threading.Lock(), threading.Event()

    def go_on(act: Callable[[Tally, threading.Lock], None]) -> None:
        while not over.wait(random.expovariate(1 / pause) if pause else 0):
            act(tally, lock)

    threads = [threading.Thread(target=go_on, args=(act,), daemon=True) for act in people]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    over.wait(seconds)
    over.set()
    for thread in threads:
        thread.join(60)
    tally.seconds = time.perf_counter() - began
    return tally


class Flood:
    """Strangers of many networks who try passcodes and passwords, so many a second, until the block ends."""

    def __init__(self, server: Server, links: Sequence[str]) -> None:
        """Give every stranger a browser that has seen the form."""
        self.statuses: dict[str, Counter[int]] = {"passcode": Counter(), "password": Counter()}
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._go_on, args=("passcode", PASSCODES_A_SECOND, self._strangers(server, links))),
            threading.Thread(
                target=self._go_on, args=("password", PASSWORDS_A_SECOND, self._strangers(server, ["/sign-in"]))
            ),
        ]

    @staticmethod
    def _strangers(server: Server, paths: Sequence[str]) -> list[tuple[Browser, str]]:
        strangers = [(server.browser(f"203.0.{net}.1"), paths[net % len(paths)]) for net in range(NETWORKS)]
        for browser, path in strangers:
            browser.get(path)
        return strangers

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def _go_on(self, kind: str, a_second: int, strangers: Sequence[tuple[Browser, str]]) -> None:
        sending: list[threading.Thread] = []
        number = 0
        while not self._over.wait(1 / a_second):
            number += 1
            browser, path = strangers[number % len(strangers)]
            thread = threading.Thread(target=self._try, args=(kind, browser, path, number), daemon=True)
            thread.start()
            sending.append(thread)
        for thread in sending:
            thread.join(60)

    def _try(self, kind: str, browser: Browser, path: str, number: int) -> None:
        wrong = {"passcode": f"wrong words {number}", "password": f"wrong words {number}"}
        try:
            status = browser.post(path, wrong | {"email": f"person{number % PEOPLE}@example.org"}).status
        except _BROKEN:
            status = 0
        self.statuses[kind][status] += 1


def furnish(server: Server, database: Database) -> tuple[list[Person], list[str]]:
    """Make a hundred people with notes on every sample, and links over some of them."""
    hashing.use_cheapest_hashing()
    app = create_app(Settings.from_environ(server.environ), database)
    cast = Cast(app, database)
    with database.reader() as session:
        trials = session.scalars(select(Trial).order_by(Trial.registry_id)).all()
        paths = [f"/trials/{trial.registry_id}" for trial in trials]
        versions = [trial.current_version.id for trial in trials]
    people, links = [], []
    for number in range(PEOPLE):
        viewer = cast.viewer(f"person{number}")
        with database.transaction() as session:
            for count in range(NOTES):
                write_note(
                    session, viewer, session.get_one(Trial, trials[count % len(trials)].id), body=f"Note number {count}"
                )
        if number < LINKS:
            made = share(database, viewer, trial_id=trials[0].id, bodies=("A note",), words=("",))
            links.append(address(app, made.id))
        turn = number % len(paths)
        own = [*paths[turn:], *paths[:turn], "/notes", "/", "/replies", "/shares"]
        people.append(Person(signed_in(server, app, viewer, number), versions[turn], own, number))
    return people, links


def ceiling(server: Server, seconds: float) -> float:
    """Give how many answers a second the plainest route gives to the same clients, without a pause."""
    browsers = [KeptBrowser(server.browser()) for _ in range(WITHOUT_PAUSE)]

    def asking(browser: Browser) -> Callable[[Tally, threading.Lock], None]:
        def ask(tally: Tally, lock: threading.Lock) -> None:
            status = browser.get("/healthz").status
            with lock:
                (tally.took["read"] if status == 200 else []).append(0.0)

        return ask

    tally = phase([asking(browser) for browser in browsers], seconds, 0)
    for browser in browsers:
        browser.close()
    return tally.rps


def memory(server: Server) -> float:
    """Give how much memory the server's processes hold that is theirs alone, in MB."""
    total = 0
    for process in server.processes():
        smaps = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
        total += sum(int(line.split()[1]) for line in smaps.splitlines() if line.startswith("Pss:"))
    return round(total / 1024, 1)


def told(tally: Tally) -> dict[str, object]:
    """Give a phase's numbers."""
    shown = {f"{kind}_p95_ms": tally.percentile(kind, 95) for kind in KINDS}
    errors = {"errors": sum(tally.errors.values()), "errors_by_status": dict(tally.errors)}
    return {**shown, "read_p50_ms": tally.percentile("read", 50), **errors, "rps": tally.rps}


def measure(seconds: float, workers: int, environ: Mapping[str, str]) -> dict[str, object]:
    """Run every phase, and give what was measured."""
    with (
        tempfile.TemporaryDirectory(prefix="annotate-load-") as folder,
        Server(Path(folder) / "data", workers=workers, **environ) as server,
    ):
        with opened(Settings.from_environ(server.environ).database_url) as database:
            people, links = furnish(server, database)
        acting = [person.act for person in people]
        phase(acting, seconds * 0.05, 0.5)  # warms up
        before = memory(server)
        quiet = phase(acting, seconds * 0.35, 1.0)
        with Flood(server, links) as flood:
            flooded = phase(acting, seconds * 0.35, 1.0)
        after = memory(server)
        full = phase(acting[:WITHOUT_PAUSE], seconds * 0.15, 0)
        for person in people:
            person.leave()
        most = ceiling(server, seconds * 0.1)
    for name, tally in (("quiet", quiet), ("flooded", flooded), ("without pause", full)):
        print(f"{name}: {json.dumps(told(tally))}")
    print(f"strangers: {json.dumps(flood.statuses)}")
    return {
        **told(quiet),
        "ceiling_rps": most,
        "full_rps": full.rps,
        "flooded": told(flooded) | {"strangers": flood.statuses},
        "memory_mb": {"before": before, "after": after},
        "people": PEOPLE,
        "workers": workers,
    }


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description="How the server bears a hundred people.")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long all phases take together (default: 60)")
    parser.add_argument("--workers", type=int, default=2, help="web processes (default: 2)")
    parser.add_argument("--database-url", default="", help="an empty PostgreSQL database (default: SQLite)")
    asked = parser.parse_args()
    environ = {"ANNOTATE_DATABASE_URL": asked.database_url} if asked.database_url else {}
    print(json.dumps(measure(asked.seconds, asked.workers, environ)))


if __name__ == "__main__":
    main()
