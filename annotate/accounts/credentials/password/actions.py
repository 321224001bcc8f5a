"""What people do with their passwords. Whatever hashes (tens of milliseconds) takes no session: it runs before the transaction."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotate.accounts import letters
from annotate.accounts.actions import begin_sign_in, end_all
from annotate.accounts.credentials.password import guessing, hashing, queries, strength
from annotate.accounts.credentials.password.guessing import PasswordAttempt
from annotate.accounts.credentials.password.queries import StoredPassword
from annotate.accounts.credentials.proof import Proof
from annotate.accounts.models import Account
from annotate.activity import actions as activity
from annotate.activity.kinds import ActivityKind
from annotate.core.viewer import Viewer
from annotate.errors import Invalid

NO_MATCH = "The e-mail address or the password is wrong. Please check both."
"""What everybody is told whose password is not taken, for whatever reason."""


@dataclass(frozen=True, slots=True)
class PasswordProof(Proof):
    """That somebody knew the password of an account."""

    stored: StoredPassword
    """What the password was checked against."""
    attempt: PasswordAttempt
    """The try that it was counted as."""
    renewed_hash: str | None = None
    """The same password, hashed anew, when the parameters have changed since."""

    def accept(self, session: Session) -> Account:
        """Hold the account, forgive the tries of who knows its password, and store the renewed hash.

        Raises Invalid when the password was changed since it was checked.
        """
        account = queries.hold_unchanged(session, self.stored)
        if account is None:
            raise Invalid.field("password", NO_MATCH)
        self.forgive_tries(session)
        if self.renewed_hash:
            account.password_hash = self.renewed_hash
        return account

    def forgive_tries(self, session: Session) -> None:
        """Clear what this client had tried at this account; nobody else's tries."""
        guessing.forgive(session, self.attempt)


def prove(stored: StoredPassword | None, password: str, *, attempt: PasswordAttempt) -> PasswordProof:
    """Check the password of a counted try.

    Raises Invalid, alike and after as long for an unknown address (None), a wrong password, and an account that had too
    many wrong ones and was never signed in from this network.
    """
    present = stored.password_hash if stored else None
    right = hashing.matches(present, password)
    if stored is None or present is None or not right or (attempt.worn_out and not stored.known_here):
        raise Invalid.field("password", NO_MATCH)
    renewed = hashing.hash_password(password) if hashing.outdated(present) else None
    return PasswordProof(stored, attempt, renewed)


def prepare_password(*, email: str, name: str, password: str, present: str | None = None) -> str:
    """Check and hash a new password for somebody; raises Invalid, also when it is the present one."""
    if password == present:
        raise Invalid.field("password", "This is already your password.")
    strength.refuse_weak(password, email=email, name=name)
    return hashing.hash_password(password)


def change_password(
    session: Session, proof: Proof, password_hash: str, *, user_agent: str, address: str, stay: bool
) -> Viewer:
    """Change the password, sign every device out, and this one in anew: a copied cookie is worth nothing afterwards.

    Links for a new password that are on their way die, and the owner is told by mail. Raises Invalid when the
    credential was changed since it was checked.
    """
    account = proof.accept(session)
    set_password(session, account, password_hash)
    return begin_sign_in(session, account, user_agent=user_agent, address=address, stay=stay)


def set_password(session: Session, account: Account, password_hash: str) -> None:
    """Set another password: every device is signed out, every token and mailed link dies, every wrong try is forgotten."""
    account.password_hash, account.failures = password_hash, 0
    end_all(session, account.id)
    guessing.start_anew(session, account.email)
    activity.record(session, account.id, ActivityKind.PASSWORD_CHANGED, account.id)
    letters.tell_new_password(session, account)
