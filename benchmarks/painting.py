"""How the reading page bears many notes, in real browsers: ``python -m benchmarks.painting [--notes 100,1000,10000]``.

The real server, and a record of about 99,000 characters made of the samples. One person has so many notes on it, of 10 to 200
characters, at random places. Measured in Chromium, and in Firefox if it is installed: the page's bytes; the time until its marks are
painted; in Chromium the longest task, and how many elements there are; then the times from ``n`` to the
form, from saving to the card, and of the longest task while one scrolls. Beside it, on the same text in the same run, each
passage wrapped in ``<mark>`` elements, and Recogito's text annotator, if npm can fetch it (for development alone). The last line is
one JSON object, in milliseconds.
"""

import argparse
import json
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import insert, select

from annotate import clock, schema
from annotate.accounts.models import Account
from annotate.codebook.models import Label
from annotate.codebook.starters import STARTERS
from annotate.core.document import document_from_json
from annotate.database import Database, new_id
from annotate.notes.models import Note
from annotate.registry.actions import import_samples
from annotate.settings import Settings
from annotate.trials.models import Trial, TrialVersion
from benchmarks.painting_scripts import RECOGITO_SHOWS, SELECT, TWO_FRAMES, WATCH, WRAP
from tests.browser.browsers import find_browser, find_firefox
from tests.serving import Server
from tests.texts import Sections, kept_trial

TRIAL = "NCT09999999"
LENGTH = 99_000
RECOGITO = "@recogito/text-annotator@4.1.1"
NAME, EMAIL, PASSWORD = "Alice", "alice@example.org", "reading records at noon"
ROUNDS = 3


def long_record() -> Sections:
    """Make a record of the paragraphs of the samples, until it is long enough."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/samples.db")
        schema.upgrade(database)
        import_samples(database)
        with database.reader() as session:
            versions = session.execute(select(TrialVersion.document, TrialVersion.text)).all()
            documents = [document_from_json(version.document, version.text) for version in versions]
        database.engine.dispose()
    lines = [block.text for document in documents for block in document.blocks]
    wanted: list[str] = []
    length = 0
    while length < LENGTH:
        line = lines[len(wanted) % len(lines)]
        wanted.append(f"{line} ({len(wanted)})")
        length += len(wanted[-1]) + 1
    parts = [wanted[at : at + 60] for at in range(0, len(wanted), 60)]
    title = {"title": ("Title", ["A long record made of the samples"])}
    return title | {f"part-{number}": (f"Part {number}", part) for number, part in enumerate(parts, 1)}


def passages(text: str, count: int) -> list[tuple[int, int]]:
    """Choose places at random, the same each time."""
    chosen = random.Random(11)  # noqa: S311 - the same places in each run
    starts = [chosen.randrange(len(text) - 210) for _ in range(count)]
    return [(start, start + chosen.randrange(10, 200)) for start in starts]


def fill(database: Database, count: int) -> None:
    """Have the one person keep so many notes on the long record, under eight labels in turn."""
    with database.transaction() as session:
        account = session.scalars(select(Account.id)).one()
        version = session.scalars(select(TrialVersion).join(Trial).where(Trial.registry_id == TRIAL)).one()
        at = clock.now()
        labels = [
            Label(id=new_id(), account_id=account, name=f"Label {number}", hue=starter.hue, created_at=at)
            for number, starter in enumerate(STARTERS)
        ]
        session.add_all(labels)
        session.flush()
        rows = [
            {
                "id": new_id(),
                "account_id": account,
                "trial_id": version.trial_id,
                "version_id": version.id,
                "start_offset": start,
                "end_offset": end,
                "exact": version.text[start:end],
                "prefix": "",
                "suffix": "",
                "body": f"Note {number}: ask about this.",
                "label_id": labels[number % len(labels)].id,
                "client_key": new_id(),
                "revision": 1,
                "created_at": at,
                "updated_at": at + timedelta(microseconds=number),
            }
            for number, (start, end) in enumerate(passages(version.text, count))
        ]
        session.execute(insert(Note), rows)


@contextmanager
def reader(browser: Browser, address: str) -> Iterator[Page]:
    """Sign up, and give the page."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.goto(f"{address}/sign-up")
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    page.wait_for_url(lambda url: "/sign-up" not in url)
    yield page
    context.close()


