"""Rows of two CSV files: every unit of a round with all answers and the decision, and every figure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotate.core.agreement import AgreementReport, BootstrapInterval, Figure, NotDefined, TooFewUnits
from annotate.core.spreadsheets import escape_cell


@dataclass(frozen=True, slots=True)
class UnitAnswer:
    """What one reader answered about one label on one trial."""

    answer: str
    """"found", "looked for, not reported", "nothing", or "no answer" of who did not close the trial."""
    passages: tuple[tuple[int, int, str], ...] = ()
    """Start, end (code points) and quote of each."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One label on one trial."""

    trial: str
    version: str
    """The registry's date of the version that was read, as YYYY-MM-DD; empty if it has none."""
    version_hash: str
    label: str
    answers: tuple[UnitAnswer, ...]
    """One for each reader, in the order of the head."""
    verdict: str
    decision: str = ""
    reason: str = ""
    decided_by: str = ""
    decided_at: str = ""


def unit_rows(readers: Sequence[str], units: Sequence[UnitRow]) -> Iterator[list[str]]:
    """Give the head and a row for each unit; every cell is safe in a spreadsheet."""
    columns = [
        column for reader in readers for column in (f"{reader}: answer", f"{reader}: places", f"{reader}: quotes")
    ]
    yield _cells(
        "trial",
        "version",
        "version_sha256",
        "label",
        *columns,
        "verdict",
        "decision",
        "reason",
        "decided_by",
        "decided_at",
    )
    for unit in units:
        said = [
            cell
            for answer in unit.answers
            for cell in (
                answer.answer,
                " ".join(f"{start}-{end}" for start, end, _ in answer.passages),
                "\n".join(quote for _, _, quote in answer.passages),
            )
        ]
        decided = (unit.decision, unit.reason, unit.decided_by, unit.decided_at)
        yield _cells(unit.trial, unit.version, unit.version_hash, unit.label, *said, unit.verdict, *decided)


def figure_rows(report: AgreementReport, readers: Sequence[str], labels: Sequence[str]) -> Iterator[list[str]]:
    """Give the head and a row for each figure; ``readers`` and ``labels`` are the names shown, in the report's order."""
    name = dict(zip(report.readers, readers, strict=True))
    label_name: dict[str | None, str] = dict(zip(report.labels, labels, strict=True))
    yield _cells(
        "readers", "label", "measure", "unit", "value", "low_95", "high_95", "note", "seed", "resamples", "defined"
    )
    for pair in report.pairs:
        for figure in pair.figures:
            whose = f"{name[pair.first]} and {name[pair.second]}"
            yield _figure(report, whose, label_name.get(pair.label, "all, pooled"), figure)
    for joint in report.joint:
        for figure in joint.figures:
            yield _figure(report, "all", label_name.get(joint.label, "all, pooled"), figure)


def _figure(report: AgreementReport, whose: str, label: str, figure: Figure) -> list[str]:
    value, note, low, high, defined = "", "", "", "", ""
    if isinstance(figure.value, NotDefined):
        note = f"not defined: {figure.value.reason}"
    elif isinstance(figure.value, TooFewUnits):
        note = f"too few units: {figure.value.units}"
    else:
        value = f"{float(figure.value):.6f}"
    if isinstance(figure.interval, BootstrapInterval):
        low, high, defined = f"{figure.interval.low:.6f}", f"{figure.interval.high:.6f}", str(figure.interval.defined)
    elif isinstance(figure.interval, NotDefined):
        note = f"no interval: {figure.interval.reason}"
    seed, resamples = (str(report.seed), str(report.resamples)) if report.resamples else ("", "")
    cells = _cells(whose, label, figure.measure.value, figure.measure.unit.value)
    # Numbers are ours: a minus sign before one is no formula.
    return [*cells, value, low, high, *_cells(note), seed, resamples, defined]


def _cells(*texts: str) -> list[str]:
    return [escape_cell(text) for text in texts]
