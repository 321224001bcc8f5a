"""The ``annotate`` command."""

import os
import socket
from functools import partial
from typing import Any

import click
from alembic.util import CommandError
from flask import Flask
from sqlalchemy.exc import ArgumentError, OperationalError, ProgrammingError

from annotate import schema
from annotate.accounts.commands import token, user
from annotate.app import create_app
from annotate.codebook.commands import labels_group
from annotate.core.numbers import many
from annotate.database import Database, opened
from annotate.errors import AnnotateError, Invalid
from annotate.interchange.commands import export_notes, import_notes_of, verify
from annotate.jobs.commands import list_jobs, worker
from annotate.jobs.worker import Worker
from annotate.mail.commands import mail
from annotate.notes.queries import has_notes
from annotate.notifications.commands import preview
from annotate.participation.commands import address
from annotate.personal_data.actions import delete_due
from annotate.registry.actions import import_samples
from annotate.registry.commands import trials
from annotate.registry.importing import Imported
from annotate.replies.commands import notes
from annotate.schedule import jobs_of
from annotate.serving import server
from annotate.settings import Settings, WrongSettings
from annotate.trash.commands import trash
from annotate.trials.actions import Stored
from annotate.trials.commands import index_trials
from annotate.upkeep.commands import backup, check_data, copy, restore


class _Commands(click.Group):
    """Commands whose broken expectations end in one clear line and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - the base class gives anything
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Invalid as refusal:
            raise click.ClickException(" ".join([refusal.message, *refusal.fields.values()])) from refusal
        except AnnotateError as error:
            raise click.ClickException(error.message) from error
        except (WrongSettings, schema.SchemaTooNew, CommandError, ArgumentError) as error:
            raise click.ClickException(str(error)) from error
        except (OperationalError, ProgrammingError) as error:
            raise click.ClickException(f"The database does not take this: {error.orig}") from error


@click.group(cls=_Commands, context_settings={"obj": jobs_of})
@click.version_option(package_name="annotate")
def main() -> None:
    """Private margins on clinical-trial records. Settings come from the environment (ANNOTATE_…)."""


main.add_command(user)
main.add_command(token)
trials.add_command(index_trials)
main.add_command(trials)
notes.add_command(export_notes)
notes.add_command(import_notes_of)
main.add_command(notes)
main.add_command(labels_group(has_notes))
main.add_command(verify)
main.add_command(mail)
mail.add_command(preview)
main.add_command(address)
main.add_command(trash)
main.add_command(backup)
main.add_command(restore)
main.add_command(check_data)
main.add_command(list_jobs)
main.add_command(worker)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--prepare", is_flag=True, help="First bring the database up to date, with the sample records in it.")
def serve(host: str, port: int, *, prepare: bool) -> None:
    """Serve the pages until Ctrl-C."""
    settings = Settings.from_environ()
    address = _free_address(host, port)
    with opened(settings.database_url) as database:
        if prepare:
            _prepare(database)
        schema.require_newest(database)
    shown = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    server.serve(
        settings,
        address,
        port,
        application=partial(_application, settings, shown),
        ready=partial(_greet, settings, shown),
    )
    click.echo("Stopped.")


@main.group()
def db() -> None:
    """The database's schema."""


db.add_command(copy)


@db.command()
def upgrade() -> None:
    """Bring the schema to the newest revision."""
    with opened(Settings.from_environ().database_url) as database:
        changed = schema.upgrade(database)
        click.echo(f"The schema is at {schema.current(database)}{'' if changed else ' already'}.")


@db.command()
@click.argument("revision")
@click.confirmation_option(prompt="Going back drops what only later revisions keep. Go on?")
def downgrade(revision: str) -> None:
    """Take the schema back to REVISION; "base" empties the database."""
    with opened(Settings.from_environ().database_url) as database:
        schema.downgrade(database, revision)
        click.echo(f"The schema is at {schema.current(database) or 'base'}.")


@db.command()
def current() -> None:
    """Tell the schema's revision, and whether it is the newest."""
    with opened(Settings.from_environ().database_url) as database:
        revision, newest = schema.current(database), schema.newest()
    click.echo(f"{revision or 'base'} ({'newest' if revision == newest else f'the newest is {newest}'})")


@db.command()
@click.argument("message")
def revision(message: str) -> None:
    """Write the next revision, named by MESSAGE, from what the models say and the schema lacks; for developers."""
    with opened(Settings.from_environ().database_url) as database:
        click.echo(f"Read it before you use it: {schema.draft_revision(database, message)}")


@user.command("sweep")
def sweep_accounts() -> None:
    """Delete the accounts whose owners asked for it two weeks ago, and did not come back."""
    with opened(Settings.from_environ().database_url) as database:
        click.echo(f"{many(delete_due(database), 'account')} deleted.")


def _prepare(database: Database) -> None:
    """Do what a first start needs; a later one finds nothing to do."""
    if schema.upgrade(database):
        click.echo("The database is up to date.")
    made = sum(
        isinstance(sample.result, Imported) and sample.result.stored is Stored.NEW
        for sample in import_samples(database)
    )
    if made:
        click.echo(f"Added {many(made, 'sample record')}.")


def _free_address(host: str, port: int) -> str:
    """Give the numeric address to listen on; raises ClickException when it is not to be had."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise click.ClickException(f"There is no address named {host}: {error.strerror}.") from error
    except OSError as error:
        raise click.ClickException(
            f"Port {port} of {host} is not to be had: {os.strerror(error.errno or 0).lower()}. "
            "Choose another one with --port, or with make: make run PORT=8123"
        ) from error
    return str(address[0])


def _application(settings: Settings, served_at: str) -> Flask:
    """Make the application of one web process, from what is imported already, and run jobs beside it."""
    database = Database(settings.database_url)
    app = create_app(settings, database, served_at=served_at)
    if settings.jobs_beside_requests:
        Worker(database, jobs_of(settings, served_at)).begin()
    return app


def _greet(settings: Settings, shown: str) -> None:
    click.echo(f"annotate is running at {settings.base_url or shown}")
    click.echo("Open that address, sign up, choose a trial, and select words in its text to write the first note.")
    click.echo(f"Your data is kept in {settings.data}. Ctrl-C stops the server.")
