"""What people do with their accounts. Whatever hashes (tens of milliseconds) takes no session: it runs before the transaction."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts import queries
from annotate.accounts.credentials.password import hashing, strength
from annotate.accounts.credentials.proof import Proof
from annotate.accounts.models import AccessToken, Account, MailedLink, SignIn
from annotate.activity import actions as activity
from annotate.activity.kinds import ActivityKind
from annotate.core.names import normalise_email, normalise_name
from annotate.core.nets import masked_net
from annotate.core.viewer import Viewer
from annotate.errors import Invalid, SignInRequired

MOST_SIGN_INS = 50
"""Devices that an account can be signed in on at once; one more ends the one that was used longest ago."""

STAY = timedelta(days=30)
"""How long a device stays signed in whose owner asked for it."""

NOTICE_EVERY = timedelta(minutes=5)
"""How often a sign-in's last use is written down at most."""

_USER_AGENT_LENGTH = 400

LOCKED = "This account is locked. Nothing that you stored is lost. Please contact the person who runs this site."
"""What the owner of a locked account is told, who alone knows its password."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account that can be made: its fields are normalised, its password is good and hashed."""

    email: str
    name: str
    password_hash: str


def prepare_account(*, email: str, name: str, password: str) -> NewAccount:
    """Check what a new account is made of and hash its password; raises Invalid, naming every wrong field."""
    wrong: dict[str, str] = {}
    try:
        email = normalise_email(email)
    except ValueError as error:
        wrong["email"] = str(error)
    try:
        name = normalise_name(name)
    except ValueError as error:
        wrong["name"] = str(error)
    try:
        strength.refuse_weak(password, email=email, name=name)
    except Invalid as refusal:
        wrong |= refusal.fields
    if wrong:
        raise Invalid("The account was not made.", wrong)
    return NewAccount(email, name, hashing.hash_password(password))


def sign_up(session: Session, new: NewAccount, *, confirmed: bool = False) -> Account:
    """Make the account, of somebody who is known to read its mail or not; raises Invalid when the address has one already."""
    now = clock.now()
    account = Account(
        email=new.email,
        name=new.name,
        password_hash=new.password_hash,
        created_at=now,
        confirmed_at=now if confirmed else None,
    )
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError as error:
        raise Invalid.field(
            "email", "There is an account with this address already. Please sign in instead."
        ) from error
    return account


def signing_in_email(email: str) -> str:
    """Give the address that somebody signs in with as it is stored; raises Invalid when it is none."""
    try:
        return normalise_email(email)
    except ValueError as error:
        raise Invalid.field("email", str(error)) from error


def sign_in(session: Session, proof: Proof, *, user_agent: str, address: str, stay: bool = False) -> Viewer:
    """Sign the device in, for a month (``stay``) or a working day; somebody who had left comes back by it.

    Raises Invalid when the credential was changed since it was checked, or the account is locked.
    """
    account = proof.accept(session)
    if account.locked_at is not None:
        raise Invalid.field("email", LOCKED)
    account.deactivated_at = account.deletion_due_at = None
    return begin_sign_in(session, account, user_agent=user_agent, address=address, stay=stay)


def begin_sign_in(session: Session, account: Account, *, user_agent: str, address: str, stay: bool = False) -> Viewer:
    """Begin a sign-in of the account on a device; the network address is kept masked."""
    now = clock.now()
    row = SignIn(
        account=account,
        created_at=now,
        last_seen_at=now,
        kept_until=now + STAY if stay else None,
        proven_at=now,
        user_agent=user_agent[:_USER_AGENT_LENGTH],
        net=masked_net(address),
    )
    session.add(row)
    session.flush()
    activity.record(session, account.id, ActivityKind.SIGNED_IN, row.id, net=row.net)
    for surplus in queries.living_sign_ins(session, account.id)[MOST_SIGN_INS:]:
        surplus.ended_at = now
    return Viewer(account.id, account.name, account.email, row.id)


def end_sign_in(session: Session, viewer: Viewer, sign_in_id: str) -> None:
    """Sign one of the viewer's devices out; raises NotFound when it is not theirs."""
    found = queries.find_sign_in(session, viewer, sign_in_id)
    if found.ended_at is None:
        found.ended_at = clock.now()


def end_other_sign_ins(session: Session, viewer: Viewer) -> None:
    """Sign the viewer out everywhere but here; raises SignInRequired when the account was deleted meanwhile."""
    # The account first, as everybody does who ends many sign-ins: none then waits for another one's rows crosswise.
    if session.get(Account, viewer.id, with_for_update={"key_share": True}) is None:
        raise SignInRequired
    session.execute(
        update(SignIn)
        .where(SignIn.account_id == viewer.id, SignIn.id != viewer.sign_in_id, SignIn.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def stays(session: Session, viewer: Viewer) -> bool:
    """Tell whether the viewer chose to stay signed in on this device."""
    return queries.find_sign_in(session, viewer, viewer.sign_in_id).kept_until is not None


def note_proof(session: Session, viewer: Viewer, proof: Proof) -> None:
    """Write down that the viewer proved on this device just now who they are."""
    proof.forgive_tries(session)
    session.execute(update(SignIn).where(SignIn.id == viewer.sign_in_id).values(proven_at=clock.now()))


def rename(session: Session, viewer: Viewer, name: str) -> None:
    """Change the name that colleagues see; raises Invalid."""
    try:
        queries.find_account(session, viewer).name = normalise_name(name)
    except ValueError as error:
        raise Invalid.field("name", str(error)) from error
    session.flush()


def end_all(session: Session, account_id: str) -> None:
    """Sign an account out everywhere, and let no access token or mailed link of it be good for anything more."""
    for table in (SignIn, AccessToken, MailedLink):
        session.execute(
            update(table).where(table.account_id == account_id, table.ended_at.is_(None)).values(ended_at=clock.now())
        )


def notice(session: Session, sign_in_id: str) -> None:
    """Write down that a sign-in was just used."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=clock.now()))
