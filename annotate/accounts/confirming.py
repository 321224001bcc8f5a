"""Addresses that are confirmed by mail: of new accounts, and of accounts that there are.

Whoever asks learns nothing about other people's accounts: the answer is the same whether an address is taken or not, and
only its mail differs. ``Link`` makes the address of a page from the id of the row that it is about.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts import letters, mail_limits, queries
from annotate.accounts.actions import NewAccount, sign_up
from annotate.accounts.models import Account, MailedLink, SignUp
from annotate.accounts.queries import LiveLink
from annotate.accounts.tokens import DEAD, LIFETIMES, MailPurpose
from annotate.activity import actions as activity
from annotate.activity.kinds import ActivityKind
from annotate.core.names import normalise_email
from annotate.core.viewer import Viewer
from annotate.errors import Conflict, Gone, Invalid

Link = Callable[[str], str]

_TAKEN = "Another account uses this address now. Please sign in with it, or choose another address."


def begin_sign_up(session: Session, new: NewAccount, link: Link, reset: str, *, client: str) -> None:
    """Let an account wait until the mail to its address is answered; an address that has one is told so (``reset``).

    ``client`` is the network address that asks.
    """
    if not mail_limits.may_mail(session, "sign-up", new.email, client):
        return
    taken = queries.find_by_email(session, new.email) is not None
    now = clock.now()
    row = SignUp(
        email=new.email,
        name=new.name,
        password_hash=new.password_hash,
        created_at=now,
        expires_at=now + LIFETIMES[MailPurpose.SIGN_UP],
    )
    with attempted(session, keep=not taken):
        session.add(row)
        session.flush()
        address = link(row.id)
    if taken:
        letters.tell_taken(session, new.email, reset)
    else:
        letters.ask_to_confirm_sign_up(session, row, address)


def finish_sign_up(session: Session, sign_up_id: str, chosen: NewAccount | None = None) -> Account:
    """Make the account that waited, of somebody who read its mail and knew its password.

    Or make it of a name and a password that they chose anew (``chosen``): then nothing of what was asked for stays but the
    address, which is theirs.

    Raises Gone when the link was used or is too old, Conflict when the address has an account by now.
    """
    waiting = queries.find_sign_up(session, sign_up_id)
    # Whatever else was asked for with this address is void: its owner has spoken. It is also the one use of this row.
    used = session.execute(
        update(SignUp)
        .where(SignUp.email == waiting.email, SignUp.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(SignUp.id)
    ).scalars()
    if sign_up_id not in set(used):
        raise Gone(DEAD)
    try:
        waited = NewAccount(waiting.email, waiting.name, waiting.password_hash)
        return sign_up(session, chosen or waited, confirmed=True)
    except Invalid:
        raise Conflict(_TAKEN) from None


def ask_for_address(session: Session, viewer: Viewer, email: str, link: Link, reset: str, *, client: str) -> None:
    """Send a link to an address that is to be the viewer's own: another one, or the present one to confirm it.

    Raises Invalid when it is no address, or is confirmed already.
    """
    account = queries.find_account(session, viewer)
    try:
        email = normalise_email(email)
    except ValueError as error:
        raise Invalid.field("email", str(error)) from error
    if email == account.email and account.confirmed_at is not None:
        raise Invalid.field("email", "This is already your address.")
    # To this account's own address no stranger can have mail of this kind sent: none counts with it.
    asked = [
        mail_limits.may_mail(session, "address", address, client, apart=address == account.email)
        for address in sorted({account.email, email})
    ]
    if not all(asked):
        return
    if email != account.email:
        letters.tell_address_asked(session, account)
    taken = email != account.email and queries.find_by_email(session, email) is not None
    with attempted(session, keep=not taken):
        row = make_link(session, account, MailPurpose.ADDRESS, email)
        address = link(row.id)
    if taken:
        letters.tell_taken(session, email, reset)
    else:
        letters.ask_to_confirm_address(session, row, address)


def confirm_address(session: Session, link_id: str) -> Account:
    """Make the mailed address the account's own.

    Raises Gone when the link was used or is too old, Conflict when the address has another account by now.
    """
    link = queries.find_mailed_link(session, MailPurpose.ADDRESS, link_id)
    account = use_link(session, link, MailPurpose.ADDRESS)
    former, account.email, account.confirmed_at = account.email, link.email, clock.now()
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError:
        raise Conflict(_TAKEN) from None
    if former != link.email:
        _end_links(session, account.id)
        activity.record(session, account.id, ActivityKind.ADDRESS_CHANGED, account.id)
        letters.tell_new_address(session, former)
    return account


@contextmanager
def attempted(session: Session, *, keep: bool) -> Iterator[None]:
    """Write rows, and take them back unless they are to be kept: whether they were tells no client by the time it took."""
    attempt = session.begin_nested()
    yield
    if keep:
        attempt.commit()
    else:
        attempt.rollback()


def make_link(session: Session, account: Account, purpose: MailPurpose, email: str) -> MailedLink:
    """Make the row of a link that is about to be mailed."""
    now = clock.now()
    row = MailedLink(
        account_id=account.id, purpose=purpose, email=email, created_at=now, expires_at=now + LIFETIMES[purpose]
    )
    session.add(row)
    session.flush()
    return row


def use_link(session: Session, link: LiveLink, purpose: MailPurpose) -> Account:
    """Use a mailed link up, and give the account that it is about; raises Gone, also for the slower of two at once.

    The account is held first: whoever changes its password ends its links, and neither waits for the other one crosswise.
    """
    account = session.get(Account, link.account_id, with_for_update=True)
    used = session.execute(
        update(MailedLink)
        .where(MailedLink.id == link.id, queries.live_link(purpose))
        .values(ended_at=clock.now())
        .returning(MailedLink.id)
    ).scalar()
    if account is None or used is None:
        raise Gone(DEAD)
    return account


def forget_old(session: Session) -> int:
    """Delete what was asked for and never confirmed, and links that nobody can use any more; return how many there were."""
    over = clock.now() - LIFETIMES[MailPurpose.SIGN_UP]
    tables: tuple[type[SignUp | MailedLink], ...] = (SignUp, MailedLink)
    old = (delete(table).where(table.expires_at <= over).returning(table.id) for table in tables)
    return sum(len(session.scalars(each).all()) for each in old)


def _end_links(session: Session, account_id: str) -> None:
    """Let nothing that was mailed to a former address be good for anything more."""
    session.execute(
        update(MailedLink)
        .where(MailedLink.account_id == account_id, MailedLink.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
