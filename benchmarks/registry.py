"""Import and pages at the size of a registry: ``python -m benchmarks.registry --records 20000[,100000]``.

Records are varied from real ones, which ANNOTATE_CORPUS names, and come in as archives by the same import as anybody's. One instance
grows from size to size. Measured are the import, in records a second and in memory, the same archive once more, all its records
read once more, the space by tables and indexes, and pages asked for in this process: each kind at several addresses. Printed is a
table of medians and 95th percentiles; the last line is one JSON object.
"""

import argparse
import json
import random
import re
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from annotate import schema
from annotate.app import create_app
from annotate.database import Database, opened
from annotate.registry.importing import import_files
from annotate.registry.processes import processes_for
from annotate.settings import Settings
from annotate.trials.conditions import top_conditions
from annotate.trials.models import TrialVersion
from benchmarks.registry_records import RecordMaker, archive, corpus
from tests.studies import numbered

SIZES = (20_000, 100_000)
ADDRESSES = 30
"""Addresses of each kind of page."""
SMALLEST = 20
"""Bytes a record from which a table or index is named."""
READ = 300
"""Stored texts from which words are chosen."""
_WORD = re.compile(r"[a-z]{4,}")


def imported(database: Database, path: Path, records: int, *, again: bool = False) -> float:
    """Import an archive, and return the seconds; raises RuntimeError unless all of it was taken in."""
    began, refused = time.perf_counter(), 0
    for outcome in import_files(database, [path], processes=processes_for(records), again=again):
        refused += not hasattr(outcome.result, "stored")
    if refused:
        raise RuntimeError(f"{refused} records were refused")
    return time.perf_counter() - began


def space(database: Database, records: int) -> dict[str, int]:
    """Return the bytes a record of each table and index, and of the whole."""
    with database.reader() as session:
        if database.engine.dialect.name == "sqlite":
            rows = session.execute(text("SELECT name, sum(pgsize) FROM dbstat GROUP BY name")).all()
        else:
            rows = session.execute(
                text(
                    "SELECT relname, pg_relation_size(oid) + CASE WHEN relkind = 'r' THEN "
                    "coalesce(pg_total_relation_size(nullif(reltoastrelid, 0)), 0) ELSE 0 END FROM pg_class "
                    "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')"
                )
            ).all()
    sizes = {name: size / records for name, size in rows}
    largest = sorted(sizes.items(), key=lambda each: -each[1])
    named = {name: round(size) for name, size in largest if size >= SMALLEST}
    whole = round(sum(sizes.values()))
    return {"whole": whole} | named | {"others": whole - sum(named.values())}


