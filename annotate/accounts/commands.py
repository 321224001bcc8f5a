"""``annotate user`` and ``annotate token``: people with an account, and what their programs show."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from annotate import schema
from annotate.accounts import access_tokens, actions, locking
from annotate.core.names import normalise_email
from annotate.core.scopes import Scope
from annotate.database import opened
from annotate.settings import Settings


@click.group()
def user() -> None:
    """People with an account."""


@user.command()
@click.argument("email")
@click.option("--name", help="What colleagues see. Default: the part of the address before the @.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
def add(email: str, name: str | None, *, password_stdin: bool) -> None:
    """Make an account for EMAIL, by the rules of the sign-up page."""
    try:
        address = normalise_email(email)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    with opened(Settings.from_environ().database_url) as database:
        schema.upgrade(database)
        password = (
            _first_line() if password_stdin else click.prompt("Password", hide_input=True, confirmation_prompt=True)
        )
        new = actions.prepare_account(email=address, name=name or address.partition("@")[0], password=password)
        with database.transaction() as session:
            actions.sign_up(session, new, confirmed=True)
    click.echo(f"{new.email} can sign in now.")


@user.command()
@click.argument("email")
def lock(email: str) -> None:
    """Sign the account of EMAIL out everywhere, close its links, and let nobody sign in to it until it is unlocked."""
    with _written() as session:
        locking.lock(session, email.strip().lower())
    click.echo(f"{email} is locked.")


@user.command()
@click.argument("email")
def unlock(email: str) -> None:
    """Let the owner of the account of EMAIL sign in again; its links lead on as long as they would have."""
    with _written() as session:
        locking.unlock(session, email.strip().lower())
    click.echo(f"{email} can sign in again.")


@click.group()
def token() -> None:
    """Access tokens, by which scripts read and write for an account through the JSON interface."""


@token.command("add")
@click.argument("email")
@click.option("--name", required=True, help='What it is for, such as "backup script"; its owner sees it.')
@click.option(
    "--days", default=90, show_default=True, help=f"How long it lives, 1 to {access_tokens.LONGEST_DAYS} days."
)
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    default=[Scope.READ.value, Scope.WRITE.value],
    help="What it allows; may be given more than once. Without it the token reads and writes; every token reads.",
)
def add_token(email: str, name: str, days: int, scopes: tuple[str, ...]) -> None:
    """Print a new access token for the account of EMAIL, this once; its owner is told by mail that there is one."""
    with _written() as session:
        asked = map(Scope, scopes)
        made = access_tokens.issue_token(session, email.strip().lower(), name=name, days=days, scopes=asked)
    click.echo(f"Good until {made.row.expires_at:%Y-%m-%d %H:%M} UTC. It is not shown again.", err=True)
    click.echo(made.token)


@token.command("list")
@click.argument("email")
def list_tokens(email: str) -> None:
    """List the access tokens of EMAIL that are good: id, last day, last use, what each allows, name."""
    with _written() as session:
        rows = [
            (
                row.id,
                f"{row.expires_at:%Y-%m-%d}",
                f"{row.last_used_at:%Y-%m-%d}" if row.last_used_at else "never",
                row.scopes,
                row.name,
            )
            for row in access_tokens.tokens_of(session, email.strip().lower())
        ]
    for row_id, until, used, scopes, name in [("id", "good until", "last used", "allows", "name"), *rows]:
        click.echo(f"{row_id:<22}  {until:<10}  {used:<10}  {scopes:<10}  {name}")


@token.command("revoke", context_settings={"ignore_unknown_options": True})  # an id may begin with a hyphen
@click.argument("email")
@click.argument("token_id")
def revoke_token(email: str, token_id: str) -> None:
    """End one access token of EMAIL for good; TOKEN_ID is what `annotate token list` shows."""
    with _written() as session:
        name = access_tokens.revoke_of(session, email.strip().lower(), token_id).name
    click.echo(f"The token \u201c{name}\u201d no longer works.")


@contextmanager
def _written() -> Iterator[Session]:
    with opened(Settings.from_environ().database_url) as database, database.transaction() as session:
        yield session


def _first_line() -> str:
    try:
        return sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise click.ClickException("The password on standard input is not UTF-8 text.") from error
