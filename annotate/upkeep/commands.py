"""``annotate backup``, ``restore``, ``check-data`` and ``db copy``: each ends in one clear line."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import make_url

from annotate import schema
from annotate.core.instants import write_day
from annotate.core.numbers import many, written
from annotate.database import opened
from annotate.erasures import RETENTION
from annotate.errors import Invalid
from annotate.settings import Settings
from annotate.upkeep import backups, checking, copying, dumps, restoring

SHOWN = 50
"""How many findings of ``check-data`` are told one by one."""

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--replace", is_flag=True, help="Put it in place of a file of that name.")
def backup(file: Path, *, replace: bool) -> None:
    """Write all data into FILE while the server goes on serving.

    FILE appears when it is whole and was checked, not before; only its owner can read it. The keys in the data folder are
    not in it.
    """
    url = make_url(Settings.from_environ().database_url)
    target = file.absolute()
    with _bar("Backing up") as told:
        if url.get_backend_name() == "sqlite":
            made = backups.back_up(_file_of(url.database), target, told, replace=replace)
            what = f"schema {made.revision}, {many(made.accounts, 'account')}, {many(made.notes, 'note')}"
        else:
            what = many(dumps.back_up(url, target, told, replace=replace), "table")
    click.echo(f"{file} is whole and checked: {what}, {many(file.stat().st_size, 'byte')}.")


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path, dir_okay=False))
@click.option("--suspend-links", is_flag=True, help="Believe nothing of the present data: suspend every link.")
@click.confirmation_option(
    prompt="This puts the backup in the place of the present data, which are kept beside it. Go on?"
)
def restore(file: Path, *, suspend_links: bool) -> None:
    """Put the backup FILE in the place of the present data; stop the server first.

    What ended after the backup was made stays ended: revoked links, earlier passcodes and addresses, devices signed out,
    earlier passwords; what was deleted for good stays deleted. That is read from the present data. Where they cannot be
    read, every link of the backup is suspended until its owner sets a new passcode, and everybody signs in anew.
    """
    url = make_url(Settings.from_environ().database_url)
    with _bar("Restoring") as told:
        if url.get_backend_name() == "sqlite":
            done = restoring.restore(file.absolute(), _file_of(url.database), told, distrust=suspend_links)
        else:
            done = dumps.restore(url, file.absolute(), told, distrust=suspend_links)
    kept = done.kept
    click.echo(
        f"Links that stand as they stood: {written(kept.as_they_stand)}; suspended: {written(kept.suspended)}; suspended until their owners "
        f"have seen that they show earlier words: {written(kept.reworded)}."
    )
    click.echo(
        f"Kept as decided since the backup: {many(kept.addresses, 'address', 'addresses')}; "
        f"deleted for good again: {many(kept.accounts, 'account')}, {many(kept.notes, 'note')}."
    )
    if kept.used_until is not None:
        click.echo(
            f"This backup is old: it was last used on {write_day(kept.used_until)}. What was deleted for good since is known for "
            f"{RETENTION.days} days alone; earlier deletions may be undone by it."
        )
    click.echo(f"{file} is restored{f'; the data before are kept as {done.before}' if done.before else ''}.")


@click.command("check-data")
def check_data() -> None:
    """Look at everything that always holds: files, references, records, notes' places, links, private replies.

    Nothing is changed, and the server may go on. The exit code is 0 when all of it holds, 1 when anything does not.
    """
    found: list[str] = []
    with opened(Settings.from_environ().database_url) as database, database.reader() as session:
        schema.require_newest(database)
        if database.engine.dialect.name == "postgresql":
            session.connection().exec_driver_sql("SET LOCAL statement_timeout = 0")
        for check in checking.checks(session):
            with click.progressbar(length=max(check.steps, 1), label=f"Checking {check.name}", file=sys.stderr) as bar:
                for each in check.run():
                    found += [each.what] if each else []
                    bar.update(0 if each and check.steps == 1 else 1)
    for what in found[:SHOWN]:
        click.echo(what)
    if len(found) > SHOWN:
        click.echo(f"and {written(len(found) - SHOWN)} more")
    click.echo(many(len(found), "violation") if found else "Everything holds: 0 violations")
    sys.exit(1 if found else 0)


@click.command("copy")
@click.argument("source_url")
def copy(source_url: str) -> None:
    """Copy all data from SOURCE_URL into the empty database of ANNOTATE_DATABASE_URL.

    SOURCE_URL is an SQLAlchemy URL, or the path of an SQLite file. Every row is compared after it was written; what goes
    wrong leaves the target empty. Stop the server before, and start it with the new address afterwards.
    """
    source, target = _source(source_url), Settings.from_environ().database_url
    if make_url(source) == make_url(target):
        raise Invalid("Source and target are the same database: set ANNOTATE_DATABASE_URL to the new one.")
    with opened(source) as origin, opened(target) as empty, _bar("Copying") as told:
        done = copying.copy_all(origin, empty, told)
    click.echo(f"Copied and compared {many(done.rows, 'row')} of {many(done.tables, 'table')}.")


def _source(words: str) -> str:
    if "://" not in words:
        words = f"sqlite:///{words}"
    url = make_url(words)
    if url.get_backend_name() == "sqlite":
        _file_of(url.database)
    return words


def _file_of(path: str | None) -> Path:
    if not path or not Path(path).is_file():
        raise Invalid(f"There is no database in {path or 'memory'}.")
    return Path(path).absolute()


@contextmanager
def _bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far something is, on standard error, for whoever watches."""
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def told(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield told
