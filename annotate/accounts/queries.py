"""Selects and gates of accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.models import Account, MailedLink, SignIn, SignUp
from annotate.accounts.tokens import DEAD, MailPurpose
from annotate.core.viewer import Viewer
from annotate.errors import Gone, NotFound
from annotate.prepared import prepared

IDLE_LIFETIME = timedelta(hours=2)
"""How long a sign-in lives without being used."""

LONGEST_LIFETIME = timedelta(hours=12)
"""How long a sign-in lives at most."""

PROOF_LIFETIME = timedelta(minutes=30)
"""How long after the password was given it need not be given again for what it guards."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is behind a living sign-in, and when they were last noticed."""

    viewer: Viewer
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingSignUp:
    """Somebody who asked for an account and has a mail to answer."""

    id: str
    email: str
    name: str
    password_hash: str


@dataclass(frozen=True, slots=True)
class LiveLink:
    """A mailed link that is good now, and whose it is."""

    id: str
    account_id: str
    email: str
    """Where it was mailed to."""
    account_email: str
    account_name: str


def find_presence(session: Session, sign_in_id: str) -> Presence | None:
    """Find who is behind a living sign-in of an active account."""
    row = session.execute(*_presence(sign_in_id, _Ages.at(clock.now()))).one_or_none()
    return Presence(Viewer(row.id, row.name, row.email, sign_in_id), row.last_seen_at) if row else None


def find_by_email(session: Session, email: str) -> Account | None:
    """Find an account by its normalised address, for actions that answer alike when there is none."""
    return session.scalar(select(Account).where(Account.email == email))


def hold_by_email(session: Session, email: str) -> Account | None:
    """Find an account by its normalised address, and hold it until the end of the transaction."""
    return session.scalar(select(Account).where(Account.email == email).with_for_update(key_share=True))


def hold_known(session: Session, email: str) -> Account:
    """Hold the account with this normalised address until the end of the transaction; raises NotFound."""
    account = hold_by_email(session, email)
    if account is None:
        raise NotFound("There is no account with this address.")
    return account


def hold_account(session: Session, account_id: str) -> None:
    """Let nobody else who counts what the account has go on until this transaction ends.

    What is counted and then written under it stays within its limit: on PostgreSQL eight writers at once would each count
    what was there before any of them. Rows that refer to the account may come in meanwhile.
    """
    session.execute(*_held(account_id))


def proven_lately(session: Session, viewer: Viewer) -> bool:
    """Tell whether the viewer gave the password on this device within the last half hour."""
    at = session.scalar(select(SignIn.proven_at).where(SignIn.id == viewer.sign_in_id))
    return at is not None and clock.now() - at < PROOF_LIFETIME


def find_sign_up(session: Session, sign_up_id: str) -> WaitingSignUp:
    """Find who waits behind the link of a sign-up's mail; raises Gone when it was used or is too old."""
    row = session.execute(
        select(SignUp.id, SignUp.email, SignUp.name, SignUp.password_hash).where(
            SignUp.id == sign_up_id, SignUp.ended_at.is_(None), SignUp.expires_at > clock.now()
        )
    ).one_or_none()
    if row is None:
        raise Gone(DEAD)
    return WaitingSignUp(*row)


def find_mailed_link(session: Session, purpose: MailPurpose, link_id: str) -> LiveLink:
    """Find a mailed link that is good now; raises Gone.

    One for a new password is outlived by nobody who signed in since: they know the password, or have set one.
    """
    row = session.execute(
        select(MailedLink.id, MailedLink.account_id, MailedLink.email, Account.email, Account.name)
        .join(Account, Account.id == MailedLink.account_id)
        .where(MailedLink.id == link_id, live_link(purpose))
    ).one_or_none()
    if row is None:
        raise Gone(DEAD)
    return LiveLink(*row)


def live_link(purpose: MailPurpose) -> ColumnElement[bool]:
    """Hold for mailed links that are good now."""
    conditions = [MailedLink.purpose == purpose, MailedLink.ended_at.is_(None), MailedLink.expires_at > clock.now()]
    if purpose is MailPurpose.RESET:
        newer = select(SignIn.id).where(
            SignIn.account_id == MailedLink.account_id, SignIn.created_at > MailedLink.created_at
        )
        conditions.append(~newer.correlate(MailedLink).exists())
    return and_(*conditions)


def find_account(session: Session, viewer: Viewer) -> Account:
    """Find the viewer's own account; raises NotFound."""
    account = session.get(Account, viewer.id)
    if account is None or account.deactivated_at is not None:
        raise NotFound
    return account


def is_locked(session: Session, account_id: str) -> bool:
    """True if whoever runs the instance has locked the account, or it is gone."""
    return session.scalar(select(Account.id).where(Account.id == account_id, Account.locked_at.is_(None))) is None


def find_sign_in(session: Session, viewer: Viewer, sign_in_id: str) -> SignIn:
    """Find one of the viewer's own sign-ins, ended or not; raises NotFound."""
    found = session.scalar(select(SignIn).where(SignIn.id == sign_in_id, SignIn.account_id == viewer.id))
    if found is None:
        raise NotFound
    return found


def living_sign_ins(session: Session, account_id: str) -> Sequence[SignIn]:
    """List an account's living sign-ins, the one used last first."""
    return session.scalars(
        select(SignIn)
        .where(SignIn.account_id == account_id, _living(_Ages.at(clock.now())))
        .order_by(SignIn.last_seen_at.desc(), SignIn.created_at.desc(), SignIn.id)
    ).all()


@dataclass(frozen=True, slots=True)
class _Ages:
    """What decides at an instant whether sign-ins have run out."""

    now: datetime
    seen_after: datetime
    begun_after: datetime

    @classmethod
    def at(cls, now: datetime) -> Self:
        return cls(now, now - IDLE_LIFETIME, now - LONGEST_LIFETIME)


@prepared
def _presence(sign_in_id: str, ages: _Ages) -> Select[str, str, str, datetime]:
    return (
        select(Account.id, Account.name, Account.email, SignIn.last_seen_at)
        .join(SignIn, SignIn.account_id == Account.id)
        .where(SignIn.id == sign_in_id, _living(ages), Account.deactivated_at.is_(None))
    )


def _living(ages: _Ages) -> ColumnElement[bool]:
    """Hold for the sign-ins that nobody ended and that have not run out."""
    lately = and_(SignIn.last_seen_at > ages.seen_after, SignIn.created_at > ages.begun_after)
    return and_(SignIn.ended_at.is_(None), or_(SignIn.kept_until > ages.now, and_(SignIn.kept_until.is_(None), lately)))


@prepared
def _held(account_id: str) -> Select[str]:
    return select(Account.id).where(Account.id == account_id).with_for_update(key_share=True)
