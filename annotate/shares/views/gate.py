"""The door of shared pages: the check that every request passes, and what a visitor is given to pass it."""

from contextlib import suppress
from datetime import datetime

from flask import request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate.core.nets import counted_net
from annotate.refusals import REFUSALS
from annotate.shares.tokens import TokenPurpose
from annotate.shares.unlocks import actions as unlocking
from annotate.shares.unlocks import queries as unlocks
from annotate.shares.unlocks.queries import Respondent, Visit
from annotate.shares.views import cookies
from annotate.web import identity, transactions


def visit(share_id: str) -> Visit:
    """Let a request through that has the share unlocked; raises NotFound and Gone."""
    found = visit_in(transactions.reader(), share_id)
    if unlocking.needs_notice(found):
        # At best: when somebody else is writing, or nobody can, reading goes on.
        with suppress(*REFUSALS), transactions.database().transaction(patient=False) as session:
            unlocking.notice(session, found)
    return found


def visit_in(session: Session, share_id: str) -> Visit:
    """Let a request through inside the transaction in which it writes; raises NotFound and Gone."""
    return unlocks.find_visit(
        session,
        share_id,
        unlock_id=cookies.read(TokenPurpose.UNLOCK, share_id),
        guest_id=cookies.read(TokenPurpose.GUEST, share_id),
        viewer=identity.viewer(),
    )


def visitor() -> str:
    """Name who is counted on a shared page: a visitor by their unlock, so that one office is as many people as it has."""
    share_id: str = (request.view_args or {})["share_id"]
    return cookies.read(TokenPurpose.UNLOCK, share_id) or counted_net(identity.client_address())


def hand_unlock(response: Response, share_id: str, unlock_id: str, expires_at: datetime) -> None:
    """Give the visitor the cookie of their unlock, good for this share's pages alone."""
    cookies.hand(response, share_id, TokenPurpose.UNLOCK, unlock_id, expires_at)


def remember_guest(response: Response, share_id: str, who: Respondent, expires_at: datetime) -> None:
    """Give a guest the cookie by which this share will know them until it ends."""
    if who.guest_id is not None:
        cookies.hand(response, share_id, TokenPurpose.GUEST, who.guest_id, expires_at)


def forget(response: Response, share_id: str, *, guest: bool) -> None:
    """Take the cookie of the unlock back, and the guest's as well when asked to."""
    for purpose in (TokenPurpose.UNLOCK, TokenPurpose.GUEST) if guest else (TokenPurpose.UNLOCK,):
        cookies.take_back(response, share_id, purpose)
