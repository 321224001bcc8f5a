"""``annotate trials``: import records from files, from the registry, and the samples."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from annotate import schema
from annotate.core.numbers import many, written
from annotate.core.record import normalise_registry_id
from annotate.database import Database, opened
from annotate.errors import AnnotateError
from annotate.notes.anchors.placing import place_waiting
from annotate.notes.anchors.queries import count_unplaced
from annotate.registry import actions
from annotate.registry.client import RegistryClient, patient_client
from annotate.registry.files import find_files
from annotate.registry.history import import_history
from annotate.registry.history_fetch import fetch_history
from annotate.registry.importing import DoneBefore, Imported, ImportOutcome, count_items, import_files
from annotate.registry.processes import processes_for
from annotate.registry.reading import Refused
from annotate.registry.rereading import reread_outdated
from annotate.registry.sync import Sync
from annotate.registry.sync_status import status_lines
from annotate.registry.tally import Tally, tell_outcomes
from annotate.settings import SYNC_ALL, Settings
from annotate.trials.readings import count_outdated


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
    number, tally = count_items(files), Tally()
    with _up_to_date() as database, click.progressbar(length=number, label="Importing", file=sys.stderr) as bar:

        def tell(before: DoneBefore) -> None:
            bar.update(before.done)
            tally.done_before(before)

        asked = processes_for(number) if processes is None else processes
        for outcome in import_files(database, files, processes=asked, again=again, told=tell):
            tally.count(outcome)
            bar.update(int(outcome.last))
        bar.update(number - bar.pos)
        _place_notes(database)
    tally.tell()


@trials.command()
@click.argument("registry_ids", metavar="NCT...", nargs=-1, required=True)
def fetch(registry_ids: tuple[str, ...]) -> None:
    """Fetch records from the registry by their ids, such as NCT04561557, at most one a second."""
    with _up_to_date() as database:
        client = patient_client(database, Settings.from_environ())
        outcomes = [ImportOutcome(Path(each), _fetched(database, client, each)) for each in registry_ids]
        _place_notes(database)
    for outcome in outcomes:
        if isinstance(outcome.result, Imported):
            click.echo(f"{outcome.result.registry_id}  {outcome.result.stored}: {outcome.result.title}")
    tell_outcomes(outcomes)


@trials.command()
def samples() -> None:
    """Put the sample records in that ship with annotate; the registry's own records stay as they are."""
    with _up_to_date() as database:
        tell_outcomes(actions.import_samples(database))


@trials.command()
@click.option("--add", "adds", is_flag=True, help="Add changed trials that are not here, too.")
@click.option("--since", metavar="DAY", default="", help="List what changed since a day, such as 2026-03-25.")
@click.option("--status", "shows_status", is_flag=True, help="Only say when it last ran, what came, and what is open.")
def sync(*, adds: bool, since: str, shows_status: bool) -> None:
    """Bring the records that are here up to date with the registry, at most one request a second.

    What changed since the last run is listed and read; trials with notes are read again every week. A run that was stopped, by
    Ctrl-C or by the registry, is gone on with by the next one. The exit code is 1 when the registry stopped it.
    """
    settings = Settings.from_environ()
    with _up_to_date() as database:
        if not shows_status:
            _synced(database, settings, since, adds=adds or settings.sync == SYNC_ALL)
            return
        with database.reader() as session:
            for line in status_lines(session, settings):
                click.echo(line)


@trials.command()
@click.argument("sources", metavar="FILE...", nargs=-1, required=True)
def history(sources: tuple[str, ...]) -> None:
    """Import earlier versions of records from files and folders of the registry's history (*.json).

    These are what curl saved of …/studies/NCT…/history/0, or what cthist and ctrdata keep: one version, a list of them, or one on
    each line. They are placed before the current record by their dates; its trial must be here. Importing again is harmless.

    Where ANNOTATE_REGISTRY_HISTORY is set, the id of a trial in the place of a file fetches its history, a version a second.
    """
    paths, ids = _paths_and_ids(sources)
    files = find_files(paths)
    if not files and not ids:
        raise click.ClickException("There are no .json files there.")
    outcomes: list[ImportOutcome] = []
    with _up_to_date() as database:
        try:
            for registry_id in ids:
                outcomes.extend(_fetched_history(database, registry_id))
            outcomes.extend(import_history(database, files))
        finally:
            _place_notes(database)
    tell_outcomes(outcomes)


def _paths_and_ids(sources: Iterable[str]) -> tuple[list[Path], list[str]]:
    """Part files that are there from registry ids; other words are a mistake."""
    paths, ids = [], []
    for source in sources:
        if Path(source).exists():
            paths.append(Path(source))
            continue
        try:
            ids.append(normalise_registry_id(source))
        except ValueError:
            raise click.BadParameter(f"{source!r} is neither a file that is there nor a registry id.") from None
    return paths, ids


def _fetched_history(database: Database, registry_id: str) -> Iterator[ImportOutcome]:
    settings = Settings.from_environ()
    if not settings.registry_history:
        raise click.ClickException(
            "Fetching the history is off, for the registry documents no way to it (ANNOTATE_REGISTRY_HISTORY). "
            "Versions that a browser or curl saved can be imported: annotate trials history FILE"
        )
    client = patient_client(database, settings, settings.registry_history)
    for outcome in fetch_history(database, client, registry_id):
        what = outcome.result.reason if isinstance(outcome.result, Refused) else outcome.result.stored
        _say(f"{registry_id}  {what}")
        yield outcome


def _synced(database: Database, settings: Settings, since: str, *, adds: bool) -> None:
    run = Sync(database, patient_client(database, settings), settings.registry_url, adds=adds, tell=_say)
    try:
        came = run.run(since=since)
    finally:
        for registry_id, reason in run.reasons:
            click.echo(f"refused  {registry_id}: {reason}")
        _place_notes(database)
    click.echo(came.words())
    if came.left:
        click.echo(f"The registry did not send {many(came.left, 'record')}; the next run asks once more.")


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


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


@contextmanager
def _up_to_date() -> Iterator[Database]:
    with opened(Settings.from_environ().database_url) as database:
        schema.upgrade(database)
        yield database
