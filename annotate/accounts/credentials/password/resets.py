"""New passwords by mail. Asking answers alike whether the address has an account or not."""

from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts import letters, mail_limits, queries
from annotate.accounts.confirming import Link, attempted, make_link, use_link
from annotate.accounts.credentials.password.actions import set_password
from annotate.accounts.credentials.password.queries import find_stored_password
from annotate.accounts.models import Account, AccountKind
from annotate.accounts.tokens import DEAD, MailPurpose
from annotate.core.nets import masked_net
from annotate.database import new_id
from annotate.errors import Gone


def ask_for_reset(session: Session, email: str, link: Link, *, client: str) -> None:
    """Send a link to a new password to the address, if it has an account and ``client`` did not ask for too many.

    Strangers of many networks cannot spend what the owner may ask for from a network of the account's sign-ins. The same
    rows are written whether a mail goes out or not, and taken back when none does: the time of the answer tells nothing,
    either.
    """
    known = find_stored_password(session, email, masked_net(client))
    wanted = mail_limits.may_mail(session, "reset", email, client, apart=known is not None and known.known_here)
    account = queries.find_by_email(session, email)
    nobody = Account(email=f"nobody {new_id()}", name="Nobody", kind=AccountKind.TOMBSTONE, created_at=clock.now())
    session.add(nobody)
    session.flush()
    asked = account if account is not None and wanted else nobody
    with attempted(session, keep=asked is not nobody):
        row = make_link(session, asked, MailPurpose.RESET, email)
        letters.send_reset(session, row, link(row.id))
    # Outside what is taken back, so that both cases delete it: one alone took 0.3 ms longer.
    session.delete(nobody)
    session.flush()


def reset_password(session: Session, link_id: str, password_hash: str) -> None:
    """Set the password by a mailed link, once: every device is signed out, and the owner is told.

    Raises Gone when the link was used, is too old, or was outlived by another password or a newer sign-in.
    """
    link = queries.find_mailed_link(session, MailPurpose.RESET, link_id)
    account = use_link(session, link, MailPurpose.RESET)
    if account.email != link.email:
        raise Gone(DEAD)
    # Whoever opened the link reads the address's mail.
    account.confirmed_at = account.confirmed_at or clock.now()
    set_password(session, account, password_hash)
