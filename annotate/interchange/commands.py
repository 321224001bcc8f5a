"""``annotate notes export``: somebody's notes as a file; ``annotate verify``: whether this instance holds a snapshot."""

import os
from pathlib import Path

import click

from annotate import schema
from annotate.accounts.queries import find_by_email
from annotate.core.numbers import many
from annotate.core.snapshots import MOST_BYTES, digest_of, read_snapshot
from annotate.core.viewer import Viewer
from annotate.database import opened
from annotate.errors import NotFound
from annotate.interchange.addresses import Addresses
from annotate.interchange.exported import ExportOrder
from annotate.interchange.exporting import new_export
from annotate.interchange.formats import FORMATS
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
            account = find_by_email(session, email.strip().lower())
            if account is None:
                raise NotFound(f"There is no account of {email}.")
            viewer = Viewer(account.id, account.name, account.email, "")
            chosen = choose_notes(session, viewer, ExportSource(read_query(query)))
            check_fits(session, viewer, chosen, wanted)
        made = new_export(database, viewer, chosen, ExportOrder(order), Addresses(settings.mailed_url()))
        if output is None:
            for part in wanted.stream(made):
                click.echo(part, nl=False)
            return
        try:
            # Notes are private: nobody else on the machine reads the file.
            with os.fdopen(_private(output), "wb") as file:
                file.writelines(wanted.stream(made))
        except FileExistsError:
            raise click.ClickException(f"{output} is there already. Nothing was written.") from None
    click.echo(f"{many(len(chosen.ids), 'note')} written to {output}.", err=True)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path) -> None:
    """Say whether this instance holds the version of which FILE is a snapshot; exit code 1 if not."""
    try:
        with file.open("rb") as opened_file:
            content = opened_file.read(MOST_BYTES + 1)
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


def _private(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
