"""``annotate trials``: import records from files, from the registry, and the samples."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

import click

from annotate import schema
from annotate.core.numbers import many, written
from annotate.core.text import unbroken
from annotate.database import Database, opened
from annotate.errors import AnnotateError
from annotate.notes.anchors.placing import place_waiting
from annotate.notes.anchors.queries import count_unplaced
from annotate.registry import actions
from annotate.registry.actions import Imported, ImportOutcome, Refused
from annotate.registry.client import RegistryClient
from annotate.registry.files import find_files
from annotate.registry.importing import DoneBefore, count_items
from annotate.registry.processes import processes_for
from annotate.settings import Settings
from annotate.trials.actions import Stored

SHOWN = 1000
"""Refusals that are printed; the others are counted."""
FETCH_SECONDS = 60.0
"""How long the command line waits for one record."""
_BETWEEN_FETCHES = 1.0  # seconds; the registry states no limit, and has always accepted one request a second


@click.group()
def trials() -> None:
    """Trial records: import files, fetch from the registry, put the samples in."""


@trials.command("import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--processes", type=click.IntRange(0, 64), help="Processes that read; 0 for this one alone. [default: cores]"
)
@click.option("--again", is_flag=True, help="Read archives that were imported before once more.")
def import_(paths: tuple[Path, ...], processes: int | None, *, again: bool) -> None:
    """Import the records in files, folders (*.json and *.xml, with all that is below) and zip archives.

    Formats are the registry's current API JSON (one record, a list, or a page of studies), its retired first JSON, and its
    older XML. Importing again is harmless: a record that says nothing new changes nothing, a changed one becomes a new
    version. Each refused file is reported with its reason and stops no other; the last line counts.

    An import that is stopped, however that happens, goes on where it was when the same command is run again.

    The exit code is 0 when any record could be read, 1 when none could.
    """
    files = find_files(paths)
    if not files:
        raise click.ClickException("There are no .json or .xml files there.")
    number, tally = count_items(files), _Tally()
    with _up_to_date() as database, click.progressbar(length=number, label="Importing", file=sys.stderr) as bar:

        def tell(before: DoneBefore) -> None:
            bar.update(before.done)
            tally.done_before(before)

        asked = processes_for(number) if processes is None else processes
        for outcome in actions.import_files(database, files, processes=asked, again=again, told=tell):
            tally.count(outcome)
            bar.update(int(outcome.last))
        bar.update(number - bar.pos)
        _place_notes(database)
    tally.tell()


@trials.command()
@click.argument("registry_ids", metavar="NCT...", nargs=-1, required=True)
def fetch(registry_ids: tuple[str, ...]) -> None:
    """Fetch records from the registry by their ids, such as NCT04561557, at most one a second."""
    settings = Settings.from_environ()
    client = RegistryClient(settings.registry_url, timeout=settings.registry_timeout, patience=FETCH_SECONDS)
    outcomes = []
    with _up_to_date() as database:
        for place, registry_id in enumerate(registry_ids):
            if place:
                sleep(_BETWEEN_FETCHES)
            outcomes.append(ImportOutcome(Path(registry_id), _fetched(database, client, registry_id)))
        _place_notes(database)
    for outcome in outcomes:
        if isinstance(outcome.result, Imported):
            click.echo(f"{outcome.result.registry_id}  {outcome.result.stored}: {outcome.result.title}")
    _tell(outcomes)


@trials.command()
def samples() -> None:
    """Put the sample records in that ship with annotate; the registry's own records stay as they are."""
    with _up_to_date() as database:
        _tell(actions.import_samples(database))


def _place_notes(database: Database) -> None:
    """Place the notes that were too many for the transactions in which their versions came in."""
    with database.reader() as session:
        left = count_unplaced(session)
    if left:
        click.echo(file=sys.stderr)
        with click.progressbar(length=left, label="Placing notes", file=sys.stderr) as bar:
            for placed in place_waiting(database):
                bar.update(placed)


def _fetched(database: Database, client: RegistryClient, registry_id: str) -> Imported | Refused:
    try:
        return actions.fetch_trial(database, client, registry_id)
    except ValueError as error:
        return Refused(str(error))
    except AnnotateError as error:
        return Refused(error.message)


class _Tally:
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


def _tell(outcomes: Iterable[ImportOutcome]) -> None:
    """Print refusals and, last, the counts; exit with 1 if there are only refusals."""
    tally = _Tally()
    for outcome in outcomes:
        tally.count(outcome)
    tally.tell()


def _name(path: Path) -> str:
    """Return a path as it can be printed: names in archives are anybody's, and may hold what steers a terminal."""
    return unbroken(click.format_filename(path)).replace("\n", " ").replace("\t", " ")


@contextmanager
def _up_to_date() -> Iterator[Database]:
    with opened(Settings.from_environ().database_url) as database:
        schema.upgrade(database)
        yield database