def addresses(session: Session, size: int) -> dict[str, list[str]]:
    """Choose the addresses of each kind of page, the same ones for the same records."""
    chance = random.Random(size)  # noqa: S311 - a measurement
    texts = list(session.scalars(select(TrialVersion.text).limit(READ)))
    found = Counter(word for words in texts for word in set(_WORD.findall(words.lower())))
    common = [word for word, _ in found.most_common(ADDRESSES)]
    middling = [word for word, count in found.most_common() if count in range(3, READ // 6)]
    rare = [word for word, count in found.items() if count == 1]
    phrases = [" ".join(words.split()[at : at + 3]) for words in texts if (at := chance.randrange(40, 90))]
    conditions = [each.key for each in top_conditions(session, limit=10 * ADDRESSES)]

    def some(words: list[str]) -> list[str]:
        return [chance.choice(words) for _ in range(ADDRESSES)]

    return {
        "one common word": [f"/trials?q={word}" for word in common],
        "two words": [f"/trials?q={one}+{other}" for one, other in zip(some(common), some(middling), strict=True)],
        "a phrase": [f'/trials?q="{re.sub("[^A-Za-z ]", "", phrase)}"' for phrase in some(phrases)],
        "a rare word": [f"/trials?q={word}" for word in some(rare)],
        "a misspelt word": [f"/trials?q={word[:2]}{word[3]}{word[2]}{word[4:]}" for word in some(middling)],
        "a word and a value": [f"/trials?q={word}&status=COMPLETED" for word in common],
        "list of all": ["/trials"] * ADDRESSES,
        "condition page": [f"/conditions/{key}" for key in (conditions[:10] + some(conditions))[:ADDRESSES]],
        "trial page": [f"/trials/{numbered(chance.randrange(1, size + 1))}" for _ in range(ADDRESSES)],
        "home": ["/"] * ADDRESSES,
    }


def asked(client: FlaskClient, paths: list[str]) -> dict[str, float]:
    """Ask for each address, after one that warms up; return the milliseconds. Raises RuntimeError for other answers than pages."""
    took = []
    for path in [paths[0], *paths]:
        began = time.perf_counter()
        status = client.get(path).status_code
        took.append((time.perf_counter() - began) * 1000)
        if status != 200:
            raise RuntimeError(f"{path} was answered with {status}")
    return {
        "median_ms": round(statistics.median(took[1:]), 1),
        "p95_ms": round(statistics.quantiles(took[1:], n=20)[-1], 1),
    }


def memory() -> dict[str, int]:
    """Return the most MB that this process, and the largest of those that it started, ever had."""
    whose = {"storing": resource.RUSAGE_SELF, "reading": resource.RUSAGE_CHILDREN}
    return {name: resource.getrusage(who).ru_maxrss // 1024 for name, who in whose.items()}


def measure(
    database: Database, client: FlaskClient, make: Callable[[range], Path], before: int, size: int
) -> dict[str, object]:
    """Let the instance grow to a size, and measure it there."""
    path, more = make(range(before + 1, size + 1)), size - before
    first, same, read = (imported(database, path, more, again=again) for again in (False, False, True))
    path.unlink()
    if database.engine.dialect.name == "sqlite":
        with database.transaction() as session:
            session.connection().exec_driver_sql("ANALYZE")
    with database.reader() as session:
        chosen = addresses(session, size)
    return {
        "records": size,
        "imported_per_second": round(more / first, 1),
        "same_archive_seconds": round(same, 2),
        "unchanged_per_second": round(more / read, 1),
        "memory_mb": memory(),
        "bytes_per_record": space(database, size),
        "pages": {kind: asked(client, paths) for kind, paths in chosen.items()},
    }


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description="Import and pages at the size of a registry.")
    parser.add_argument("--records", default=",".join(map(str, SIZES)), help="numbers of records, the smallest first")
    parser.add_argument("--database-url", default="", help="an empty PostgreSQL database (default: SQLite)")
    wanted = parser.parse_args()
    maker, results = RecordMaker(corpus()), []
    with tempfile.TemporaryDirectory(prefix="annotate-registry-") as folder:
        settings = Settings.from_environ({"ANNOTATE_DATA": folder, "ANNOTATE_DATABASE_URL": wanted.database_url})
        with opened(settings.database_url) as database:
            schema.upgrade(database)
            client = create_app(settings, database).test_client()
            before = 0
            for size in (int(each) for each in wanted.records.split(",")):
                print(f"making records up to {size:,}", file=sys.stderr)
                found = measure(
                    database,
                    client,
                    lambda numbers: archive(Path(folder) / "registry.zip", maker, numbers),
                    before,
                    size,
                )
                results.append(found)
                before = size
                show(found)
    print(json.dumps({"sizes": results}))


def show(found: dict[str, object]) -> None:
    """Print what was measured at one size."""
    for name, value in found.items():
        if isinstance(value, dict):
            print(name)
            for part, own in value.items():
                shown = "  ".join(f"{each:>8}" for each in own.values()) if isinstance(own, dict) else f"{own:>8}"
                print(f"  {part:32} {shown}")
        else:
            print(f"{name:34} {value:>8}")


if __name__ == "__main__":
    main()
