"""``annotate labels export`` and ``import``: somebody's codebook as a file, by whoever runs the instance."""

import os
from pathlib import Path
from typing import BinaryIO

import click
from sqlalchemy.orm import Session

from annotate import schema
from annotate.accounts.queries import find_by_email
from annotate.codebook.csv_files import write_codebook
from annotate.codebook.files import MOST_XML_BYTES, decode_file, read_labels
from annotate.codebook.importing import ImportedRow, ImportKind, import_labels, plan_import
from annotate.codebook.qdc_files import write_qdc
from annotate.codebook.queries import HasNotes, labels_to_choose
from annotate.core.numbers import many
from annotate.core.viewer import Viewer
from annotate.database import opened
from annotate.errors import NotFound
from annotate.settings import Settings

_FORMATS = {"csv": write_codebook, "qdc": write_qdc}


def labels_group(has_notes: HasNotes) -> click.Group:
    """Make the group of commands; whether somebody has a note is handed in, as notes stand above labels."""
    group = click.Group("labels", help="Codebooks of accounts.")

    @group.command("export")
    @click.argument("email")
    @click.option("--format", "key", type=click.Choice(list(_FORMATS)), required=True, help="What the file is to be.")
    @click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        help="File to write; it must not be there yet. Default: standard output.",
    )
    def export_labels(email: str, key: str, output: Path | None) -> None:
        """Write the labels of the account of EMAIL as a file: CSV, or a codebook of REFI-QDA."""
        with opened(Settings.from_environ().database_url) as database:
            schema.require_newest(database)
            with database.reader() as session:
                labels = labels_to_choose(session, _owner(session, email), has_notes)
                content = _FORMATS[key](labels).encode()
        if output is None:
            click.echo(content, nl=False)
            return
        try:
            file = os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        except FileExistsError:
            raise click.ClickException(f"{output} is there already. Nothing was written.") from None
        with file:
            file.write(content)
        click.echo(f"{many(len(labels), 'label')} written to {output}.", err=True)

    @group.command("import")
    @click.argument("email")
    @click.argument("file", type=click.File("rb"))
    @click.option("--dry-run", is_flag=True, help="Only say what would be made and changed, and what not.")
    def import_file(email: str, file: BinaryIO, *, dry_run: bool) -> None:
        """Make and change labels of the account of EMAIL as FILE says: CSV, or a codebook of REFI-QDA."""
        rows = read_labels(decode_file(file.read(MOST_XML_BYTES + 1)))
        with opened(Settings.from_environ().database_url) as database:
            schema.require_newest(database)
            with database.reader() as session:
                viewer = _owner(session, email)
                plan = plan_import(rows, labels_to_choose(session, viewer, has_notes))
            if not dry_run:
                plan = database.write(lambda session: import_labels(session, viewer, has_notes, rows))
        for row in plan:
            click.echo(_said(row))
        if dry_run:
            click.echo("Nothing was stored: this was a dry run.")

    return group


def _said(row: ImportedRow) -> str:
    left_out = "Left out: " if row.kind is ImportKind.REFUSED else ""
    return f"{row.draft.name}: {left_out}{row.words}"


def _owner(session: Session, email: str) -> Viewer:
    account = find_by_email(session, email.strip().lower())
    if account is None:
        raise NotFound(f"There is no account of {email}.")
    return Viewer(account.id, account.name, account.email, "")
