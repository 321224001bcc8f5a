"""How long a large evidence table takes: ``python -m benchmarks.tables [--trials 300] [--labels 60] [--notes 5000] [--rounds 20]``.

One person's table, its records changed under the notes: of a hundred notes three stand on other words now. Asked for in this
process, in turn: the page of the table, the page of one trial, what waits for a decision, the table as values (as freezing and exports
read it), and as CSV. Printed are the median and the 95th percentile in milliseconds of the clock, the latter of the processor too (other
work may go on beside it), bytes, and statements of the database.
The last line is one JSON object.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, event, insert, select

from annotate import clock, schema
from annotate.accounts.credentials.password import hashing
from annotate.app import create_app
from annotate.codebook.models import Label
from annotate.core.viewer import Viewer
from annotate.database import Database, new_id, opened
from annotate.evidence.actions import TableDraft, make_table
from annotate.notes.models import Anchor, Note
from annotate.settings import Settings
from annotate.trials.models import Trial
from benchmarks.growth_rows import Place, keep_trials
from tests.cast import Cast

_MOVED, _CHANGED = 10, 3
"""Of a hundred notes, those that moved with their words, and those whose words changed."""
_LONGEST_QUOTE = 240
_QUOTE = (
    "The dose of 160 mg once a week is raised to 240 mg after four weeks if it is tolerated, or kept as it is. " * 3
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one address took."""

    name: str
    took: tuple[float, ...]
    """Seconds of the clock of each request."""
    worked: tuple[float, ...]
    """Seconds of the processor: what the clock would say on a machine that does nothing else."""
    size: int
    """Bytes of the answer."""
    statements: int

    @property
    def p50(self) -> float:
        """Median of the clock in milliseconds."""
        return round(statistics.median(self.took) * 1000, 1)

    @property
    def p95(self) -> float:
        """95th percentile of the clock in milliseconds; of few requests the slowest."""
        return _p95(self.took)

    @property
    def processor_p95(self) -> float:
        """The same of the processor."""
        return _p95(self.worked)


def fill(database: Database, viewer: Viewer, *, trials: int, labels: int, notes: int) -> tuple[str, str]:
    """Make the table with its notes; return its id and the registry id of its first trial."""
    places, chosen = keep_trials(database, trials), random.Random(1)  # noqa: S311 - the same table each time
    with database.transaction() as session:
        codebook = [
            {
                "id": new_id(),
                "account_id": viewer.id,
                "name": f"Label {number}",
                "hue": number % 8 + 1,
                "position": number,
                "created_at": clock.now(),
            }
            for number in range(labels)
        ]
        session.execute(insert(Label), codebook)
        ids = [str(label["id"]) for label in codebook]
        rows = [_note(viewer, chosen.choice(places), chosen.choice(ids), chosen) for _ in range(notes)]
        session.execute(insert(Note), [note for note, _ in rows])
        session.execute(insert(Anchor), [anchor for _, anchor in rows])
        draft = TableDraft(
            "A large table", ("status", "phase", *ids), tuple(place.trial_id for place in places), new_id()
        )
        table_id = make_table(session, viewer, draft).id
        first = session.scalars(select(Trial.registry_id).where(Trial.id == places[0].trial_id)).one()
    return table_id, first


def measure(client: FlaskClient, engine: Engine, name: str, path: str, rounds: int) -> Measured:
    """Ask for an address, once before and then so often."""
    counted = [0]

    def count(*_: object) -> None:
        counted[0] += 1

    event.listen(engine, "before_cursor_execute", count)
    size = _ask(client, path)
    event.remove(engine, "before_cursor_execute", count)
    took = [_timed(lambda: _ask(client, path)) for _ in range(rounds)]
    clocks, processor = zip(*took, strict=True)
    return Measured(name, clocks, processor, size, counted[0])


def main() -> None:
    """Fill, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("trials", 300), ("labels", 60), ("notes", 5000), ("rounds", 20)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked = parser.parse_args()
    hashing.use_cheapest_hashing()
    with tempfile.TemporaryDirectory() as folder, opened(f"sqlite:///{Path(folder) / 'tables.db'}") as database:
        schema.upgrade(database)
        settings = Settings.from_environ({"ANNOTATE_DATA": folder, "ANNOTATE_DATABASE_URL": str(database.engine.url)})
        cast = Cast(create_app(settings, database), database)
        size = {"trials": asked.trials, "labels": asked.labels, "notes": asked.notes}
        table_id, trial = fill(database, cast.viewer("alice"), **size)
        pages = {
            "table": f"/tables/{table_id}",
            "trial": f"/tables/{table_id}/trials/{trial}",
            "changes": f"/tables/{table_id}/changes",
            "csv": f"/tables/{table_id}/export?format=csv",
        }
        client = cast.client("alice")
        found = [
            measure(client, database.engine, name, path, asked.rounds if name == "table" else max(1, asked.rounds // 5))
            for name, path in pages.items()
        ]
    print(f"{asked.trials} trials × {asked.labels} labels, {asked.notes} notes\n")
    print(f"{'page':<10}{'median ms':>10}{'p95 ms':>10}{'processor':>11}{'KB':>9}{'statements':>12}")
    for each in found:
        print(
            f"{each.name:<10}{each.p50:>10}{each.p95:>10}{each.processor_p95:>11}{each.size / 1024:>9.0f}{each.statements:>12}"
        )
    said = {
        each.name: {
            "p50_ms": each.p50,
            "p95_ms": each.p95,
            "processor_p95_ms": each.processor_p95,
            "bytes": each.size,
            "statements": each.statements,
        }
        for each in found
    }
    print(json.dumps({"benchmark": "tables", **size, "table_page_p95_ms": found[0].p95, "pages": said}))


def _note(viewer: Viewer, place: Place, label_id: str, chosen: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    at, quote = clock.now(), _QUOTE[: chosen.randint(20, _LONGEST_QUOTE)]
    luck = chosen.randrange(100)
    state = "changed" if luck < _CHANGED else "moved" if luck < _CHANGED + _MOVED else "exact"
    note = {
        "id": new_id(),
        "account_id": viewer.id,
        "trial_id": place.trial_id,
        "version_id": place.version_ids[0],
        "start_offset": 0,
        "end_offset": len(quote),
        "exact": quote,
        "prefix": "",
        "suffix": "",
        "body": "Compare this with the arms." if luck % 2 else "",
        "label_id": label_id,
        "client_key": new_id(),
        "revision": 1,
        "created_at": at,
        "updated_at": at,
    }
    anchor = {
        "id": new_id(),
        "note_id": note["id"],
        "version_id": place.version_ids[-1],
        "state": state,
        "start_offset": 0,
        "end_offset": 12,
        "score": 1.0,
        "evidence": ["The words are there."],
        "candidates": [],
        "crossed": False,
        "asked_at": at if state == "changed" else None,
        "made_at": at,
    }
    return note, anchor


def _ask(client: FlaskClient, path: str) -> int:
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    size = len(answer.get_data())
    answer.close()
    return size


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds of the clock and of the processor."""
    began, worked = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - began, time.process_time() - worked


def _p95(seconds: Sequence[float]) -> float:
    return round(sorted(seconds)[max(0, -(-95 * len(seconds) // 100) - 1)] * 1000, 1)


if __name__ == "__main__":
    main()
