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
from annotate.database import Database, opened
from annotate.errors import AnnotateError
from annotate.notes.anchors.placing import place_waiting
from annotate.notes.anchors.queries import count_unplaced
from annotate.registry import actions
from annotate.registry.actions import Imported, ImportOutcome, Refused
from annotate.registry.client import RegistryClient
from annotate.registry.files import find_files
from annotate.registry.rereading import reread_outdated
from annotate.settings import Settings
from annotate.trials.actions import Stored
from annotate.trials.readings import count_outdated

FETCH_SECONDS = 60.0
"""How long the command line waits for one record."""
_BETWEEN_FETCHES = 1.0  # seconds; the registry states no limit, and has always accepted one request a second


@click.group()
def trials() -> None:
    """Trial records: import files, fetch from the registry, put the samples in."""


@trials.command("import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def import_(paths: tuple[Path, ...]) -> None:
    """Import the records in files and folders (*.json and *.xml, with all that is below a folder).

    Formats are the registry's current API JSON (one record, a list, or a page of studies), its retired first JSON, and its
    older XML. Importing again is harmless: a record that says nothing new changes nothing, a changed one becomes a new
    version. Each refused file is reported with its reason and stops no other; the last line counts.

    The exit code is 0 when any record could be read, 1 when none could.
    """
    files = find_files(paths)
    if not files:
        raise click.ClickException("There are no .json or .xml files there.")
    with _up_to_date() as database, click.progressbar(length=len(files), label="Importing", file=sys.stderr) as bar:
        outcomes = []
        for outcome in actions.import_files(database, files):
            outcomes.append(outcome)
            bar.update(int(outcome.last))
        _place_notes(database)
    _tell(outcomes)


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


@trials.command()
def reread() -> None:
    """Read stored records anew that an earlier release stored, when this one shows more of them.

    The server does so by itself, as a job; both can be stopped at any time and go on where they were. The stored versions
    keep their text: a record of which more is shown gets a version of its own, and notes are placed in it.
    """
    with _up_to_date() as database:
        with database.reader() as session:
            left = count_outdated(session)
        records = readings = unread = 0
        with click.progressbar(length=left, label="Reading anew", file=sys.stderr) as bar:
            for batch in reread_outdated(database):
                records += batch.records
                readings += batch.readings
                unread += batch.unread
                bar.update(batch.records)
        _place_notes(database)
    unchanged = records - readings - unread
    click.echo(f"{many(readings, 'new reading')}, {written(unchanged)} unchanged, {written(unread)} unreadable")


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


def _tell(outcomes: Iterable[ImportOutcome]) -> None:
    """Print refusals and, last, the counts; exit with 1 if there are only refusals."""
    counts: Counter[str] = Counter()
    for outcome in outcomes:
        if isinstance(outcome.result, Refused):
            click.echo(f"refused  {click.format_filename(outcome.path)}: {outcome.result.reason}")
            counts["refused"] += 1
        else:
            counts[outcome.result.stored] += 1
    new_versions = counts[Stored.NEW_VERSION]
    click.echo(
        f"{written(counts[Stored.NEW])} new, {many(new_versions, 'new version')}, "
        f"{written(counts[Stored.UNCHANGED])} unchanged, {written(counts['refused'])} refused"
    )
    if counts["refused"] == counts.total():
        sys.exit(1)


@contextmanager
def _up_to_date() -> Iterator[Database]:
    with opened(Settings.from_environ().database_url) as database:
        schema.upgrade(database)
        yield database
