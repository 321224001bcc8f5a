"""``annotate trials index``: the search index by hand."""

import click

from annotate import schema
from annotate.core.numbers import many
from annotate.database import opened
from annotate.settings import Settings
from annotate.trials.indexing import empty_index, index_missing


@click.command("index")
@click.option(
    "--anew", is_flag=True, help="Forget the index first. Until the end, search finds what is indexed by then."
)
def index_trials(*, anew: bool) -> None:
    """Index the trials that the search index lacks, the earliest records first; a job does the same by itself."""
    with opened(Settings.from_environ().database_url) as database:
        schema.require_newest(database)
        if anew:
            with database.transaction() as session:
                empty_index(session)
        click.echo(f"{many(index_missing(database), 'trial')} indexed.")
