"""``annotate notes export`` and ``import``, and ``annotate verify``: files of notes and snapshots, by whoever runs the instance."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import click
from sqlalchemy.orm import Session

from annotate import schema
from annotate.accounts.queries import find_by_email
from annotate.core.numbers import many
from annotate.core.snapshots import MOST_BYTES as LARGEST_SNAPSHOT
from annotate.core.snapshots import digest_of, read_snapshot
from annotate.core.viewer import Viewer
from annotate.database import opened
from annotate.errors import NotFound
from annotate.interchange.addresses import Addresses
from annotate.interchange.exported import ExportOrder
from annotate.interchange.exporting import new_export
from annotate.interchange.formats import FORMATS
from annotate.interchange.importing import import_notes
from annotate.interchange.planning import plan_notes
from annotate.interchange.previews import preview_of, said_of
from annotate.interchange.readers.files import MOST_BYTES, decode_notes, read_notes_file
from annotate.interchange.selection import ExportSource, check_fits, choose_notes
from annotate.interchange.snapshots import find_held
from annotate.notes.grammar import read_query
from annotate.settings import Settings
from annotate.trials.queries import trial_of_id


@click.command("export")
@click.argument("email")
@click.option("--format", "key", type=click.Choice(list(FORMATS)), required=True, help="What the file is to be.")
@click.option("--query", default="", help="Which notes, as the box of the list of notes takes it. Default: all.")
@click.option(
    "--order",
    type=click.Choice([each.value for each in ExportOrder]),
    default=ExportOrder.TEXT.value,
    show_default=True,
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; it must not be there yet. Default: standard output.",
)
def export_notes(email: str, key: str, query: str, order: str, output: Path | None) -> None:
    """Write the notes of the account of EMAIL as a file, with the replies that its owner may read."""
    settings, wanted = Settings.from_environ(), FORMATS[key]
    with opened(settings.database_url) as database:
        schema.require_newest(database)
        with database.reader() as session:
            viewer = _owner(session, email)
            chosen = choose_notes(session, viewer, ExportSource(read_query(query)))
            check_fits(session, viewer, chosen, wanted)
        made = new_export(database, viewer, chosen, ExportOrder(order), Addresses(settings.mailed_url()))
        if output is None:
            for part in wanted.stream(made):
                click.echo(part, nl=False)
            return
        _write(output, wanted.stream(made))
    click.echo(f"{many(len(chosen.ids), 'note')} written to {output}.", err=True)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path) -> None:
    """Say whether this instance holds the version of which FILE is a snapshot; exit code 1 if not."""
    try:
        with file.open("rb") as opened_file:
            content = opened_file.read(LARGEST_SNAPSHOT + 1)
        asked = read_snapshot(content)
    except ValueError as refused:
        raise click.ClickException(str(refused)) from None
    with opened(Settings.from_environ().database_url) as database:
        schema.require_newest(database)
        with database.reader() as session:
            trial = trial_of_id(session, asked.registry_id)
            found = find_held(session, trial, asked.digest) if trial else None
    click.echo(f"SHA-256 of the file: {digest_of(content)}")
    if content != asked.written:
        click.echo(f"The file was written anew since it was made. As it was made: {asked.digest}")
    if found is None:
        raise click.ClickException(f"This instance holds no such version of {asked.registry_id}.")
    click.echo(
        f"This instance holds it: {found.registry_id}, version {found.number}, stored {found.stored_at:%Y-%m-%d %H:%M} UTC."
    )


def _write(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file that nobody else on the machine reads, or none: half of one looks whole."""
    try:
        file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except FileExistsError:
        raise click.ClickException(f"{path} is there already. Nothing was written.") from None
    try:
        with file:
            file.writelines(parts)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@click.command("import")
@click.argument("email")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Only say what would come in, and what not.")
def import_notes_of(email: str, file: BinaryIO, *, dry_run: bool) -> None:
    """Import the notes of FILE, JSON of annotate or Hypothesis or a project of REFI-QDA, into the account of EMAIL."""
    settings = Settings.from_environ()
    read = read_notes_file(decode_notes(file.read(MOST_BYTES + 1)))
    with opened(settings.database_url) as database:
        schema.require_newest(database)
        with database.reader() as session:
            viewer = _owner(session, email)
            plan = plan_notes(session, viewer, read)
        for line in said_of(preview_of(plan)):
            click.echo(line)
        if dry_run:
            click.echo("Nothing was imported: this was a dry run.")
            return
        done = import_notes(database.write, viewer, plan)
    click.echo(f"{many(done.made, 'note')} imported.")
    click.echo(f"Within a day, their owner can undo it: {Addresses(settings.mailed_url()).import_act(done.act_id)}")
    if done.stopped:
        raise click.ClickException(f"The import stopped early. {done.stopped}")


def _owner(session: Session, email: str) -> Viewer:
    account = find_by_email(session, email.strip().lower())
    if account is None:
        raise NotFound(f"There is no account of {email}.")
    return Viewer(account.id, account.name, account.email, "")
