"""``annotate address``: what somebody without an account asks of whoever runs the instance."""

from collections.abc import Callable

import click
from sqlalchemy.orm import Session

from annotate.core.names import email_digest, normalise_email
from annotate.database import opened
from annotate.errors import Invalid
from annotate.participation.actions import accept_mail, refuse_mail
from annotate.participation.volunteers.actions import erase_address
from annotate.settings import Settings


@click.group()
def address() -> None:
    """Addresses of people without an account: deleting what is stored, and refusing mail."""


@address.command()
@click.argument("email")
def forget(email: str) -> None:
    """Delete what EMAIL signed up for, and the mails about it."""
    _do(email, erase_address)
    click.echo("Nothing is stored about mail for this address any more.")


@address.command()
@click.argument("email")
def refuse(email: str) -> None:
    """Send EMAIL no mail that other people cause: no messages to studies, and no questions about sign-ups."""
    _do(email, lambda session, found: refuse_mail(session, email_digest(found)))
    click.echo("This address gets no mail that other people cause.")


@address.command()
@click.argument("email")
def accept(email: str) -> None:
    """Take the refusal of EMAIL back."""
    _do(email, lambda session, found: accept_mail(session, email_digest(found)))
    click.echo("This address can get mail that other people cause.")


def _do(email: str, work: Callable[[Session, str], None]) -> None:
    try:
        found = normalise_email(email)
    except ValueError as error:
        raise Invalid(str(error)) from error
    with opened(Settings.from_environ().database_url) as database, database.transaction() as session:
        work(session, found)
