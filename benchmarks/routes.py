"""What each page costs the server: ``python -m benchmarks.routes [--requests 400] [--workers 2]``.

The real server in production settings, and four clients that ask for one page after another. Counted is the processor's time of the
server's processes for each answer, which a busy machine changes little, and what share of it the plainest route takes: the
share of that route's answers that the server would give. Two rounds in turn; the lower of both. The last line is one JSON object.
"""

import argparse
import json
import os
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from annotate.accounts.credentials.password import hashing
from annotate.app import create_app
from annotate.database import Database, new_id, opened
from annotate.settings import Settings
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.faults.writing import signed_in
from tests.serving import Browser, KeptBrowser, Server
from tests.sharing import write_note

NOTES = 40
CLIENTS = 4
ROUNDS = 2
_TICKS = os.sysconf("SC_CLK_TCK")


def furnish(server: Server, database: Database) -> dict[str, Callable[[Browser], int]]:
    """Make a person with notes on a trial, and a link over them; give what is asked for, by name."""
    hashing.use_cheapest_hashing()
    app = create_app(Settings.from_environ(server.environ), database)
    cast = Cast(app, database)
    viewer = cast.viewer("alice")
    with database.transaction() as session:
        trial = session.scalars(select(Trial).where(Trial.registry_id == "NCT04561557")).one()
        version = trial.current_version
        for number in range(NOTES):
            words = version.text[number * 60 : number * 60 + 30].strip()
            write_note(session, viewer, trial, words=words, body=f"Note number {number}")
    path = f"/trials/{trial.registry_id}"
    cookies = signed_in(server, app, viewer).cookies

    def page(where: str, *, known: bool = False, wanted: int = 200) -> Callable[[Browser], int]:
        def ask(browser: Browser) -> int:
            browser.cookies = cookies if known else {}
            return browser.get(where).status - wanted

        return ask

    ready: set[Browser] = set()

    def save(browser: Browser) -> int:
        browser.cookies = cookies
        if browser not in ready:
            ready.add(browser)
            browser.get("/notes")  # for its token
        sent = {"version": version.id, "body": "Words", "client_key": new_id()}
        return browser.post(f"{path}/notes", sent).status - 303

    state = f"/counts?trial={trial.registry_id}"
    etags: dict[Browser, str] = {}

    def unchanged(browser: Browser) -> int:
        browser.cookies = cookies
        if browser not in etags:
            etags[browser] = browser.get(state).headers["etag"]
        return browser.get(state, **{"If-None-Match": etags[browser]}).status - 304

    return {
        "plainest": page("/healthz"),
        "trial, stranger": page(path),
        "trial, 40 notes": page(path, known=True),
        "my notes": page("/notes", known=True),
        "start page": page("/", known=True),
        "search": page("/trials?q=study", known=True),
        "open page, unchanged": unchanged,
        "save": save,
    }


def cost(server: Server, ask: Callable[[Browser], int], requests: int) -> float:
    """Give the milliseconds of the processor that one answer takes."""
    browsers = [KeptBrowser(server.browser()) for _ in range(CLIENTS)]
    for browser in browsers:
        if ask(browser):  # the first one warms up
            raise AssertionError("another answer than the wanted one")
    before = _spent(server)

    def go_on(browser: Browser) -> None:
        for _ in range(requests // CLIENTS):
            ask(browser)

    threads = [threading.Thread(target=go_on, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = _spent(server) - before
    for browser in browsers:
        browser.close()
    return spent * 1000 / (requests // CLIENTS * CLIENTS)


def _spent(server: Server) -> float:
    """Give the seconds of the processor that the server's processes have had."""
    ticks = 0
    for process in server.processes():
        fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICKS


def measure(requests: int, workers: int) -> dict[str, dict[str, float]]:
    """Ask for every page, in turn."""
    with (
        tempfile.TemporaryDirectory(prefix="annotate-routes-") as folder,
        Server(Path(folder) / "data", workers=workers) as server,
    ):
        with opened(Settings.from_environ(server.environ).database_url) as database:
            asked = furnish(server, database)
        costs: dict[str, list[float]] = {name: [] for name in asked}
        for _ in range(ROUNDS):
            for name, ask in asked.items():
                costs[name].append(cost(server, ask, requests))
    least = {name: min(each) for name, each in costs.items()}
    return {
        name: {"cpu_ms": round(each, 2), "share": round(least["plainest"] / each, 3)} for name, each in least.items()
    }


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description="What each page costs the server.")
    parser.add_argument("--requests", type=int, default=400, help="requests of each page (default: 400)")
    parser.add_argument("--workers", type=int, default=2, help="web processes (default: 2)")
    asked = parser.parse_args()
    found = measure(asked.requests, asked.workers)
    for name, each in found.items():
        print(f"{name:20} {each['cpu_ms']:8.2f} ms {each['share']:8.1%}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
