"""Backups of a PostgreSQL database by its own programs, pg_dump and pg_restore, when they are there."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, inspect, text
from sqlalchemy.exc import DBAPIError

from annotate import clock, schema
from annotate.core.numbers import many, written
from annotate.database import opened
from annotate.errors import Conflict, Invalid
from annotate.jobs.actions import forget_all
from annotate.personal_data.actions import delete_due
from annotate.upkeep import backups
from annotate.upkeep.backups import Progress
from annotate.upkeep.replaced_database import read_revocations
from annotate.upkeep.restoring import IN_USE, Restored
from annotate.upkeep.revocations import keep_ended

_PROGRAMS = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs of each release; the newest ones read what older ones wrote."""

_MISSING = (
    "{program} is not installed here. Install PostgreSQL's client programs (on Debian and Ubuntu: apt-get install "
    "postgresql-client), or run on the database's own machine: {instead}"
)


def back_up(url: URL, target: Path, told: Progress, *, replace: bool = False) -> int:
    """Write one moment of the database into one file, mode 0600, and give how many tables it holds.

    Raises Conflict when the target is there already and is not to be replaced, Invalid when pg_dump is missing or fails.
    """
    if target.exists() and not replace:
        raise Conflict(f"{target} is there already, and was left alone. Choose another name, or say --replace.")
    program = _program("pg_dump", f"pg_dump --format=custom --no-owner --file=FILE {url.database}")
    with opened(url) as database:
        tables = len(inspect(database.engine).get_table_names())
    with backups.drafted(target) as draft:
        _run(
            [program, "--format=custom", "--no-owner", "--no-privileges", "--verbose", f"--file={draft}"],
            url,
            lambda done: told(min(done, tables), tables),
        )
        listed = _tables_in(draft)
        if listed != tables:
            raise Invalid(f"The dump holds {many(listed, 'table')} of {written(tables)}, so it was thrown away.")
        backups.put(draft, target, replace=replace)
    return listed


def restore(url: URL, backup: Path, told: Progress, *, distrust: bool = False) -> Restored:
    """Restore a dump into a database of its own, and let the two change names: the one before is kept.

    Raises Invalid for what is no dump, when a program is missing, or when this role may not make databases; Conflict when
    the database is in use; SchemaTooNew when a later release made the dump.
    """
    tables = _tables_in(backup)
    at = clock.now()
    kept = f"{url.database}_before_{at:%Y%m%d_%H%M%S}"
    with opened(url) as present:
        _require_unused(url)
        with present.engine.connect() as connection:
            revocations = None if distrust else read_revocations(connection)
    with _scratch(url) as scratch:
        program = _program("pg_restore", f"pg_restore --dbname=NEW {backup}")
        _run(
            [
                program,
                "--exit-on-error",
                "--no-owner",
                "--no-privileges",
                "--verbose",
                f"--dbname={scratch.database}",
                str(backup),
            ],
            scratch,
            lambda done: told(min(done, tables), tables),
        )
        with opened(scratch) as database:
            schema.upgrade(database)
            with database.transaction() as session:
                kept_since = keep_ended(session, revocations, at)
                forget_all(session)
            delete_due(database)
        _require_unused(url)
        with opened(_neutral(url)) as neutral, neutral.engine.begin() as connection:
            quote = connection.dialect.identifier_preparer.quote
            for old, new in ((url.database, kept), (scratch.database, url.database)):
                connection.exec_driver_sql(f"ALTER DATABASE {quote(old or '')} RENAME TO {quote(new or '')}")
    return Restored(kept_since, f"the database {kept}")


def _tables_in(dump: Path) -> int:
    """Read a dump's table of contents; raises Invalid when it is none."""
    program = _program("pg_restore", f"pg_restore --list {dump}")
    listed = subprocess.run([program, "--list", str(dump)], check=False, capture_output=True, text=True)  # noqa: S603 - our own words
    tables = sum(" TABLE DATA " in line for line in listed.stdout.splitlines())
    if listed.returncode or not tables:
        raise Invalid(f"{dump} is damaged, or is not a backup made by annotate on PostgreSQL.")
    return tables


@contextmanager
def _scratch(url: URL) -> Iterator[URL]:
    """Make a database beside the present one; it is dropped, unless it bears another name by then."""
    name = f"{url.database}_restoring_{secrets.token_hex(4)}"
    with opened(_neutral(url)) as neutral:
        alone = neutral.engine.execution_options(isolation_level="AUTOCOMMIT")
        quoted = neutral.engine.dialect.identifier_preparer.quote(name)
        try:
            with alone.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {quoted} TEMPLATE template0")
        except DBAPIError as error:
            raise Invalid(
                f"No database could be made to restore into ({error.orig}). Let the role make databases (ALTER ROLE … CREATEDB)."
            ) from error
        try:
            yield url.set(database=name)
        finally:
            with alone.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {quoted}")


def _require_unused(url: URL) -> None:
    """Raise Conflict when anybody but us is connected."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()"
    with opened(_neutral(url)) as neutral, neutral.engine.connect() as connection:
        if connection.scalar(text(others), {"name": url.database}):
            raise Conflict(IN_USE)


def _neutral(url: URL) -> URL:
    return url.set(database="postgres")


def _program(name: str, instead: str) -> str:
    newest = sorted(_PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: path.parts[-3].zfill(4))
    found = str(newest[-1]) if newest else shutil.which(name)
    if found is None:
        raise Invalid(_MISSING.format(program=name, instead=instead))
    return found


def _run(command: list[str], url: URL, told: Callable[[int], None]) -> None:
    """Run one of PostgreSQL's programs, telling how many tables it has begun; raises Invalid with its last line."""
    said: list[str] = []
    tables = 0
    process = subprocess.Popen(command, env=_environment(url), stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own words
    with process:
        for line in process.stderr or ():
            said = [*said[-2:], line.strip()]
            if "dumping contents of table" in line or "processing data for table" in line:
                tables += 1
                told(tables)
    if process.returncode:
        raise Invalid(f"{Path(command[0]).name} failed: {' '.join(said)}")


def _environment(url: URL) -> dict[str, str]:
    """Say where the database is by variables: the words of a command can be read by everybody on the machine."""
    asked = {
        "PGHOST": url.host or "",
        "PGPORT": str(url.port or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": str(url.password or ""),
        "PGDATABASE": url.database or "",
        **{
            f"PG{name.upper()}": value
            for name, value in url.query.items()
            if isinstance(value, str) and name != "options"
        },
    }
    return os.environ | {name: value for name, value in asked.items() if value}
