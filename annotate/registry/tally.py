"""What the command line says of an import: refusals, and the counts of outcomes."""

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from annotate.core.numbers import many, written
from annotate.core.text import unbroken
from annotate.registry.importing import DoneBefore, Imported, ImportOutcome
from annotate.trials.actions import Stored

SHOWN = 1000
"""Refusals that are printed; the others are counted."""


class Tally:
    """Counts outcomes, and holds the first refusals, so that it stays small however many there are."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._refusals: list[str] = []
        self._before: list[str] = []

    def done_before(self, before: DoneBefore) -> None:
        """Note what an earlier import has done."""
        name, done = click.format_filename(before.path), many(before.done, "file")
        if before.done < before.entries:
            self._before.append(
                f"{name}: {done} of {written(before.entries)} done by an earlier import; the others now."
            )
        else:
            self._before.append(f"{name}: all of it was imported before ({done}). To read it once more, say --again.")

    def count(self, outcome: ImportOutcome) -> None:
        """Count the outcome of a record."""
        if isinstance(outcome.result, Imported):
            self._counts[outcome.result.stored] += 1
            return
        self._counts["refused"] += 1
        if len(self._refusals) < SHOWN:
            self._refusals.append(f"refused  {_name(outcome.path)}: {outcome.result.reason}")

    def tell(self) -> None:
        """Print refusals and, last, the counts; exit with 1 if there are only refusals."""
        refused = self._counts["refused"]
        for line in (*self._before, *self._refusals):
            click.echo(line)
        if refused > len(self._refusals):
            click.echo(f"refused  and {written(refused - len(self._refusals))} more")
        new_versions = self._counts[Stored.NEW_VERSION]
        click.echo(
            f"{written(self._counts[Stored.NEW])} new, {many(new_versions, 'new version')}, "
            f"{written(self._counts[Stored.UNCHANGED])} unchanged, {written(refused)} refused"
        )
        if refused and refused == self._counts.total():
            sys.exit(1)


def tell_outcomes(outcomes: Iterable[ImportOutcome]) -> None:
    """Print refusals and, last, the counts; exit with 1 if there are only refusals."""
    tally = Tally()
    for outcome in outcomes:
        tally.count(outcome)
    tally.tell()


def _name(path: Path) -> str:
    """Return a path as it can be printed: names in archives are anybody's, and may hold what steers a terminal."""
    return unbroken(click.format_filename(path)).replace("\n", " ").replace("\t", " ")
