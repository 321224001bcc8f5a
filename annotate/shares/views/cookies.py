"""The cookies of a share's visitors, which name an unlock and a guest: one of each for each share, from this host alone."""

from datetime import datetime

from flask import current_app, request, url_for
from werkzeug.wrappers import Response

from annotate import clock
from annotate.shares.tokens import TokenPurpose
from annotate.shares.views.blueprint import settings_of, tokens
from annotate.web.pages import pages

MOST = 40
"""Visitors' cookies that a browser is left with: each request carries all of them, and proxies take heads of 8 KB."""

_UNLOCK, _GUEST = "unlock", "guest"
_NAMES = {TokenPurpose.UNLOCK: _UNLOCK, TokenPurpose.GUEST: _GUEST}
_BEFORE = {TokenPurpose.UNLOCK: TokenPurpose.UNLOCK_BEFORE, TokenPurpose.GUEST: TokenPurpose.GUEST_BEFORE}


def read(purpose: TokenPurpose, share_id: str) -> str | None:
    """Give the id of the row that the browser's cookie names for this share; None without a good one.

    A cookie of the name before is good if it was signed before the names changed: then it was, by another salt. So whoever
    plants one now needs one from that time, and it dies by its age (docs/decisions/unlocks.md).
    """
    now = tokens().read_name(purpose, request.cookies.get(_name(purpose, share_id)))
    return now or tokens().read_name(_BEFORE[purpose], request.cookies.get(_name_before(purpose)))


def hand(response: Response, share_id: str, purpose: TokenPurpose, row_id: str, expires_at: datetime) -> None:
    """Give the browser the cookie of a row, good for this share alone; the oldest ones make room."""
    name = _name(purpose, share_id)
    for surplus in _surplus(name):
        _delete(response, surplus, "/")
    response.set_cookie(
        name,
        tokens().name(purpose, row_id),
        max_age=max(0, int((expires_at - clock.now()).total_seconds())),
        path=_path(share_id),
        secure=_secure(),
        httponly=True,
        samesite="Lax",
    )


def take_back(response: Response, share_id: str, purpose: TokenPurpose) -> None:
    """Delete the cookie of a share, also that of the name before."""
    _delete(response, _name(purpose, share_id), _path(share_id))
    if _name_before(purpose) in request.cookies:
        _delete(response, _name_before(purpose), _shared_page(share_id))


def _surplus(name: str) -> list[str]:
    """Name those that are too many beside one: unlocks first, which a passcode brings back, and the oldest of each kind.

    Browsers send the oldest first (RFC 6265, section 5.4).
    """
    kinds = tuple(f"__Host-{kind}-" for kind in (_UNLOCK, _GUEST))
    others = [other for other in request.cookies if other.startswith(kinds) and other != name]
    return sorted(others, key=lambda other: other.startswith(kinds[1]))[: max(0, len(others) + 1 - MOST)]


def _delete(response: Response, name: str, path: str) -> None:
    response.delete_cookie(name, path=path, secure=_secure(), httponly=True, samesite="Lax")


def _name(purpose: TokenPurpose, share_id: str) -> str:
    """Name a share's cookie: browsers take ``__Host-`` from the host itself alone, over HTTPS, for all its paths."""
    return f"__Host-{_NAMES[purpose]}-{share_id}" if _secure() else _NAMES[purpose]


def _name_before(purpose: TokenPurpose) -> str:
    return f"__Secure-{_NAMES[purpose]}" if _secure() else _NAMES[purpose]


def _path(share_id: str) -> str:
    return "/" if _secure() else _shared_page(share_id)


def _shared_page(share_id: str) -> str:
    return url_for(pages().shared, share_id=share_id)


def _secure() -> bool:
    return settings_of(current_app).production
