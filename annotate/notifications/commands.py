"""``annotate mail preview``: what letters look like, with made-up news."""

from datetime import timedelta

import click

from annotate import clock
from annotate.notifications.kinds import NotificationKind
from annotate.notifications.letters import Ending, News, Opening, write
from annotate.settings import Settings

DIGEST = "digest"

_THREADS = ("an-exchange", "another-exchange")


@click.command()
@click.argument("kind", type=click.Choice([*NotificationKind, DIGEST]))
def preview(kind: str) -> None:
    """Show the letter that tells of KIND, with made-up news; "digest" shows one that tells of everything."""
    site = Settings.from_environ().mailed_url()
    letter = write(_sample(kind), site=site, unsubscribe=f"{site}/unsubscribe/a-signed-address")
    click.echo(f"Subject: {letter.subject}\n\n{letter.body}")


def _sample(kind: str) -> News:
    """Make up news of one kind, or of all of them."""
    at = clock.now()
    every = News(
        threads=_THREADS,
        openings=(Opening("for a colleague", "a-link", at, "192.0.2.0/24"),),
        endings=(Ending("for a colleague", "a-link", at + timedelta(hours=20)),),
        invited=1,
        answered=1,
        reminded=1,
        revealed=2,
        to_check=3,
        changed=2,
        minor=1,
        found=12,
    )
    of_one = {
        NotificationKind.REPLY: News(threads=_THREADS[:1]),
        NotificationKind.LINK_OPENED: News(openings=every.openings),
        NotificationKind.LINK_EXPIRING: News(endings=every.endings),
        NotificationKind.NOTES_TO_CHECK: News(to_check=every.to_check),
        NotificationKind.ROUND_INVITED: News(invited=every.invited),
        NotificationKind.ROUND_ANSWERED: News(answered=every.answered),
        NotificationKind.ROUND_REMINDED: News(reminded=every.reminded),
        NotificationKind.ROUND_REVEALED: News(revealed=every.revealed),
        NotificationKind.FOLLOWED_CHANGED: News(changed=every.changed),
        NotificationKind.FOLLOWED_MINOR: News(minor=every.minor),
        NotificationKind.FOLLOWED_FOUND: News(found=every.found),
    }
    return every if kind == DIGEST else of_one[NotificationKind(kind)]
