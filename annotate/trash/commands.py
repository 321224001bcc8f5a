"""``annotate trash``: deleting for good by hand."""

import click

from annotate.core.numbers import many
from annotate.database import opened
from annotate.replies import withdrawing
from annotate.settings import Settings
from annotate.trash.actions import purge_due


@click.group()
def trash() -> None:
    """Deleted notes and withdrawn replies."""


@trash.command()
def sweep() -> None:
    """Delete permanently what was in the trash for 30 days; a job does the same by itself."""
    with opened(Settings.from_environ().database_url) as database:
        click.echo(f"{many(purge_due(database), 'note')} deleted for good.")
        replies = many(withdrawing.purge_due(database), "withdrawn reply", "withdrawn replies")
        click.echo(f"{replies} deleted for good.")
