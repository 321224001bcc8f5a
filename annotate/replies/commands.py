"""``annotate notes index``: the search index of notes by hand."""

import click

from annotate import schema
from annotate.core.numbers import many
from annotate.database import opened
from annotate.notes.indexing import empty_index
from annotate.replies.indexing import index_missing
from annotate.settings import Settings


@click.group()
def notes() -> None:
    """Look after people's notes."""


@notes.command("index")
@click.option(
    "--anew", is_flag=True, help="Forget the index first. Until the end, search finds what is indexed by then."
)
def index_notes(*, anew: bool) -> None:
    """Index the notes that the search index lacks, the earliest first; a job does the same by itself."""
    with opened(Settings.from_environ().database_url) as database:
        schema.require_newest(database)
        if anew:
            with database.transaction() as session:
                empty_index(session)
        click.echo(f"{many(index_missing(database), 'note')} indexed.")
