"""Whether every page is bounded in time over many records: ``python -m benchmarks.records [--records 100000] [--database-url URL]``.

The worst words for the search of trials (in every record, the beginning of most words, sixteen at once, with a condition),
the worst for the search in one's notes (an account that holds all that it may), and the pages that look at many records. Each
is asked for three times in this process. Printed are the seconds of the first time and the least of the others by the clock,
and the status: 503 is a page that was ended by its bound. The last line is one JSON object.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import func, insert, select

from annotate import clock, schema
from annotate.accounts.credentials.password import hashing
from annotate.accounts.quota import MOST_STORED
from annotate.app import create_app
from annotate.database import Database, opened
from annotate.notes.actions import LONGEST_BODY
from annotate.notes.models import Note
from annotate.settings import Settings
from annotate.shares import passcodes
from annotate.trials.models import Trial, TrialVersion
from benchmarks.growth_rows import Place, note_row
from benchmarks.record_rows import COMMON, fill
from tests.cast import Cast
from tests.studies import numbered

RECORDS = 100_000
TIMES = 3
PAGES = {
    "home": "/",
    "list of all": "/trials",
    "list of all, last page": "/trials?page=50",
    "condition, the largest": "/conditions/condition-0",
    "condition, its last page": "/conditions/condition-0?page=50",
    "a trial": f"/trials/{numbered(7)}",
    "another trial": f"/trials/{numbered(8)}",
    "taking part": f"/trials/{numbered(9)}/participation",
    "history": f"/trials/{numbered(7)}/versions",
    "my notes": "/notes",
    "word in every record": "/trials?q=study",
    "beginning of most words": "/trials?q=st",
    "sixteen common words": "/trials?q=" + "+".join(COMMON[:16]),
    "phrase of common words": "/trials?q=%22of+the%22",
    "word and condition": "/trials?q=study&condition=condition-0",
    "no such word": "/trials?q=zzzzzzz",
    "common words, last page": "/trials?q=of+the&page=50",
    "my notes: not there": "/notes?q=zzzzzzz",
    "my notes: twelve words": "/notes?q=" + "+".join(f"{'e' * 31}{letter}" for letter in "abcdefghijkl"),
    "my notes: other letters": "/notes?q=" + "+".join(f"{'%C3%A9' * 31}{letter}" for letter in "abcdefghijkl"),
}


def write_much(database: Database, account_id: str) -> None:
    """Keep as much as one account may hold, on one trial."""
    wanted = select(Trial.id, TrialVersion.id).join(TrialVersion, TrialVersion.trial_id == Trial.id)
    with database.transaction() as session:
        trial_id, version_id = session.execute(wanted.where(Trial.registry_id == numbered(1))).one()
        place = Place(trial_id, (version_id,))
        words = ("e" * 31 + " é") * (LONGEST_BODY // 33)
        rows = [note_row(account_id, place, clock.now(), number) for number in range(MOST_STORED // LONGEST_BODY)]
        session.execute(insert(Note), [row | {"body": words} for row in rows])


def measure(database: Database, settings: Settings, records: int) -> dict[str, tuple[float, float, int]]:
    """Fill, and give the seconds of each page, the first time and the least of the others, and its status."""
    app = create_app(settings, database)
    began = time.perf_counter()
    with database.reader() as session:
        there = session.scalar(select(func.count()).select_from(Trial)) or 0
    cast = Cast(app, database)
    if not there:
        fill(database, records)
        write_much(database, cast.viewer("alice").id)
        print(f"{records:,} records: filled in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    client = cast.client("alice")
    client.get("/healthz")
    found = {}
    for name, path in PAGES.items():
        took, status = [], 0
        for _ in range(TIMES):
            began = time.perf_counter()
            status = client.get(path).status_code
            took.append(time.perf_counter() - began)
        found[name] = round(took[0], 3), round(min(took[1:]), 3), status
        print(f"{name:26} {took[0]:8.3f} s  then {min(took[1:]):7.3f} s  {status}", flush=True)
    return found


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description="Whether every page is bounded in time over many records.")
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--data", type=Path, help="a folder in which the data stay for another run (default: none)")
    parser.add_argument("--database-url", default="", help="an empty PostgreSQL database (default: SQLite)")
    asked = parser.parse_args()
    hashing.use_cheapest_hashing()
    passcodes.use_cheapest_hashing()
    with tempfile.TemporaryDirectory(prefix="annotate-records-") as folder:
        environ = {"ANNOTATE_DATA": str(asked.data or folder), "ANNOTATE_DATABASE_URL": asked.database_url}
        settings = Settings.from_environ(environ)
        with opened(settings.database_url) as database:
            schema.upgrade(database)
            found = measure(database, settings, asked.records)
    print(json.dumps({"seconds": found}))


if __name__ == "__main__":
    main()
