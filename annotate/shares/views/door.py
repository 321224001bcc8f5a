"""The door of shared pages: the cookies that name an unlock and a guest, and the check that every request passes."""

from contextlib import suppress
from datetime import datetime

from flask import current_app, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from annotate import clock
from annotate.core.nets import counted_net
from annotate.database import REFUSALS
from annotate.shares import visiting, visits
from annotate.shares.tokens import Purpose
from annotate.shares.views.blueprint import settings_of, tokens
from annotate.shares.visits import Respondent, Visit
from annotate.web import identity, work


def visit(share_id: str) -> Visit:
    """Let a request through that has the share unlocked; raises NotFound and Gone."""
    found = visit_in(work.reader(), share_id)
    if visiting.needs_notice(found):
        # At best: when somebody else is writing, or nobody can, reading goes on.
        with suppress(*REFUSALS), work.database().transaction(patient=False) as session:
            visiting.notice(session, found)
    return found


def visit_in(session: Session, share_id: str) -> Visit:
    """Let a request through inside the transaction in which it writes; raises NotFound and Gone."""
    return visits.find_visit(
        session,
        share_id,
        unlock_id=_named(Purpose.UNLOCK),
        guest_id=_named(Purpose.GUEST),
        viewer=identity.viewer(),
    )


def visitor() -> str:
    """Name who is counted on a shared page: a visitor by their unlock, so that one office is as many people as it has."""
    return _named(Purpose.UNLOCK) or counted_net(identity.client_address())


def hand_unlock(response: Response, share_id: str, unlock_id: str, expires_at: datetime) -> None:
    """Give the visitor the cookie of their unlock, good for this share's pages alone."""
    _set(response, share_id, Purpose.UNLOCK, unlock_id, expires_at)


def remember_guest(response: Response, share_id: str, who: Respondent, expires_at: datetime) -> None:
    """Give a guest the cookie by which this share will know them until it ends."""
    if who.guest_id is not None:
        _set(response, share_id, Purpose.GUEST, who.guest_id, expires_at)


def forget(response: Response, share_id: str, *, guest: bool) -> None:
    """Take the cookie of the unlock back, and the guest's as well when asked to."""
    for purpose in (Purpose.UNLOCK, Purpose.GUEST) if guest else (Purpose.UNLOCK,):
        response.delete_cookie(_cookie(purpose), path=_path(share_id), secure=_secure(), httponly=True, samesite="Lax")


def _named(purpose: Purpose) -> str | None:
    return tokens().read_name(purpose, request.cookies.get(_cookie(purpose)))


def _set(response: Response, share_id: str, purpose: Purpose, row_id: str, expires_at: datetime) -> None:
    response.set_cookie(
        _cookie(purpose),
        tokens().name(purpose, row_id),
        max_age=max(0, int((expires_at - clock.now()).total_seconds())),
        path=_path(share_id),
        secure=_secure(),
        httponly=True,
        samesite="Lax",
    )


def _cookie(purpose: Purpose) -> str:
    name = {Purpose.UNLOCK: "unlock", Purpose.GUEST: "guest"}[purpose]
    return f"__Secure-{name}" if _secure() else name


def _path(share_id: str) -> str:
    return url_for("reading.shared", share_id=share_id)


def _secure() -> bool:
    return settings_of(current_app).production