def measure(page: Page, address: str, *, is_chromium: bool) -> dict[str, float]:
    """Load the page and use it; give medians."""
    page.add_init_script(WATCH)
    url = f"{address}/trials/{TRIAL}"
    painted = []
    found: dict[str, float] = {}
    for _ in range(ROUNDS):
        answer = page.goto(url)
        page.wait_for_function("window.painted", polling=50)
        painted.append(page.evaluate("window.painted"))
        page.wait_for_timeout(1_000)  # until what the load has begun is done
        found["html_kb"] = round(len(answer.body()) / 1000, 1) if answer else 0
    found |= {"painted": statistics.median(painted), "elements": page.evaluate("document.querySelectorAll('*').length")}
    if is_chromium:
        found["longest_task"] = page.evaluate("window.longest")
    page.evaluate("window.longest = 0")
    for _ in range(20):
        page.mouse.move(600, 500)
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(100)
    page.wait_for_timeout(500)
    if is_chromium:
        found["longest_while_scrolling"] = page.evaluate("window.longest")
    forms, saves = [], []
    for number in range(ROUNDS):
        page.evaluate("document.activeElement?.blur()")
        page.evaluate(SELECT)
        page.wait_for_timeout(300)
        began = time.perf_counter()
        page.keyboard.press("n")
        page.wait_for_selector(".card-composer textarea:focus")
        page.evaluate(TWO_FRAMES)
        forms.append((time.perf_counter() - began) * 1000)
        page.keyboard.type(f"Said {number}")
        began = time.perf_counter()
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(f".card-focused:has-text('Said {number}')")
        page.evaluate(TWO_FRAMES)
        saves.append((time.perf_counter() - began) * 1000)
    return found | {"form": statistics.median(forms), "saved": statistics.median(saves)}


def others(page: Page, address: str, count: int, recogito: Path | None) -> dict[str, float | None]:
    """Paint the same passages by other means on the same text, without annotate's own notes."""
    page.goto(f"{address}/trials/{TRIAL}")
    text = "\n".join(page.locator(".record [data-start]").all_text_contents())
    notes = [list(passage) for passage in passages(text, count)]
    found: dict[str, float | None] = {"marks_wrapped": page.evaluate(WRAP, notes)}
    if recogito:
        page.goto(f"{address}/trials/{TRIAL}")
        page.evaluate('window.process = {env: {NODE_ENV: "production"}}')  # which it asks for
        page.add_script_tag(path=recogito)
        found["recogito"] = page.evaluate(RECOGITO_SHOWS, notes)
    return found


def fetch_recogito(folder: Path) -> Path | None:
    """Fetch Recogito's annotator from npm; None where that cannot be reached."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), RECOGITO]
    if subprocess.run(command, capture_output=True, timeout=120, check=False).returncode != 0:  # noqa: S603 - our own command
        return None
    return folder / "node_modules" / "@recogito" / "text-annotator" / "dist" / "text-annotator.umd.js"


def run(counts: Sequence[int]) -> dict[str, Any]:
    """Measure each number of notes in each browser, each on an instance of its own."""
    sections, results = long_record(), {}
    engines = {"chromium": find_browser(), "firefox": find_firefox()}
    with tempfile.TemporaryDirectory() as fetched, sync_playwright() as playwright:
        recogito = fetch_recogito(Path(fetched))
        for engine, found in engines.items():
            if found is None:
                print(f"no {engine} was found")
                continue
            browser = found.launch(playwright)
            for count in counts:
                results[f"{engine} {count}"] = _run_one(browser, engine, sections, count, recogito)
                print(engine, count, results[f"{engine} {count}"], flush=True)
            browser.close()
    return results


def _run_one(browser: Browser, engine: str, sections: Sections, count: int, recogito: Path | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        data.mkdir()
        # Without TLS, as on a machine of one's own.
        with Server(data, ANNOTATE_ENVIRONMENT="local", ANNOTATE_TRUSTED_HOSTS="", ANNOTATE_PROXY_HOPS="0") as server:
            database = Database(Settings.from_environ({"ANNOTATE_DATA": str(data)}).database_url)
            kept_trial(database, sections, registry_id=TRIAL)
            address = f"http://127.0.0.1:{server.port}"
            with reader(browser, address) as page:
                is_chromium = engine == "chromium"
                other = others(page, address, count, recogito) if is_chromium else {}
                fill(database, max(0, count - ROUNDS))  # those that are written in the page come to it
                found = measure(page, address, is_chromium=is_chromium)
            database.engine.dispose()
    return {name: value if value is None else round(value, 1) for name, value in (found | other).items()}


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", default="100,1000,10000", help="numbers of notes, parted by commas")
    results = run([int(count) for count in parser.parse_args().notes.split(",")])
    print(json.dumps(results))


if __name__ == "__main__":
    main()
