"""How notes keep their place when records change: ``python -m benchmarks.anchoring [--versions FOLDER] [--cases FILE [--answers OUT]]``.

Without ``--cases``: every passage (see ``anchoring_judge``) of the older version of each pair of real records is anchored in the
newer one. FOLDER holds one folder per trial with its dated versions, in any shape that the registry's records come in; pairs
are neighbours by name (``--hops`` takes every older version against every newer one). The last line is one JSON object.

With ``--cases``: labelled cases over texts, a JSON list of ``{"id", "old", "new", "start", "end", "expected": {"state",
"start", "end", "also_ok": [{"state", "start", "end"}]}}``, offsets in code points; ``anchoring_cases`` tells what else a case may say.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.core.anchoring import Comparison, Exact, Moved, Reanchored, compare
from annotate.core.document import Document
from annotate.registry.errors import UnreadableRecord
from annotate.registry.shapes import read_record
from benchmarks.anchoring_cases import judge_cases, questions, read_cases
from benchmarks.anchoring_judge import Judge, Passage, passages
from tests.anchoring import reanchor, spans_of

ROOT = Path(__file__).resolve().parent.parent
STATES = ("exact", "moved", "changed", "ambiguous", "orphaned")
_SHOWN = 20
_QUOTED = 70


@dataclass(slots=True)
class Tally:
    """What one run counted; ``wrong`` and ``lost`` hold lines for the reader."""

    pairs: int = 0
    passages: int = 0
    states: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    said_openly: int = 0
    unchanged: int = 0
    unchanged_kept: int = 0
    once: int = 0
    lost: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Version:
    """One dated file of one trial."""

    name: str
    document: Document
    drugs: tuple[str, ...]


def corpus() -> Path:
    """The folder of versions of the corpus of real records, which is no part of the project."""
    return Path(os.environ.get("ANNOTATE_CORPUS", ROOT.parent / "shared" / "data" / "trials")) / "versions"


def version_pairs(folder: Path, *, hops: bool) -> Iterator[tuple[Version, Version]]:
    """Each pair of versions, trial by trial."""
    for trial in sorted(path for path in folder.iterdir() if path.is_dir()):
        versions = []
        for path in sorted(path for path in trial.iterdir() if path.is_file() and not path.name.startswith(".")):
            try:
                record = read_record(path.read_bytes())
            except UnreadableRecord as error:
                print(f"passed over {trial.name}/{path.name}: {error}")
                continue
            drugs = tuple(treatment.name for treatment in record.interventions)
            versions.append(Version(f"{trial.name}/{path.name}", record.document, drugs))
        for index, old in enumerate(versions):
            for new in versions[index + 1 :] if hops else versions[index + 1 : index + 2]:
                yield old, new


def run_versions(folder: Path, *, hops: bool) -> dict[str, Any]:
    """Anchor every passage of every pair and print what came of it; the figures of the last line."""
    tally = Tally()
    for old, new in version_pairs(folder, hops=hops):
        asked = passages(old.document, f"{old.name} {new.name}")
        if not asked:
            continue
        before = time.process_time()
        answers = reanchor(old.document, new.document, [(passage.start, passage.end) for passage in asked], old.drugs)
        tally.seconds.append(time.process_time() - before)
        tally.pairs += 1
        judge = Judge(old.document, new.document)
        for passage, reanchored in zip(asked, answers, strict=True):
            _count(tally, judge, passage, reanchored, f"{old.name} → {new.name.rpartition('/')[2]}", old.document)
    return _report(tally)


def _count(tally: Tally, judge: Judge, passage: Passage, reanchored: Reanchored, pair: str, old: Document) -> None:
    tally.passages += 1
    tally.states[reanchored.state] += 1
    quoted = old.text[passage.start : passage.end].replace("\n", "⏎")
    line = f"{pair}: {passage.kind} “{quoted[:_QUOTED]}{'…' if len(quoted) > _QUOTED else ''}”"
    kept = isinstance(reanchored, Exact | Moved)
    if isinstance(reanchored, Exact | Moved):
        wrong = judge.wrong(passage, reanchored.span.start, reanchored.span.end)
        if wrong == "list" and isinstance(reanchored, Moved) and reanchored.crossed:
            tally.said_openly += 1
        elif wrong:
            tally.wrong.append(f"{line}: {reanchored.state} at {reanchored.span.start}, but another {wrong}")
    if judge.unchanged(passage):
        tally.unchanged += 1
        tally.unchanged_kept += kept
    if judge.stands_once(passage):
        tally.once += 1
        if not kept:
            tally.reasons[f"{reanchored.state}: {_reason(reanchored)}"] += 1
            tally.lost.append(f"{line}: {reanchored.state}, {_reason(reanchored)}")


def _reason(reanchored: Reanchored) -> str:
    """The first sentence of the evidence without the words that it quotes, and where the same words are."""
    first, *others = reanchored.evidence
    where = [sentence for sentence in others if sentence.startswith("The same words are")]
    return " ".join([first.partition(" (")[0], *where])


def _report(tally: Tally) -> dict[str, Any]:
    print(f"silent wrong anchors: {len(tally.wrong)}")
    for line in tally.wrong[:_SHOWN]:
        print(f"  {line}")
    print(f"{tally.pairs} pairs of versions, {tally.passages} passages")
    for state in STATES:
        print(f"  {state:<10}{tally.states[state]:>8}{tally.states[state] / max(tally.passages, 1):>9.2%}")
    print(f"kept and said openly to stand in another list of criteria: {tally.said_openly}")
    print(f"unchanged blocks: {tally.unchanged_kept} of {tally.unchanged} passages kept")
    print(
        f"words that stand exactly once in the new version: {tally.once - len(tally.lost)} of {tally.once} passages kept; not kept:"
    )
    for reason, count in tally.reasons.most_common():
        print(f"  {count:>6}  {reason}")
    for line in tally.lost[:: max(len(tally.lost) // _SHOWN, 1)][:_SHOWN]:
        print(f"          e.g. {line}")
    times = sorted(tally.seconds) or [0.0]
    figures = {
        "pairs": tally.pairs,
        "passages": tally.passages,
        "silent_wrong": len(tally.wrong),
        "recall_unchanged": round(tally.unchanged_kept / tally.unchanged, 5) if tally.unchanged else None,
        "states": {state: tally.states[state] for state in STATES},
        "said_openly": tally.said_openly,
        "standing_once": tally.once,
        "standing_once_not_kept": len(tally.lost),
        "recall_standing_once": round(1 - len(tally.lost) / tally.once, 5) if tally.once else None,
        "not_kept_because": dict(tally.reasons.most_common()),
        "ms_per_note": round(1000 * sum(times) / max(tally.passages, 1), 4),
        "ms_per_pair_p95": round(1000 * times[min(int(len(times) * 0.95), len(times) - 1)], 2),
    }
    print(f"{figures['ms_per_note']} ms a passage, {figures['ms_per_pair_p95']} ms a pair at the 95th percentile")
    return figures


def run_cases(path: Path, answers_path: Path | None) -> dict[str, Any]:
    """Answer labelled cases, judge the answers and write them down."""
    cases = list(questions(read_cases(path)))
    answers: list[dict[str, Any]] = []
    comparisons: dict[tuple[Document | str, Document | str, tuple[str, ...]], Comparison] = {}
    before = time.process_time()
    for case in cases:
        texts = (case.old, case.new, case.drugs)
        if texts not in comparisons:
            comparisons[texts] = compare(*texts)
        reanchored = comparisons[texts].reanchor(case.start, case.end)
        placed = spans_of(reanchored)[0] if reanchored.state in STATES[:3] else None
        answers.append(
            {
                "id": case.id,
                "state": reanchored.state,
                "start": placed.start if placed else None,
                "end": placed.end if placed else None,
                "candidates": [] if placed else [[span.start, span.end] for span in spans_of(reanchored)],
            }
        )
    seconds = time.process_time() - before
    if answers_path is not None:
        answers_path.write_text(json.dumps(answers, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return {**judge_cases(cases, answers), "ms_per_case": round(1000 * seconds / max(len(cases), 1), 3)}


def main(arguments: list[str] | None = None) -> int:
    """Run one of the two benchmarks."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.anchoring", description="How notes keep their place.")
    parser.add_argument("--versions", type=Path, default=None, help="folder with one folder of dated records per trial")
    parser.add_argument(
        "--hops", action="store_true", help="every older version against every newer one, not neighbours only"
    )
    parser.add_argument("--cases", type=Path, help="labelled cases over texts, a JSON list")
    parser.add_argument("--answers", type=Path, help="where to write the answers to the cases")
    chosen = parser.parse_args(arguments)
    if chosen.cases is not None:
        print(json.dumps(run_cases(chosen.cases, chosen.answers), ensure_ascii=False))
        return 0
    folder = chosen.versions or corpus()
    if not folder.is_dir():
        print(f"There are no versions of records in {folder}; name a folder with --versions.", file=sys.stderr)
        return 2
    print(json.dumps(run_versions(folder, hops=chosen.hops), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
