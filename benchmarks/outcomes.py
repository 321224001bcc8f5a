"""How right the verdicts of *Then and now* are: ``python -m benchmarks.outcomes [--versions FOLDER] [--half rules|check] [--all]``.

Labelled cases (``outcomes_cases.json``): each names a trial, two files of its versions in the collection of real records, the place
of an outcome in each (counted from 0 over all lists; null for none), the verdict that a reader gave, and why. ``half`` says whether
the rules were made on a case or only looked at with it. Printed are the wrong answers and a table for each half: rows are the
readers' verdicts, columns ours; ``elsewhere`` counts outcomes paired with another one than the reader did.

Then, with ``--all``, every pair of neighbouring versions, and each first one with the last, is compared: how many verdicts of each
kind, and how long it takes. The last line is one JSON object.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from annotate.core.outcomes import ComparedOutcome, OutcomeVerdict, PlannedOutcome, compare_outcomes, outcomes_of
from annotate.registry.errors import UnreadableRecord
from annotate.registry.shapes import read_record
from benchmarks.anchoring import corpus

CASES = Path(__file__).with_name("outcomes_cases.json")
HALVES = ("rules", "check")
SHORT = {
    "identical": "ident",
    "cosmetic": "cosm",
    "time-frame": "frame",
    "reworded": "reword",
    "substantive": "subst",
    "added": "added",
    "dropped": "dropped",
    "primary-to-secondary": "p→s",
    "secondary-to-primary": "s→p",
    "elsewhere": "elsewhere",
}
QUIET = frozenset({"identical", "cosmetic", "reworded"})
"""Verdicts that tell a reader to pass on: given to a change of the outcome, they are silent errors."""


def read_cases(path: Path = CASES) -> list[dict[str, Any]]:
    """Return the labelled cases of a file."""
    cases: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return cases


@cache
def outcomes_in(path: Path) -> tuple[PlannedOutcome, ...]:
    """Return the outcomes of a record's file. Raises UnreadableRecord."""
    return outcomes_of(read_record(path.read_bytes()).document)


def answer(case: Mapping[str, Any], folder: Path) -> tuple[str, ComparedOutcome]:
    """Return the verdict on a case, ``elsewhere`` if its outcomes were paired with others, and the whole answer."""
    old, new = (outcomes_in(folder / case["trial"] / case[side]) for side in ("then", "now"))
    compared = compare_outcomes(old, new)
    if case["old"] is None:
        found = next(each for each in compared if each.new == case["new"])
        # Which half of one that was split is the new one can be said either way.
        either = [each for other in case.get("also_ok", []) for each in compared if each.new == other["new"]]
        right = any(each.verdict == case["verdict"] for each in (found, *either))
        return (case["verdict"] if right else found.verdict if found.old is None else "elsewhere"), found
    found = next(each for each in compared if each.old == case["old"])
    accepted = [(other["new"], other["verdict"]) for other in (case, *case.get("also_ok", []))]
    if (found.new, found.verdict) in accepted:
        return str(case["verdict"]), found
    paired = found.new is not None
    return ("elsewhere" if paired and found.new not in [at for at, _ in accepted] else found.verdict), found


def judge(cases: Sequence[Mapping[str, Any]], folder: Path, half: str) -> dict[str, Any]:
    """Print the wrong answers and the table of one half, and return its figures."""
    table: Counter[tuple[str, str]] = Counter()
    print(f"\n{half}: wrong answers")
    for case in cases:
        verdict, found = answer(case, folder)
        table[case["verdict"], verdict] += 1
        if verdict != case["verdict"]:
            evidence = "; ".join(f"{each.what} {each.then!r} → {each.now!r}" for each in found.evidence)
            print(f"  {case['id']}: {found.verdict} with {found.new}, a reader says {case['verdict']} ({evidence})")
    nothing = "·"
    rows = [name for name in SHORT if any(given == name for given, _ in table)]
    print(f"\n{'reader ↓  we →':<22}{''.join(f'{name:>10}' for name in SHORT.values())}")
    for row in rows:
        print(f"{row:<22}{''.join(f'{table[row, name] or nothing:>10}' for name in SHORT)}")
    right = sum(count for (given, ours), count in table.items() if given == ours)
    return {
        "cases": len(cases),
        "right": right,
        "quiet_wrong": sum(count for (given, ours), count in table.items() if ours in QUIET and given not in QUIET),
        "paired_wrong": sum(count for (_, ours), count in table.items() if ours == "elsewhere"),
        "missed_pairs": sum(
            count for (given, ours), count in table.items() if ours in ("added", "dropped") and given != ours
        ),
        "table": {f"{given} as {ours}": count for (given, ours), count in sorted(table.items())},
    }


def hops(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Each pair of neighbouring versions, and the first one with the last."""
    for trial in sorted(each for each in folder.iterdir() if each.is_dir()):
        files = [path for path in sorted(trial.iterdir()) if path.is_file() and _readable(path)]
        yield from pairwise(files)
        if len(files) > 2:
            yield files[0], files[-1]


def _readable(path: Path) -> bool:
    try:
        outcomes_in(path)
    except UnreadableRecord:
        return False
    return True


def compare_all(folder: Path) -> dict[str, Any]:
    """Compare all pairs of versions, print the counts, and return them with the time that they took."""
    verdicts: Counter[OutcomeVerdict] = Counter()
    times = []
    for then, now in hops(folder):
        old, new = outcomes_in(then), outcomes_in(now)
        began = time.process_time()
        verdicts.update(each.verdict for each in compare_outcomes(old, new))
        times.append(time.process_time() - began)
    times.sort()
    print(f"\n{len(times)} pairs of versions: {', '.join(f'{each} {verdicts[each]}' for each in OutcomeVerdict)}")
    return {
        "pairs_of_versions": len(times),
        "verdicts": {each.value: verdicts[each] for each in OutcomeVerdict},
        "ms_p95": round(1000 * times[int(0.95 * (len(times) - 1))], 1) if times else None,
    }


def main(arguments: list[str] | None = None) -> int:
    """Answer the labelled cases, print what is wrong and the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.outcomes", description="How right verdicts are.")
    parser.add_argument("--versions", type=Path, default=None, help="folder with one folder of dated records per trial")
    parser.add_argument("--half", choices=HALVES, action="append", help="a half of the cases (default: both)")
    parser.add_argument("--all", action="store_true", help="compare all versions of the folder too")
    chosen = parser.parse_args(arguments)
    folder = chosen.versions or corpus()
    if not folder.is_dir():
        print(f"There are no versions of records in {folder}; name a folder with --versions.", file=sys.stderr)
        return 2
    cases = read_cases()
    figures: dict[str, Any] = {
        half: judge([each for each in cases if each["half"] == half], folder, half) for half in chosen.half or HALVES
    }
    if chosen.all:
        figures |= compare_all(folder)
    print(json.dumps(figures, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
