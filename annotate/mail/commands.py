"""``annotate mail``: what waits in the outbox, and sending it by hand."""

import click

from annotate.core.numbers import many, written
from annotate.database import opened
from annotate.mail import actions, queries
from annotate.mail.delivery import post_of
from annotate.mail.models import Mail
from annotate.mail.sending import send_due
from annotate.settings import Settings


@click.group()
def mail() -> None:
    """Messages to people: what waits, what was given up, and sending by hand."""


@mail.command("list")
def list_() -> None:
    """List what is not sent: waiting messages and those that were given up, the latest first; never their words."""
    with opened(Settings.from_environ().database_url) as database, database.reader() as session:
        for found in queries.unsent(session):
            click.echo(f"{found.id}  {found.created_at:%Y-%m-%d %H:%M}  {_state(found)}  {found.subject}")
            if found.trouble:
                click.echo(f"    {found.trouble}")


@mail.command()
def send() -> None:
    """Send what is due now, and end; a job does the same by itself."""
    settings = Settings.from_environ()
    with opened(settings.database_url) as database:
        done = send_due(database, post_of(settings))
    way = "sent" if settings.smtp_url else f"written to {settings.mail_folder}"
    click.echo(f"{many(done.sent, 'message')} {way}, {written(done.failed)} failed.")


@mail.command(context_settings={"ignore_unknown_options": True})  # an id may begin with a hyphen
@click.argument("mail_id", metavar="ID")
def retry(mail_id: str) -> None:
    """Let the message ID, which was given up, be tried again from the beginning."""
    with opened(Settings.from_environ().database_url) as database, database.transaction() as session:
        actions.try_again(session, queries.find_given_up(session, mail_id))
    click.echo("It is tried again with the next round.")


def _state(found: Mail) -> str:
    if found.given_up_at is not None:
        return f"given up after {many(found.tries, 'try', 'tries')}"
    if found.held_at is not None:
        return "held: its account is locked"
    return f"waiting, {found.tries} tried" if found.tries else "waiting"
