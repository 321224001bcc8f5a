"""How many mails to one address may be asked for, by whom."""

from datetime import timedelta

from sqlalchemy.orm import Session

from annotate import clock, throttle
from annotate.core.names import email_digest
from annotate.core.nets import counted_net
from annotate.throttle import Limit

MAILS_NET = Limit("account mails net", 5, timedelta(hours=1), timedelta(hours=1), "")
"""Mails of one kind to one address that one client network can ask for; more are left out without a word."""

MAILS = Limit("account mails", 50, timedelta(hours=1), timedelta(hours=1), "")
"""Mails of one kind to one address, whoever asks. No longer than a link to a new password lives: whoever asks in vain has one."""


def may_mail(session: Session, kind: str, email: str, address: str, *, apart: bool = False) -> bool:
    """Count a mail that a stranger may have asked for from an address of the network, and tell whether it goes out.

    What strangers ask for is counted by their own network first: it keeps no mail from the mailbox's owner. Who is more
    than a stranger (``apart``) is counted apart from all strangers together, in as many statements.
    """
    key, at = f"{kind} {email_digest(email)}", clock.now()
    counted = ((MAILS_NET, f"{key} {counted_net(address)}"), (MAILS, f"{key} known" if apart else key))
    return all(throttle.count(session, limit, each, at) is not None for limit, each in counted)
