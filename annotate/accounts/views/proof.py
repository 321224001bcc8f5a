"""The password as proof of who somebody is: counted first, then judged, and asked for again before what matters."""

from sqlalchemy.orm import Session

from annotate.accounts import actions, letters, queries
from annotate.accounts.credentials.password import guessing
from annotate.accounts.credentials.password.actions import NO_MATCH, PasswordProof, prove
from annotate.accounts.credentials.password.guessing import PasswordAttempt
from annotate.accounts.credentials.password.queries import find_stored_password
from annotate.accounts.views.blueprint import link_to_reset_request
from annotate.core.viewer import Viewer
from annotate.errors import Invalid, Unavailable
from annotate.web import identity, transactions
from annotate.web.forms import Form

_NOT_YOURS = "This is not your current password."


def judge(email: str, password: str) -> PasswordProof:
    """Count a try at an account's password, then judge it.

    Raises Invalid when it is wrong (an empty one is, uncounted), TooMany when a counter is full, Unavailable when too many
    are judged at once.
    """
    if not password:
        raise Invalid.field("password", NO_MATCH)
    attempt = transactions.write(lambda session: guessing.count(session, email, identity.client_address()))
    stored = find_stored_password(transactions.reader(), email, attempt.masked)
    transactions.release()  # before the hashing: it takes tens of milliseconds
    try:
        return prove(stored, password, attempt=attempt)
    except Unavailable:
        transactions.write(lambda session: guessing.take_back(session, attempt))
        raise
    except Invalid:
        _tell_owner(attempt)
        raise


def prove_present(viewer: Viewer, form: Form, field: str = "current") -> PasswordProof:
    """Judge the viewer's present password, which stands in a field of the form; raises as ``judge`` does, beside it."""
    try:
        return judge(viewer.email, form.text(field))
    except Invalid:
        raise Invalid.field(field, _NOT_YOURS) from None


def is_needed(viewer: Viewer) -> bool:
    """Tell whether the password must be given again before something that matters."""
    return not queries.proven_lately(transactions.reader(), viewer)


def require(viewer: Viewer, form: Form) -> None:
    """Let the viewer go on who gave the password on this device lately, or gives it now in the field ``current``.

    Raises as ``judge`` does, beside the field.
    """
    if not is_needed(viewer):
        return
    if not form.text("current"):
        raise Invalid.field(
            "current", "Please enter your password again. The last time was more than half an hour ago."
        )
    proof = prove_present(viewer, form)
    transactions.write(lambda session: actions.note_proof(session, viewer, proof))


def _tell_owner(attempt: PasswordAttempt) -> None:
    """Ask the owner for a new password, once, when this was the last wrong one that the account may have."""

    def work(session: Session) -> None:
        account = queries.find_by_email(session, attempt.email)
        if account is not None:
            letters.ask_for_reset(session, account, link_to_reset_request())

    if attempt.wears_out:
        transactions.write(work)
